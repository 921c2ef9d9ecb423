import type { Db, Tx } from "@/db/client";
import { env } from "@/env";
import { assertLastClosed, assertNextToClose, type MonthState, monthStates } from "./decide-month";
import {
  findBooksSpan,
  listBookMonths,
  lockMonths,
  moveBookMonth,
  writeBookMonth,
} from "./queries";

export type MonthsNow = { months: MonthState[]; now: Date };

/** Every month of the books as it stands, the oldest first. */
export async function readMonths(db: Db): Promise<MonthsNow> {
  const span = await findBooksSpan(db);
  const known = await listBookMonths(db);
  return { months: monthStates(span, { known, timeZone: env.HOUSE_TIMEZONE }), now: span.now };
}

type Asked = { month: string; by: string };

/**
 * Begins to close a month; `workMonth` goes on with it. Of two at once one begins, the other finds it begun. Who calls
 * has been through the checklist.
 */
export async function beginClose(tx: Tx, { month, by }: Asked): Promise<void> {
  await lockMonths(tx);
  const { months, now } = await readMonths(tx);
  if (months.some((one) => one.month === month && one.status === "closing")) return;
  const next = assertNextToClose(months, { month, now });
  const { start, end } = next;
  const moved = { month, status: "closing" as const, by, reason: null };
  if (next.known) await moveBookMonth(tx, moved);
  else await writeBookMonth(tx, { ...moved, start, end });
}

/** Begins to open the last closed month again, for a reason; what it was closed with stays. */
export async function beginReopen(
  tx: Tx,
  { month, by, reason }: Asked & { reason: string },
): Promise<void> {
  await lockMonths(tx);
  const { months } = await readMonths(tx);
  if (months.some((one) => one.month === month && one.status === "reopening")) return;
  assertLastClosed(months, month);
  await moveBookMonth(tx, { month, status: "reopening", by, reason });
}
