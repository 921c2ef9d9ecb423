import type { Money } from "@/lib/money";
import { amountOf } from "@/lib/unit-price";

export type RunningPlan = {
  name: string;
  price: Money;
  periodEnd: Date;
  sliceEnd: Date;
  overage: bigint;
  overageUnitPrice: string | null;
};

/** One line of an invoice, as it is shown: a plan by its name, credits beyond it, or what a line says. */
export type Charge = {
  kind: "plan" | "overage" | "other";
  name: string;
  quantity: bigint;
  unitPrice: string;
  amount: Money;
};

export type Upcoming = { at: Date; charges: Charge[]; total: Money };

/**
 * What the next invoice would be if nothing else were used: the plan's price when the period ends with
 * it, and overage so far (BOOKS B8, B11). A yearly plan that drips bills its overage at each drip.
 */
export function nextInvoice(plan: RunningPlan): Upcoming | null {
  const { currency } = plan.price;
  const renews = plan.sliceEnd.getTime() === plan.periodEnd.getTime();
  const charges: Charge[] = [];
  if (renews && plan.price.minor > 0n) {
    const { name, price: amount } = plan;
    charges.push({ kind: "plan", name, quantity: 1n, unitPrice: "", amount });
  }
  if (plan.overage > 0n && plan.overageUnitPrice !== null) {
    const { overage: quantity, overageUnitPrice: unitPrice, name } = plan;
    const amount = amountOf({ quantity, unitPrice, currency });
    charges.push({ kind: "overage", name, quantity, unitPrice, amount });
  }
  const minor = charges.reduce((sum, charge) => sum + charge.amount.minor, 0n);
  return minor === 0n ? null : { at: plan.sliceEnd, charges, total: { minor, currency } };
}
