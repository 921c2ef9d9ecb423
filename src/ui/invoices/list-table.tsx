import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Period } from "@/lib/time";
import { Amount } from "../amount";
import { linkStyle, smallLinkStyle } from "../credits-page/link-style";
import { Status } from "../status";
import { When } from "../when";
import { compareHref, documentHref } from "./address";
import { type InvoiceItem, type NextInvoice, shownStatus } from "./data";
import { DocumentLink } from "./document-link";
import { NextRow } from "./next-row";

type Props = { items: InvoiceItem[]; next: NextInvoice | null; zone: string };

/** Where there are no boxes the number begins the row: it stands at the edge. */
const first = "max-sm:ps-0! print:ps-0!";

/** A phone keeps number, status and total as columns, and folds the rest under the number. */
export function InvoiceTable({ items, next, zone }: Props) {
  const t = useTranslations("invoices.list");
  return (
    <table className="ledger">
      <caption className="sr-only">{t("caption")}</caption>
      <thead>
        <tr>
          <th scope="col" className="w-8 max-sm:hidden print:hidden">
            <span className="sr-only">{t("chosen")}</span>
          </th>
          <th scope="col" className={first}>
            {t("number")}
          </th>
          <th scope="col" className="max-md:hidden">
            {t("date")}
          </th>
          <th scope="col" className="max-sm:hidden">
            {t("period")}
          </th>
          <th scope="col">{t("status")}</th>
          <th scope="col" className="figure">
            {t("total")}
          </th>
          <th scope="col" className="figure max-md:hidden">
            {t("due")}
          </th>
        </tr>
      </thead>
      <tbody>
        {next?.upcoming && <NextRow next={next} upcoming={next.upcoming} zone={zone} />}
        {items.map((invoice) => (
          <Row key={invoice.id} invoice={invoice} zone={zone} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ invoice, zone }: { invoice: InvoiceItem; zone: string }) {
  const t = useTranslations("invoices.list");
  const { id, number, document, status, date, plan, period } = invoice;
  return (
    <tr data-row>
      <td className="max-sm:hidden print:hidden">
        {number && (
          <input
            type="checkbox"
            name="invoice"
            value={id}
            aria-label={t("choose", { number })}
            className="size-6 accent-green align-middle"
          />
        )}
      </td>
      <th scope="row" className={`font-normal ${first}`}>
        <Link href={`/invoices/${id}`} className={`${linkStyle} whitespace-nowrap`}>
          {number ?? t("draft")}
        </Link>
        {!number && (
          <span className="block text-small text-muted">
            {t.rich("mayChange", { time: () => <When at={date} zone={zone} as="time" /> })}
          </span>
        )}
        {document === "credit_note" && (
          <span className="block text-small text-muted">{t("creditNote")}</span>
        )}
        <span className="block text-small text-muted md:hidden">
          <When at={date} zone={zone} />
        </span>
        <span className="block text-small text-muted sm:hidden">{plan}</span>
        {number && (
          <span className="flex flex-wrap gap-x-4 print:hidden">
            <DocumentLink
              href={documentHref(id)}
              text={t("pdf")}
              label={t("pdfOf", { number })}
              failed={t("pdfFailed")}
            />
            <Link
              href={compareHref(id)}
              prefetch={false}
              aria-label={t("compareOf", { number })}
              className={smallLinkStyle}
            >
              {t("compare")}
            </Link>
          </span>
        )}
      </th>
      <td className="max-md:hidden">
        <When at={date} zone={zone} />
      </td>
      <td className="max-sm:hidden">
        {plan && <span className="block">{plan}</span>}
        {period && (
          <span className="text-small text-muted">
            <Span of={period} zone={zone} />
          </span>
        )}
      </td>
      <td>
        <Status of={shownStatus(invoice)} />
        {status === "issued" && invoice.dueAt && (
          <span className="block text-small text-muted max-sm:hidden">
            {t.rich("dueOn", { time: () => <When at={invoice.dueAt as Date} zone={zone} /> })}
          </span>
        )}
      </td>
      <td className="figure">
        <Amount of={invoice.total} />
        <span className="block text-small text-muted md:hidden">
          {invoice.due.minor > 0n &&
            invoice.due.minor !== invoice.total.minor &&
            t.rich("stillDue", { amount: () => <Amount of={invoice.due} /> })}
        </span>
      </td>
      <td className={`figure max-md:hidden ${invoice.due.minor === 0n ? "text-muted!" : ""}`}>
        <Amount of={invoice.due} />
      </td>
    </tr>
  );
}

/** From the first instant to the one after the last, as the books have it. */
export function Span({ of: { start, end }, zone }: { of: Period; zone: string }) {
  return (
    <>
      <When at={start} zone={zone} /> – <When at={end} zone={zone} />
    </>
  );
}
