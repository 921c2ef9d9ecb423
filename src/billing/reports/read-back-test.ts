import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { priceOf } from "@/lib/pricing";
import { addSeconds, contains, dayOf } from "@/lib/time";
import type { AlertKind } from "../alerts/kinds";
import { type BackTestKind, backTest, type DayEnd, type WouldFire } from "./back-test";
import {
  type GivenAllowance,
  listAllowancesSince,
  listDailyOverage,
  listIssuedSince,
} from "./back-test-queries";
import { mostDays, usualDay } from "./forecast-pace";
import { listDailyChanges, readDailyUse } from "./forecast-queries";
import { endOfDay, type LookBack, readLeft, readLookBack } from "./look-back";
import { shiftDay } from "./months";
import { readPeriods, type UsageSpan } from "./usage-spans";

export type BackTest = {
  currency: string;
  /** The days looked at: fewer for a young account. */
  days: number;
  /** Null for a kind that can't be looked back: it asks of the days that were to come. */
  fired: WouldFire[] | null;
};

/** AL7: when a rule would have fired on the last 90 days, had it been there. */
export async function readBackTest(
  tx: Tx,
  accountId: AccountId,
  { kind, threshold }: { kind: AlertKind; threshold: bigint },
): Promise<BackTest> {
  const view = await readLookBack(tx, accountId);
  const { currency, days, start, zone } = view;
  const told = { currency, days: days.length };
  if (kind === "run_out" || kind === "plan_change") return { ...told, fired: null };
  if (kind === "invoice") {
    const issued = await listIssuedSince(tx, { accountId, since: start, zone });
    return { ...told, fired: issued.map((one) => ({ ...one, figure: null })) };
  }
  const ends = await endsOfDays(tx, accountId, { kind, view });
  return { ...told, fired: backTest({ kind, threshold }, ends) };
}

/** Reads of each day's end what the kind asks, and no more. */
async function endsOfDays(
  tx: Tx,
  accountId: AccountId,
  { kind, view }: { kind: BackTestKind; view: LookBack },
): Promise<DayEnd[]> {
  const periods = await readPeriods(tx, accountId);
  const empty = { left: 0n, allowance: null, spent: 0n, used: 0n, usual: 0 };
  const ends = view.days.map((day) => {
    const span = spanAt(periods, endOfDay(day, view));
    return { end: { ...empty, day, key: span?.key ?? day.slice(0, 7) }, span };
  });
  const read = { balance: readLeftOf, usage: readAllowances, spend: readSpent, spike: readUse }[
    kind
  ];
  return await read(tx, accountId, { ends, view });
}

type Ends = { ends: { end: DayEnd; span: UsageSpan | undefined }[]; view: LookBack };

async function readLeftOf(tx: Tx, accountId: AccountId, { ends, view }: Ends): Promise<DayEnd[]> {
  const left = await readLeft(tx, accountId, view);
  return ends.map(({ end }) => ({ ...end, left: left.get(end.day) ?? 0n }));
}

async function readAllowances(
  tx: Tx,
  accountId: AccountId,
  { ends, view: { start, zone } }: Ends,
): Promise<DayEnd[]> {
  const given = await listAllowancesSince(tx, { accountId, since: start });
  const grants = given.map(({ id }) => id);
  const changes = await listDailyChanges(tx, { accountId, grants, after: start, zone });
  const left = new Map(given.map((one) => [one.id, one.left]));
  // Backwards from what is left now, as the ledger takes each day back.
  return ends
    .toReversed()
    .map(({ end, span }) => {
      const ofSpan = given.filter((one) => isOf(one, span));
      const granted = ofSpan.reduce((sum, { amount }) => sum + amount, 0n);
      const unused = ofSpan.reduce((sum, { id }) => sum + (left.get(id) ?? 0n), 0n);
      for (const { day, grantId, change } of changes) {
        if (day === end.day) left.set(grantId, (left.get(grantId) ?? 0n) - change);
      }
      return { ...end, allowance: granted > 0n ? { granted, used: granted - unused } : null };
    })
    .reverse();
}

async function readSpent(tx: Tx, accountId: AccountId, { ends, view }: Ends): Promise<DayEnd[]> {
  const { currency, zone, days } = view;
  // A period may have begun before the days that are looked at.
  const from = shiftDay(days[0] ?? dayOf(view.at, zone), -31);
  const overage = await listDailyOverage(tx, { accountId, from });
  return ends.map(({ end, span }) => {
    if (!span) return end;
    const first = dayOf(span.start, zone);
    const ofSpan = overage.filter(
      ({ day, planPeriodId }) =>
        planPeriodId === span.planPeriodId && first <= day && day <= end.day,
    );
    const quantity = ofSpan.reduce((sum, { credits }) => sum + credits, 0n);
    const model = ofSpan[0]?.model ?? null;
    return { ...end, spent: model ? priceOf(model, quantity, currency) : 0n };
  });
}

async function readUse(tx: Tx, accountId: AccountId, { ends, view }: Ends): Promise<DayEnd[]> {
  const from = shiftDay(view.days[0] ?? "", -mostDays);
  const use = await readDailyUse(tx, { accountId, from });
  return ends.map(({ end }) => ({ ...end, ...usualDay(use, end.day) }));
}

function isOf({ planPeriodId, sliceIndex }: GivenAllowance, span: UsageSpan | undefined): boolean {
  if (!span || span.planPeriodId !== planPeriodId) return false;
  return Number(span.key?.split(".")[1] ?? 0) === sliceIndex;
}

/** A day that ends with a period still belongs to it. */
function spanAt(periods: readonly UsageSpan[], end: Date): UsageSpan | undefined {
  const last = addSeconds(end, -1);
  return periods.find((one) => one.kind === "period" && contains(one, last));
}
