import Link from "next/link";
import { useTranslations } from "next-intl";
import type { InvoiceRef } from "./data";
import { linkStyle } from "./link-style";

/** The line of an invoice that credits were charged on. */
export function InvoiceLink({ to: { id, lineId, number } }: { to: InvoiceRef }) {
  const t = useTranslations("credits.ledger");
  return (
    <Link href={`/invoices/${id}#line-${lineId}`} className={`${linkStyle} whitespace-nowrap`}>
      {number ? t("invoice", { number }) : t("draft")}
    </Link>
  );
}
