import Link from "next/link";
import { useTranslations } from "next-intl";
import { smallLinkStyle } from "../credits-page/link-style";
import { When } from "../when";
import { type InvoicesView, invoicesHref, isFiltered, nothingAsked } from "./address";
import type { NextInvoice } from "./data";

type Props = { next: NextInvoice | null; view: InvoicesView; zone: string };

/** No invoice is nothing unusual: what brings the first one, or that a filter finds none. */
export function NoInvoices({ next, view, zone }: Props) {
  const t = useTranslations("invoices.empty");
  if (isFiltered(view) || view.cursor !== null) {
    return (
      <p className="flex flex-wrap items-baseline gap-x-4">
        <span className="text-muted">{t("noMatch")}</span>
        <Link href={invoicesHref(nothingAsked, {})} className={smallLinkStyle}>
          {t("all")}
        </Link>
      </p>
    );
  }
  const renewsAt = next?.renewsAt;
  return (
    <p className="text-muted">
      {renewsAt
        ? t.rich(next.mayGrow ? "onlyUse" : "nothing", {
            time: () => <When at={renewsAt} zone={zone} />,
          })
        : t("prepaid")}
    </p>
  );
}
