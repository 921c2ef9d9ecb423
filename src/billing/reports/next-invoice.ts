import { add, isZero, type Money } from "@/lib/money";
import { amountOf } from "../invoices/pricing";

export type RunningPlan = {
  price: Money;
  periodEnd: Date;
  sliceEnd: Date;
  overage: bigint;
  overageUnitPrice: string | null;
};

/**
 * What the next invoice would be if nothing else were used: overage so far, and the plan's price when
 * the period ends with it (BOOKS B8, B11). A yearly plan that drips bills its overage at each drip.
 */
export function nextInvoice(plan: RunningPlan): { at: Date; total: Money } | null {
  const { currency } = plan.price;
  const renews = plan.sliceEnd.getTime() === plan.periodEnd.getTime();
  const advance = renews ? plan.price : { minor: 0n, currency };
  const overage =
    plan.overage > 0n && plan.overageUnitPrice !== null
      ? amountOf({ quantity: plan.overage, unitPrice: plan.overageUnitPrice, currency })
      : { minor: 0n, currency };
  const total = add(advance, overage);
  return isZero(total) ? null : { at: plan.sliceEnd, total };
}
