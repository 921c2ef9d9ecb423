import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Amount } from "../amount";
import { Section } from "../section";
import type { Figure, sums } from "./address";
import type { Invoice } from "./data";
import { ExplainLink } from "./explain-link";
import { ExplainSum } from "./explain-sum";
import { LineTitle } from "./line-title";
import { pageSums } from "./sums";

type Props = { invoice: Invoice; zone: string; explained: Figure | null };
type SummaryProps = Props & {
  /** What pays it, of one that is open. */
  pay: ReactNode;
};
type Sum = (typeof sums)[number];

/** ID4: from what is charged to what is left to pay. Rows that could only say zero are left out. */
export function InvoiceSummary({ invoice, zone, explained, pay }: SummaryProps) {
  const t = useTranslations("invoices.sums");
  const { tax, included } = pageSums(invoice);
  const shown: Sum[] = [
    "subtotal",
    ...(tax.minor === 0n ? [] : (["tax"] as const)),
    "total",
    ...(included.minor === 0n ? [] : (["included"] as const)),
    ...(invoice.paid.minor === 0n ? [] : (["paid"] as const)),
  ];
  return (
    <Section title={t("title")}>
      <table className="ledger">
        <caption className="sr-only">{t("caption")}</caption>
        <tbody>
          {shown.map((figure) => (
            <Row key={figure} {...{ invoice, zone, explained, figure }} />
          ))}
        </tbody>
        <tfoot>
          <Row {...{ invoice, zone, explained }} figure="due" />
        </tfoot>
      </table>
      {pay && <p className="mt-4 flex flex-wrap justify-end gap-x-6 gap-y-2 print:hidden">{pay}</p>}
      {explained === "due" && (
        <div className="mt-5">
          <Explained {...{ invoice, zone }} figure="due" />
        </div>
      )}
    </Section>
  );
}

function Row({ invoice, zone, explained, figure }: Props & { figure: Sum }) {
  const t = useTranslations("invoices.sums");
  const isOpen = explained === figure;
  const sums = pageSums(invoice);
  const { minor, currency } = { ...invoice, ...sums }[figure];
  return (
    <>
      <tr className={isOpen && figure !== "due" ? "[&>*]:border-b-0!" : ""}>
        <th scope="row" className="font-normal">
          <span className="flex flex-wrap items-baseline gap-x-4">
            {t(figure)}
            <ExplainLink invoiceId={invoice.id} figure={figure} isOpen={isOpen} name={t(figure)} />
          </span>
          {figure === "tax" &&
            sums.taxLines.map((line) => (
              <span key={line.id} className="block text-small text-muted">
                <LineTitle line={line} zone={zone} />
              </span>
            ))}
        </th>
        <td className="figure">
          <Amount of={{ minor: figure === "paid" ? -minor : minor, currency }} />
        </td>
      </tr>
      {isOpen && figure !== "due" && (
        <tr>
          <td colSpan={2}>
            <Explained {...{ invoice, zone, figure }} />
          </td>
        </tr>
      )}
    </>
  );
}

function Explained({ invoice, zone, figure }: { invoice: Invoice; zone: string; figure: Sum }) {
  return <ExplainSum invoice={invoice} zone={zone} figure={figure} />;
}
