import { useTranslations } from "next-intl";
import { decimalsOf } from "@/lib/money";
import { amountOf, exactProduct, isUnitPrice } from "@/lib/unit-price";
import { Amount, UnitPrice } from "../amount";
import { Credits } from "../credits";
import type { Invoice, InvoiceLine } from "./data";
import { ExplainPrice } from "./explain-price";
import { ExplainShare } from "./explain-share";
import { Explanation, LedgerRows } from "./explanation";

type Props = { line: InvoiceLine; invoice: Invoice; zone: string };

/** Quantity × unit price, rounded once where it does not come out even, and what was booked for it. */
export function ExplainLine({ line, invoice, zone }: Props) {
  const t = useTranslations("invoices.explain");
  const { currency, id: invoiceId } = invoice;
  return (
    <Explanation invoiceId={invoiceId} figure={`line-${line.id}`} title={t("lineTitle")}>
      {line.price ? (
        <ExplainPrice price={line.price} />
      ) : (
        <p>
          <Formula line={line} />
        </p>
      )}
      {line.facts && <ExplainShare of={line.facts} line={line} />}
      {line.kind === "overage" && (
        <p className="text-muted">{t(line.price ? "overageTiersWhy" : "overageWhy")}</p>
      )}
      {line.kind === "plan" && <p className="text-muted">{t("planWhy")}</p>}
      {invoice.status !== "draft" && line.accrued.length > 0 && (
        <LedgerRows
          rows={line.accrued}
          currency={currency}
          zone={zone}
          caption={t("accruedRows")}
        />
      )}
      <LedgerRows
        rows={line.rows}
        currency={currency}
        zone={zone}
        caption={t(invoice.status === "draft" ? "draftRows" : "lineRows")}
      />
    </Explanation>
  );
}

function Formula({ line: { kind, quantity, unitPrice, amount } }: { line: InvoiceLine }) {
  const t = useTranslations("invoices.explain");
  const { currency } = amount;
  // A line priced otherwise (a share of a period, a correction) says what it is by itself.
  if (!isUnitPrice(unitPrice) || amountOf({ quantity, unitPrice, currency }).minor !== amount.minor)
    return <Amount of={amount} />;
  const exact = exactProduct({ quantity, unitPrice });
  const isEven = (exact.split(".")[1]?.length ?? 0) <= decimalsOf(currency);
  return t.rich(isEven ? "formula" : "formulaRounded", {
    quantity: () => (kind === "overage" ? <Credits of={quantity} /> : String(quantity)),
    price: () => <UnitPrice of={unitPrice} currency={currency} />,
    exact: () => <UnitPrice of={exact} currency={currency} />,
    amount: () => <Amount of={amount} />,
  });
}
