import Link from "next/link";
import { useTranslations } from "next-intl";
import { smallLinkStyle } from "../credits-page/link-style";
import { explainHref, type Figure } from "./address";

type Props = { invoiceId: string; figure: Figure; isOpen: boolean; name: string | null };

/** Opens and closes the explanation of a figure. A plain link: it can be passed on, and gone back from. */
export function ExplainLink({ invoiceId, figure, isOpen, name }: Props) {
  const t = useTranslations("invoices.explain");
  return (
    <Link
      id={`figure-${figure}`}
      href={explainHref(invoiceId, figure, isOpen)}
      aria-expanded={isOpen}
      className={`${smallLinkStyle} scroll-mt-24 print:hidden`}
    >
      {isOpen ? t("close") : t("open")}
      {name && <span className="sr-only"> {name}</span>}
    </Link>
  );
}
