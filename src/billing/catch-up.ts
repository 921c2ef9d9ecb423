import type { Db, Tx } from "@/db/client";
import { inTransaction, type Role, readAs } from "@/db/transaction";
import { env } from "@/env";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { addSeconds, cutToSeconds, minDate } from "@/lib/time";
import {
  type DueSet,
  findNextDue,
  type LockedBooks,
  listDueAccounts,
  listEarningAccounts,
} from "./accounts/books-queries";
import { commit } from "./commit";
import type { Author, Decision } from "./decision";
import { decideDays } from "./earned-days";
import { inSets } from "./in-sets";
import { decideDue } from "./plans/decide-due";
import { type Locked, loadSnapshots, lockAccounts, readAccounts } from "./snapshot";
import type { Snapshot } from "./state";

/** Who books what falls due: nobody asked for it. */
const byTheClock: Author = { actor: "system:due", requestId: "due" };

/**
 * Commits, under locks already held, what is due on accounts at or before their time, instant by
 * instant (BOOKS B5). Every operation does this first; without anything due it asks nothing. `until`
 * stops earlier.
 */
export async function catchUp(tx: Tx, locked: Locked, until?: Date): Promise<Locked> {
  let books = locked.books;
  for (;;) {
    const due = books.filter((one) => isDue(one, until));
    if (due.length === 0) return { ...locked, books };
    const snapshots = await loadSnapshots(tx, { ...locked, books: due });
    const decisions = snapshots.map((snapshot) => decideNext(snapshot, until));
    const { heads } = await commit(tx, decisions);
    books = books.map((one) => {
      const head = heads.get(one.account_id);
      return head
        ? {
            ...one,
            version: head.version,
            head_hash: head.hash,
            due_at: head.dueAt,
            earns_at: head.earnsAt,
            alert_watch: head.alertWatch,
          }
        : one;
    });
  }
}

function isDue({ due_at, earns_at, now }: LockedBooks, until: Date = now): boolean {
  const by = cutToSeconds(minDate(now, until));
  return (due_at !== null && due_at <= by) || (earns_at !== null && earns_at <= by);
}

// What one statement writes of a thousand accounts stays within its time.
const daysAtOnce = 31 * 86_400;

/** What is due next, with the days that were over before it; or such days alone. */
function decideNext(snapshot: Snapshot, until: Date = snapshot.t): Decision {
  const { dueAt, earnsAt } = snapshot.head;
  const by = cutToSeconds(minDate(snapshot.t, until));
  const upTo = earnsAt ? minDate(by, addSeconds(earnsAt, daysAtOnce)) : by;
  if (dueAt && dueAt <= upTo) return decideDue(snapshot, byTheClock);
  return decideDays(snapshot, upTo, byTheClock);
}

export type DueRun = { accounts: number; failed: { accountId: AccountId; error: unknown }[] };

// A late run still goes through the accounts' instants nearly in time order, so that documents are
// numbered by their dates.
const withinSeconds = 60;

/**
 * Commits everything due on any account at or before an instant, soonest first, then the days of the books that
 * are over by then: what they earned is booked on each, and no document waits for it.
 *
 * A late run books as of each boundary; a second run finds nothing. An account that cannot be brought up
 * to date is left for the next run and named; the others go on.
 */
export async function runDue(db: Db, until: Date): Promise<DueRun> {
  const run: DueRun = { accounts: 0, failed: [] };
  const of = { until, limit: env.ACCOUNTS_PER_COMMIT };
  await runSets(db, run, (tx, passed) => listDueAccounts(tx, { ...of, passed, withinSeconds }));
  await runSets(db, run, (tx, passed) =>
    listEarningAccounts(tx, { ...of, passed, withinSeconds: daysAtOnce }),
  );
  return run;
}

/** Set by set, as long as one is found; each is a transaction of its own. */
async function runSets(
  db: Db,
  run: DueRun,
  find: (tx: Tx, passed: readonly AccountId[]) => Promise<DueSet>,
): Promise<void> {
  for (;;) {
    const passed = run.failed.map(({ accountId }) => accountId);
    const due = await readAs(db, { role: "tallybook_read" }, (tx) => find(tx, passed));
    if (due.accountIds.length === 0) return;
    const outcomes = await inSets(due.accountIds, (set) =>
      inTransaction(db, async (tx) => {
        await catchUp(tx, await lockAccounts(tx, set), due.until);
        return set.map(() => null);
      }),
    );
    for (const [index, outcome] of outcomes.entries()) {
      const accountId = due.accountIds[index];
      if (outcome.error === undefined || accountId === undefined) run.accounts += 1;
      else run.failed.push({ accountId, error: outcome.error });
    }
  }
}

/** When the next account is due, if one is at or before `until`. */
export async function nextDue(db: Db, until: Date): Promise<Date | null> {
  return await readAs(db, { role: "tallybook_read" }, (tx) => findNextDue(tx, until));
}

/**
 * Reads one account as it stands now. A read that finds something due commits it first (BOOKS B5), so
 * that no figure depends on how late a job runs.
 */
export async function readUpToDate<T>(
  db: Db,
  accountId: AccountId,
  read: (tx: Tx, locked: Locked) => Promise<T>,
  role: Role = "tallybook_read",
): Promise<T> {
  for (;;) {
    const found = await readAs(db, { role, account: accountId }, async (tx) => {
      const locked = await readAccounts(tx, [accountId]);
      if (locked.books.length === 0) throw unknownAccount();
      return locked.books.some((one) => isDue(one)) ? null : { value: await read(tx, locked) };
    });
    if (found) return found.value;
    await catchUpAccount(db, accountId);
  }
}

async function catchUpAccount(db: Db, accountId: AccountId): Promise<void> {
  await inTransaction(db, async (tx) => {
    await catchUp(tx, await lockAccounts(tx, [accountId]));
  });
}

export function unknownAccount(): BillingError {
  return new BillingError("unknown_account", "There is no such account.", { field: "account" });
}
