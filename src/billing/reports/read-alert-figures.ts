import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { addSeconds, dayOf, secondsBetween } from "@/lib/time";
import { periodKey } from "../alerts/decide-alerts";
import type { AlertFiringDraft } from "../alerts/firing";
import type { RuleToCheck } from "../alerts/firing-queries";
import { spikeOf } from "../alerts/spike";
import { mostDays, usualDay } from "./forecast-pace";
import { listLeftGrants, readDailyUse } from "./forecast-queries";
import { shiftDay } from "./months";
import { findCurrentPlan, getAccountHead, getNow } from "./queries";
import { availableOf, readRunOut } from "./read-forecast";

const daySeconds = 86_400;

type Fired = Omit<AlertFiringDraft, "webhook">;

/** What rules that no commit decides fire now: those that ask of the days before or of the days to come. */
export async function readAlertFigures(
  tx: Tx,
  accountId: AccountId,
  rules: readonly RuleToCheck[],
): Promise<{ firings: Fired[]; available: bigint }> {
  const at = await getNow(tx);
  const firings: Fired[] = [];
  for (const rule of rules) {
    firings.push(
      ...(rule.kind === "run_out"
        ? await runOutOf(tx, accountId, rule, at)
        : await spikesOf(tx, accountId, rule, at)),
    );
  }
  const available = availableOf(await listLeftGrants(tx, { accountId, at }), at);
  return { firings, available };
}

/** Credits end by use within so many days, at the pace the forecast tells. */
async function runOutOf(
  tx: Tx,
  accountId: AccountId,
  { kind, threshold }: RuleToCheck,
  at: Date,
): Promise<Fired[]> {
  const by = addSeconds(at, Number(threshold) * daySeconds);
  const endsAt = await readRunOut(tx, accountId, by);
  if (!endsAt) return [];
  const { timezone } = await getAccountHead(tx, accountId);
  const plan = await findCurrentPlan(tx, accountId);
  const period = plan ? { slice: { startsAt: plan.slice_starts_at } } : null;
  const figure = secondsBetween(at, endsAt) / BigInt(daySeconds);
  const key = periodKey({ at, timezone, period });
  return [{ kind, threshold, periodKey: key, figure, about: endsAt.toISOString(), at }];
}

/** Today, and yesterday, whose last minutes nobody may have asked about. Each day is told once. */
async function spikesOf(
  tx: Tx,
  accountId: AccountId,
  { kind, threshold, createdAt }: RuleToCheck,
  at: Date,
): Promise<Fired[]> {
  const { timezone } = await getAccountHead(tx, accountId);
  const today = dayOf(at, timezone);
  const use = await readDailyUse(tx, { accountId, from: shiftDay(today, -mostDays - 1) });
  return [shiftDay(today, -1), today]
    .filter((day) => day >= dayOf(createdAt, timezone))
    .flatMap((day) => {
      const figure = spikeOf(usualDay(use, day), threshold);
      return figure === null ? [] : [{ kind, threshold, periodKey: day, figure, about: day, at }];
    });
}
