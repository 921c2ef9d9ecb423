import Link from "next/link";
import { useTranslations } from "next-intl";
import { Amount, UnitPrice } from "../amount";
import { Credits } from "../credits";
import { smallLinkStyle } from "../credits-page/link-style";
import { Section } from "../section";
import type { Figure } from "./address";
import type { Invoice, InvoiceLine } from "./data";
import { ExplainLine } from "./explain-line";
import { ExplainLink } from "./explain-link";
import { LineCredits } from "./line-credits";
import { LineTitle } from "./line-title";
import { Span } from "./list-table";
import { pageSums } from "./sums";

type Props = { invoice: Invoice; zone: string; explained: Figure | null };

/** ID2: what is charged, by plan period, each line with the credits under it and its way to the usage. */
export function InvoiceLines({ invoice, zone, explained }: Props) {
  const t = useTranslations("invoices.lines");
  const { groups, subtotal } = pageSums(invoice);
  const isCredit = invoice.document === "credit_note";
  return (
    <Section title={t(isCredit ? "creditTitle" : "title")}>
      <table className="ledger">
        <caption className="sr-only">{t(isCredit ? "creditCaption" : "caption")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("for")}</th>
            <th scope="col" className="figure max-sm:hidden">
              {t("quantity")}
            </th>
            <th scope="col" className="figure max-sm:hidden">
              {t("unitPrice")}
            </th>
            <th scope="col" className="figure">
              {t("amount")}
            </th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody
            key={group.planPeriodId ?? "other"}
            className="not-first-of-type:border-t border-rule"
          >
            {group.lines.map((line) => (
              <Line key={line.id} {...{ invoice, line, zone, explained }} />
            ))}
          </tbody>
        ))}
        <tfoot>
          <tr>
            <th scope="row">{t("subtotal")}</th>
            <td className="max-sm:hidden" />
            <td className="max-sm:hidden" />
            <td className="figure">
              <Amount of={subtotal} />
            </td>
          </tr>
        </tfoot>
      </table>
    </Section>
  );
}

function Line({ invoice, line, zone, explained }: Props & { line: InvoiceLine }) {
  const figure: Figure = `line-${line.id}`;
  const isOpen = explained === figure;
  return (
    <>
      <tr
        id={`line-${line.id}`}
        data-row
        className={`scroll-mt-4 target:bg-rule/30 ${isOpen ? "[&>*]:border-b-0!" : ""}`}
      >
        <th scope="row" className="font-normal">
          <LineTitle line={line} zone={zone} />
          <span className="block text-small text-muted">
            <Span of={line.period} zone={zone} />
          </span>
          <span className="block text-small text-muted sm:hidden">
            <Priced line={line} />
          </span>
          <LineCredits line={line} zone={zone} />
          <Ways invoice={invoice} line={line} isOpen={isOpen} />
        </th>
        <td className="figure max-sm:hidden">
          {isOfCredits(line) ? <Credits of={line.credits} /> : String(line.quantity)}
        </td>
        <td className="figure max-sm:hidden">
          <UnitPriceOf line={line} />
        </td>
        <td className="figure">
          <Amount of={line.amount} />
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={4}>
            <ExplainLine line={line} invoice={invoice} zone={zone} />
          </td>
        </tr>
      )}
    </>
  );
}

/** Several prices are no single one: they are told in the explanation. */
function UnitPriceOf({ line }: { line: InvoiceLine }) {
  const t = useTranslations("invoices.lines");
  if (line.price) return t("tiered");
  return <UnitPrice of={line.unitPrice} currency={line.amount.currency} />;
}

function Priced({ line }: { line: InvoiceLine }) {
  const t = useTranslations("invoices.lines");
  return t.rich(line.price ? "pricedTiers" : "priced", {
    quantity: () => (isOfCredits(line) ? <Credits of={line.credits} /> : String(line.quantity)),
    price: () => <UnitPrice of={line.unitPrice} currency={line.amount.currency} />,
  });
}

/** ID3: the usage of this very line, and where its amount comes from. */
function Ways({ invoice, line, isOpen }: { invoice: Invoice; line: InvoiceLine; isOpen: boolean }) {
  const t = useTranslations("invoices.lines");
  const covers = useTranslations("explain.coverage");
  return (
    <span className="mt-1 flex flex-wrap gap-x-4 print:hidden">
      {hasUsage(line) && (
        <Link href={`/usage?line=${line.id}`} className={smallLinkStyle}>
          {t("usage")}
        </Link>
      )}
      {(hasUsage(line) || line.kind === "pack") && (
        <Link
          href={`/invoices/${invoice.id}/lines/${line.id}`}
          prefetch={false}
          className={smallLinkStyle}
        >
          {covers("link")}
        </Link>
      )}
      <ExplainLink invoiceId={invoice.id} figure={`line-${line.id}`} isOpen={isOpen} name={null} />
    </span>
  );
}

/** Lines of a stretch in which credits are used. */
export function hasUsage({ kind }: Pick<InvoiceLine, "kind">): boolean {
  return kind === "plan" || kind === "proration_charge" || kind === "overage";
}

function isOfCredits({ kind }: InvoiceLine): boolean {
  return kind === "overage";
}
