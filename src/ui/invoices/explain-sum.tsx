import { useTranslations } from "next-intl";
import { Amount } from "../amount";
import type { sums } from "./address";
import type { Invoice, SignedRow } from "./data";
import { Explanation, LedgerRows } from "./explanation";
import { pageSums } from "./sums";

type Sum = (typeof sums)[number];
type Props = { invoice: Invoice; zone: string; figure: Sum };

/** What a sum is made of, in its real numbers, and the ledger rows that come to it. */
export function ExplainSum({ invoice, zone, figure }: Props) {
  const t = useTranslations("invoices.explain");
  const sums = useTranslations("invoices.sums");
  const { id: invoiceId, currency } = invoice;
  return (
    <Explanation invoiceId={invoiceId} figure={figure} title={t("title", { name: sums(figure) })}>
      <Formula invoice={invoice} figure={figure} />
      {hasRows(invoice, figure) && (
        <LedgerRows
          rows={rowsBehind(invoice, figure)}
          currency={currency}
          zone={zone}
          caption={t(invoice.status === "draft" ? "draftRows" : "rows")}
        />
      )}
    </Explanation>
  );
}

/** Of a draft no tax is booked yet; rows of the ledger do not say whether a tax is in prices or on top. */
function hasRows(invoice: Invoice, figure: Sum): boolean {
  if (figure !== "subtotal" && figure !== "tax" && figure !== "included") return true;
  const { tax, included } = pageSums(invoice);
  const isNet = figure === "subtotal" && included.minor === 0n;
  const isMixed = tax.minor !== 0n && included.minor !== 0n;
  return isNet || (!isMixed && invoice.status !== "draft");
}

function Formula({ invoice, figure }: { invoice: Invoice; figure: Sum }) {
  const t = useTranslations("invoices.explain");
  const { total, paid, due, status } = invoice;
  const { subtotal, tax, included, groups } = pageSums(invoice);
  const lines = groups.flatMap((group) => group.lines);
  const isClosed = status === "void" || status === "uncollectible";
  const amounts = {
    subtotal: () => <Amount of={subtotal} />,
    tax: () => <Amount of={tax} />,
    included: () => <Amount of={included} />,
    total: () => <Amount of={total} />,
    paid: () => <Amount of={paid} />,
    due: () => <Amount of={due} />,
  };
  switch (figure) {
    case "subtotal":
      return (
        <p>
          {lines.map(({ id, amount }, index) => (
            <span key={id}>
              {index > 0 && " + "}
              <Amount of={amount} />
            </span>
          ))}
          {" = "}
          <Amount of={subtotal} />
        </p>
      );
    case "tax":
      return <p>{t.rich("taxFormula", amounts)}</p>;
    case "included":
      return <p>{t.rich("includedFormula", amounts)}</p>;
    case "total": {
      const without = included.minor === 0n ? "totalWithoutTax" : "totalIncluded";
      return <p>{t.rich(tax.minor === 0n ? without : "totalFormula", amounts)}</p>;
    }
    case "paid":
      return <p>{t.rich("paidFormula", amounts)}</p>;
    case "due":
      return <p>{isClosed ? t(status) : t.rich("dueFormula", amounts)}</p>;
  }
}

function rowsBehind(invoice: Invoice, figure: Sum): SignedRow[] {
  const { groups, totalRows, paidRows } = invoice;
  // Of a draft nothing is owed yet; its lines stand where they wait to be issued.
  const waiting = groups.flatMap(({ lines }) => lines.flatMap(({ rows }) => rows));
  const all = totalRows.length > 0 ? totalRows : waiting;
  const isTax = ({ from, to }: SignedRow) => from === "tax_payable" || to === "tax_payable";
  const isNet = figure === "subtotal" && pageSums(invoice).included.minor === 0n;
  const owed = isNet ? all.filter((row) => !isTax(row)) : all;
  if (figure === "paid") return paidRows;
  if (figure === "tax" || figure === "included") return all.filter(isTax);
  return figure === "due"
    ? [...owed, ...paidRows.map((row) => ({ ...row, sign: row.sign === 1n ? -1n : 1n }) as const)]
    : owed;
}
