import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { listFirings, listStandingFirings } from "../alerts/firing-queries";
import { listRules } from "../alerts/queries";
import { calendarMonth } from "./months";
import { type CurrentPlan, findCurrentPlan, getAccountHead, getNow } from "./queries";

/** AL1: the rules of an account, and what there is to watch: a plan's allowance, overage at a price. */
export async function readAlertRules(tx: Tx, accountId: AccountId) {
  const { currency } = await getAccountHead(tx, accountId);
  const plan = await findCurrentPlan(tx, accountId);
  return {
    rules: await listRules(tx, accountId),
    currency,
    plan: plan ? hardLimitOf(plan) : null,
  };
}

/** AL6: where the plan itself stops use beyond the credits, or bills it: alerts do neither. */
function hardLimitOf(plan: CurrentPlan) {
  const { name, allowance, overageModel, overage_cap: cap } = plan;
  return { name, allowance, stops: overageModel === null, cap };
}

/** AL4: what was told, newest first, a page at a time. */
export async function readAlertHistory(
  tx: Tx,
  accountId: AccountId,
  { before, limit }: { before: string | null; limit: number },
) {
  const { currency } = await getAccountHead(tx, accountId);
  const found = await listFirings(tx, { accountId, before, limit: limit + 1 });
  const firings = found.slice(0, limit);
  return {
    currency,
    firings,
    next: found.length > limit ? (firings.at(-1)?.id ?? null) : null,
  };
}

/** What stands on the overview until somebody dismisses it or another period begins. */
export async function readStandingAlerts(tx: Tx, accountId: AccountId) {
  const { timezone, currency } = await getAccountHead(tx, accountId);
  const plan = await findCurrentPlan(tx, accountId);
  const since = plan?.slice_starts_at ?? calendarMonth(await getNow(tx), timezone, 0).start;
  return { currency, fired: await listStandingFirings(tx, { accountId, since }) };
}
