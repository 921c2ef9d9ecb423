import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { portalCharges } from "../charges/address";
import { formatCredits } from "../credits";
import { smallLinkStyle } from "../credits-page/link-style";
import type { Explaining } from "../explain/address";
import { Section } from "../section";
import { When } from "../when";
import { type InvoicesView, invoicesFileHref, invoicesHref, isFiltered } from "./address";
import type { InvoiceList, NextInvoice } from "./data";
import { DocumentSelection } from "./document-selection";
import { NoInvoices } from "./empty";
import { InvoicesFilter } from "./filter";
import { InvoiceTable } from "./list-table";
import { Totals } from "./totals";

type Props = {
  list: InvoiceList;
  next: NextInvoice | null;
  view: InvoicesView;
  zone: string;
  explaining: Explaining;
};

/** The invoices one asked for, what they come to, and the next one as it would stand now. */
export function Invoices({ list, next, view, zone, explaining }: Props) {
  const t = useTranslations("invoices");
  const common = useTranslations("common");
  const locale = useLocale();
  const isNewest = view.cursor === null;
  // Where there is nothing to look for, nothing to look with is shown.
  const isAsked = isFiltered(view) || !isNewest;
  const upcoming = isAsked ? null : next;
  const asOf = common.rich("asOf", {
    time: () => <When at={list.asOf} zone={zone} as="time" />,
  });
  if (list.items.length === 0 && !upcoming?.upcoming) {
    return (
      <Section title={t("list.title")} note={asOf}>
        {isAsked && <InvoicesFilter view={view} zone={zone} />}
        <NoInvoices next={upcoming} view={view} zone={zone} />
      </Section>
    );
  }
  return (
    <Section title={t("list.title")} note={asOf}>
      {(list.count > 0 || isAsked) && <InvoicesFilter view={view} zone={zone} />}
      {list.count > 0 && (
        <Totals of={list.totals} explaining={isFiltered(view) ? null : explaining} />
      )}
      <DocumentSelection
        words={{
          zip: t("list.zip"),
          none: t("list.noneChosen"),
          failed: t("list.zipFailed"),
        }}
      >
        <InvoiceTable items={list.items} next={upcoming} zone={zone} />
      </DocumentSelection>
      {list.count > 0 && (
        <p className="mt-4 text-small text-muted">
          {t("list.count", {
            count: list.count,
            figure: formatCredits(BigInt(list.count), locale),
          })}
        </p>
      )}
      <Pages next={list.nextCursor} view={view} />
      {list.count > 0 && <Files view={view} />}
      {list.count > 0 && <ByMonth />}
    </Section>
  );
}

function Pages({ next, view }: { next: string | null; view: InvoicesView }) {
  const t = useTranslations("invoices.list");
  const common = useTranslations("common");
  if (next === null && view.cursor === null) return null;
  return (
    <nav aria-label={t("pages")} className="mt-3 flex flex-wrap gap-x-6 print:hidden">
      {view.cursor !== null && (
        <Link href={invoicesHref(view, {})} className={smallLinkStyle}>
          {common("newest")}
        </Link>
      )}
      {next !== null && (
        <Link href={invoicesHref(view, { cursor: next })} className={smallLinkStyle}>
          {t("older")}
        </Link>
      )}
    </nav>
  );
}

function ByMonth() {
  const t = useTranslations("explain.charges");
  return (
    <p className="mt-3 print:hidden">
      <Link href={portalCharges.path} className={smallLinkStyle}>
        {t("link")}
      </Link>
    </p>
  );
}

/** IL8: for whoever keeps the books. Files are no pages, so these are plain links. */
function Files({ view }: { view: InvoicesView }) {
  const t = useTranslations("invoices.list");
  return (
    <p className="mt-3 flex flex-wrap items-baseline gap-x-4 text-small text-muted print:hidden">
      <span>{t("files")}</span>
      {(["csv", "json"] as const).map((format) => (
        <a key={format} href={invoicesFileHref(view, format)} className={smallLinkStyle}>
          {t(format)}
        </a>
      ))}
    </p>
  );
}
