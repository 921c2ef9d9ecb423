import type { Money } from "@/lib/money";
import { type PriceModel, priceOf, singlePrice } from "@/lib/pricing";
import { addSeconds, type Period } from "@/lib/time";
import { chargeFor } from "../invoices/lines";
import { priceDocument } from "../invoices/price-document";
import { termsAt } from "../invoices/tax-rule";
import type { AccountTerms } from "../invoices/terms";

export type RunningPlan = {
  name: string;
  price: Money;
  /** What renews when the period ends: mostly the same, another where that was decided, or nothing. */
  renewal: { name: string; price: Money } | null;
  periodEnd: Date;
  sliceStart: Date;
  sliceEnd: Date;
  overage: bigint;
  /** Null where use stops instead. */
  overageModel: PriceModel | null;
};

/** One line of an invoice, as it is shown: a plan by its name, credits beyond it, or what a line says. */
export type Charge = {
  kind: "plan" | "overage" | "other";
  name: string;
  /** Of overage, its credits. */
  quantity: bigint;
  /** Null where there is more than one price. */
  unitPrice: string | null;
  amount: Money;
};

export type Upcoming = { at: Date; charges: Charge[]; total: Money };

/**
 * What the next invoice would be if nothing else were used: the plan's price when the period ends with
 * it, and overage so far (BOOKS B8, B11). A yearly plan that drips bills its overage at each drip. Discounts
 * are those of now, the tax is that of the day.
 */
export function nextInvoice(plan: RunningPlan, terms: AccountTerms): Upcoming | null {
  const { currency } = plan.price;
  const isOver = plan.sliceEnd.getTime() === plan.periodEnd.getTime();
  const charges: Charge[] = [];
  if (isOver && plan.renewal && plan.renewal.price.minor > 0n) {
    const { name, price: amount } = plan.renewal;
    charges.push({ kind: "plan", name, quantity: 1n, unitPrice: "", amount });
  }
  if (plan.overage > 0n && plan.overageModel !== null) {
    const { overage: quantity, overageModel: model, name } = plan;
    const amount = { minor: priceOf(model, quantity, currency), currency };
    charges.push({ kind: "overage", name, quantity, unitPrice: singlePrice(model), amount });
  }
  if (charges.length === 0) return null;
  const all = [...charges, ...discountAndTax(plan, charges, terms)];
  const minor = all.reduce((sum, charge) => sum + charge.amount.minor, 0n);
  return { at: plan.sliceEnd, charges: all, total: { minor, currency } };
}

function discountAndTax(
  { price: { currency }, sliceStart, sliceEnd }: RunningPlan,
  charges: readonly Charge[],
  terms: AccountTerms,
): Charge[] {
  const periodOf = (kind: Charge["kind"]): Period =>
    kind === "plan"
      ? { start: sliceEnd, end: addSeconds(sliceEnd, 1) }
      : { start: sliceStart, end: sliceEnd };
  const lines = charges.map(({ kind, amount }) =>
    chargeFor(kind === "plan" ? "plan" : "overage", amount, periodOf(kind)),
  );
  const { lines: priced } = priceDocument(lines, termsAt(terms, sliceEnd), {
    currency,
    kept: new Set(),
  });
  return priced.slice(lines.length).map(({ description: name, amountMinor, unitPrice }) => ({
    ...{ kind: "other" as const, name, quantity: 1n, unitPrice },
    amount: { minor: amountMinor, currency },
  }));
}
