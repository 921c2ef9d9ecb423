import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { getTerms } from "../invoices/tax-queries";
import { listClosedOverage } from "./closed-overage-queries";
import { nextInvoice, type RunningPlan, type Upcoming } from "./next-invoice";
import { type CurrentPlan, findPlanToCome } from "./queries";

/** The next invoice as it would stand now, or null where nothing would be charged. */
export async function readUpcoming(
  tx: Tx,
  accountId: AccountId,
  plan: CurrentPlan,
): Promise<Upcoming | null> {
  const toCome = await findPlanToCome(tx, accountId);
  const same = { name: plan.name, price: planPrice(plan) };
  const renewal = toCome ? toCome.plan : same;
  const closed = await listClosedOverage(tx, accountId);
  return nextInvoice(runningPlan(plan, { renewal, closed }), await getTerms(tx, accountId));
}

function runningPlan(
  plan: CurrentPlan,
  { renewal, closed }: Pick<RunningPlan, "renewal" | "closed">,
): RunningPlan {
  return {
    name: plan.name,
    price: planPrice(plan),
    ...{ renewal, closed },
    periodEnd: plan.ends_at,
    sliceStart: plan.slice_starts_at,
    sliceEnd: plan.slice_ends_at,
    overage: plan.overage,
    overageModel: plan.overageModel,
  };
}

/** Of a version of the plan, in its currency. */
export function planPrice(plan: CurrentPlan): Money {
  return { minor: plan.price_minor, currency: plan.currency };
}
