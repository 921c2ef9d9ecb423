import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { dayOf, maxDate, minDate, startOfDay } from "@/lib/time";
import { nextDay, shiftDay } from "./months";
import { getAccountHead, getNow } from "./queries";
import { readBalanceHistory } from "./read-forecast";
import { getOpenedAt } from "./usage-span-queries";

const lookedBackDays = 90;

/** The days a rule is looked back on: the last 90, fewer of a young account. */
export type LookBack = { at: Date; zone: string; currency: string; start: Date; days: string[] };

export async function readLookBack(tx: Tx, accountId: AccountId): Promise<LookBack> {
  const at = await getNow(tx);
  const { timezone: zone, currency } = await getAccountHead(tx, accountId);
  const today = dayOf(at, zone);
  const earliest = startOfDay(shiftDay(today, 1 - lookedBackDays), zone);
  const start = maxDate(earliest, await getOpenedAt(tx, accountId));
  const days: string[] = [];
  for (let day = dayOf(start, zone); day <= today; day = nextDay(day)) days.push(day);
  return { at, zone, currency, start, days };
}

/** When a day ended; today, now. */
export function endOfDay(day: string, { at, zone }: LookBack): Date {
  return minDate(at, startOfDay(nextDay(day), zone));
}

/** What could be used at the end of each day. */
export async function readLeft(
  tx: Tx,
  accountId: AccountId,
  view: LookBack,
): Promise<Map<string, bigint>> {
  const { at, zone, start, days } = view;
  const history = await readBalanceHistory(tx, accountId, { at, zone, start });
  const leftAt = new Map(history.map((point) => [+point.at, point.left]));
  const today = history.at(-1)?.left ?? 0n;
  return new Map(days.map((day) => [day, leftAt.get(+endOfDay(day, view)) ?? today]));
}
