import type { Money } from "@/lib/money";
import { type PriceModel, priceOf, singlePrice } from "@/lib/pricing";
import { addSeconds, type Period } from "@/lib/time";
import type { LineFacts } from "../decision";
import { chargeFor } from "../invoices/lines";
import { priceDocument } from "../invoices/price-document";
import { termsAt } from "../invoices/tax-rule";
import type { AccountTerms } from "../invoices/terms";
import type { ClosedOverage } from "./closed-overage-queries";

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
  /** Of periods that a change closed, billed with the next invoice. */
  closed: readonly ClosedOverage[];
};

/** One line of an invoice, as it is shown: what is of a plan by its name, or what a line says. */
export type Charge = {
  kind: "plan" | "overage" | "proration_credit" | "proration_charge" | "other";
  name: string;
  /** Of overage, its credits. */
  quantity: bigint;
  /** Null where there is more than one price. */
  unitPrice: string | null;
  amount: Money;
  /** What a line of no plan's says, for who words it: a discount, a tax. */
  facts: LineFacts | null;
};

export type UpcomingCharge = Charge & {
  /** Of overage of a period that a change closed: when that was. */
  closed: Period | null;
};

export type Upcoming = { at: Date; charges: UpcomingCharge[]; total: Money };

/**
 * What the next invoice would be if nothing else were used: the plan's price when the period ends with
 * it, and overage so far, that of periods a change closed too (BOOKS B8, B11). A yearly plan that drips bills
 * its overage at each drip. Discounts are those of now, the tax is that of the day.
 */
export function nextInvoice(plan: RunningPlan, terms: AccountTerms): Upcoming | null {
  const { currency } = plan.price;
  const { sliceStart, sliceEnd, overage: credits, overageModel: model } = plan;
  const running = { plan: plan.name, period: { start: sliceStart, end: sliceEnd }, credits, model };
  const charges = [
    ...planCharge(plan),
    ...overageCharge(running, { currency, closed: null }),
    ...plan.closed.flatMap((one) => overageCharge(one, { currency, closed: one.period })),
  ];
  if (charges.length === 0) return null;
  const all = [...charges, ...discountAndTax(plan, charges, terms)];
  const minor = all.reduce((sum, charge) => sum + charge.amount.minor, 0n);
  return { at: sliceEnd, charges: all, total: { minor, currency } };
}

function planCharge({ sliceEnd, periodEnd, renewal }: RunningPlan): UpcomingCharge[] {
  const isOver = sliceEnd.getTime() === periodEnd.getTime();
  if (!isOver || !renewal || renewal.price.minor === 0n) return [];
  const { name, price: amount } = renewal;
  return [{ kind: "plan", name, quantity: 1n, unitPrice: "", amount, facts: null, closed: null }];
}

function overageCharge(
  { plan: name, credits: quantity, model }: ClosedOverage,
  { currency, closed }: { currency: string; closed: Period | null },
): UpcomingCharge[] {
  if (quantity === 0n || model === null) return [];
  const minor = priceOf(model, quantity, currency);
  // Included units may make all of it free, and what is nothing makes no line.
  if (minor === 0n) return [];
  const unitPrice = singlePrice(model);
  const amount = { minor, currency };
  return [{ kind: "overage", name, quantity, unitPrice, amount, facts: null, closed }];
}

function discountAndTax(
  { price: { currency }, sliceStart, sliceEnd }: RunningPlan,
  charges: readonly UpcomingCharge[],
  terms: AccountTerms,
): UpcomingCharge[] {
  const periodOf = ({ kind, closed }: UpcomingCharge): Period =>
    kind === "plan"
      ? { start: sliceEnd, end: addSeconds(sliceEnd, 1) }
      : (closed ?? { start: sliceStart, end: sliceEnd });
  const lines = charges.map((charge) =>
    chargeFor(charge.kind === "plan" ? "plan" : "overage", charge.amount, periodOf(charge)),
  );
  const { lines: priced } = priceDocument(lines, termsAt(terms, sliceEnd), {
    currency,
    kept: new Set(),
  });
  return priced.slice(lines.length).map(({ description: name, amountMinor, unitPrice, facts }) => ({
    ...{ kind: "other" as const, name, quantity: 1n, unitPrice, facts, closed: null },
    amount: { minor: amountMinor, currency },
  }));
}
