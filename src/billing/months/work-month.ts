import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { env } from "@/env";
import type { AccountId } from "@/lib/ids";
import { catchUp } from "../catch-up";
import { inSets } from "../in-sets";
import { lockAccounts } from "../snapshot";
import { closableFrom } from "./month";
import {
  type BookMonth,
  insertSnapshot,
  listBookMonths,
  listClosedThrough,
  listOpenBefore,
  lockMonthAtWork,
  moveBookMonth,
  setClosedThrough,
} from "./queries";
import { readContent } from "./read-figures";

export type MonthRun = {
  month: string | null;
  accounts: number;
  failed: { accountId: AccountId; error: unknown }[];
};

/**
 * Goes on with the month that is closing or reopening, if one is: account by account under their locks, a set a
 * transaction, then the month itself. Cut off anywhere it goes on with what is left; two at once do it once.
 */
export async function workMonth(db: Db): Promise<MonthRun> {
  const run: MonthRun = { month: null, accounts: 0, failed: [] };
  const found = await atWork(db);
  if (!found) return run;
  run.month = found.month;
  while (await workSet(db, found, run));
  if (run.failed.length === 0) await finish(db, found);
  return run;
}

async function atWork(db: Db): Promise<BookMonth | undefined> {
  const known = await readAs(db, { role: "tallybook_read" }, listBookMonths);
  return known.find(({ status }) => status === "closing" || status === "reopening");
}

/** One set of accounts. False where none is left, or where the month went another way meanwhile. */
async function workSet(db: Db, month: BookMonth, run: MonthRun): Promise<boolean> {
  const of = {
    end: month.end,
    passed: run.failed.map(({ accountId }) => accountId),
    limit: env.ACCOUNTS_PER_COMMIT,
  };
  const list = month.status === "closing" ? listOpenBefore : listClosedThrough;
  const ids = await readAs(db, { role: "tallybook_read" }, (tx) => list(tx, of));
  const outcomes = await inSets(ids, (set) => inTransaction(db, (tx) => moveSet(tx, month, set)));
  for (const [index, { value, error }] of outcomes.entries()) {
    const accountId = ids[index];
    if (value) run.accounts += 1;
    else if (error !== undefined && accountId) run.failed.push({ accountId, error });
  }
  return outcomes.some(({ value, error }) => value === true || error !== undefined);
}

/** Whether each of them followed the month; none does where it is not at work like that any more. */
async function moveSet(
  tx: Tx,
  { month, status, start, end }: BookMonth,
  set: readonly AccountId[],
): Promise<boolean[]> {
  const now = await lockMonthAtWork(tx);
  if (now?.month !== month || now.status !== status) return set.map(() => false);
  const locked = await lockAccounts(tx, set);
  if (status === "reopening") {
    const before = (await listBookMonths(tx)).some((one) => +one.end === +start);
    await setClosedThrough(tx, set, before ? start : null);
  } else {
    // What is due by its end is booked first: afterwards it would count in the next month.
    await catchUp(tx, locked, closableFrom({ start, end }));
    await setClosedThrough(tx, set, end);
  }
  return set.map(() => true);
}

/** No account's books are open before its end any more: what the month comes to does not change, and is kept. */
async function finish(db: Db, { month, status, ...found }: BookMonth): Promise<void> {
  const content = status === "closing" ? await readContent(db, { month, ...found }) : null;
  const by = { actor: found.changedBy, requestId: `month:${month}`, reason: found.reason ?? "" };
  await inTransaction(
    db,
    async (tx) => {
      const now = await lockMonthAtWork(tx);
      if (now?.month !== month || now.status !== status) return;
      const moved = { month, by: found.changedBy, reason: found.reason };
      if (content === null) return await moveBookMonth(tx, { ...moved, status: "open" });
      await insertSnapshot(tx, { month, by: found.changedBy, content });
      await moveBookMonth(tx, { ...moved, status: "closed" });
    },
    by,
  );
}
