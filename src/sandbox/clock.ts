import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { nextDue, runDue } from "@/billing/catch-up";
import { collectDue } from "@/billing/payments/collect";
import { findNextAttempt } from "@/billing/payments/due-collection-queries";
import { takeLastSteps } from "@/billing/payments/last-step";
import { findNextLook } from "@/billing/payments/top-up-queries";
import { isTopUpInHand } from "@/billing/payments/top-up-run-queries";
import { reconcile } from "@/billing/reconciliation/run";
import type { Db, Tx } from "@/db/client";
import { queueSchema } from "@/db/queue";
import { sandboxLock } from "@/db/sandbox-lock";
import { asBillingError, inTransaction, readAs } from "@/db/transaction";
import { stripeSettings } from "@/env";
import { mailAlerts } from "@/jobs/mail-alerts";
import { mailInvoices } from "@/jobs/mail-invoices";
import { mailPayments } from "@/jobs/mail-payments";
import { mailTopUps } from "@/jobs/mail-top-ups";
import { topUp } from "@/jobs/top-up";
import { watchAccounts } from "@/jobs/watch-accounts";
import { BillingError } from "@/lib/errors";
import { addSeconds, cutToSeconds } from "@/lib/time";
import { paymentGateway } from "@/stripe/gateway";
import { workEvents } from "@/stripe/work-events";
import { assertOwnClock } from "./own-clock";
import { type ClockReading, readClock } from "./read-clock";

const furthestSeconds = 5 * 366 * 86_400;

/**
 * Moves the sandbox's clock on to an instant, stopping wherever something falls due, and returns when all
 * of it is booked and the jobs it caused are done. From there the clock runs on.
 *
 * Whoever looks on the way sees each boundary at its own time, as if the days had passed.
 */
export async function advanceClock(db: Db, to: Date): Promise<ClockReading> {
  assertOwnClock(stripeSettings());
  return await withSandboxLock(db, async () => {
    const until = cutToSeconds(to);
    const { now } = await readClock(db);
    assertAhead(now, until);
    await toppedUp(db);
    await advanceThrough(db, until);
    await inTransaction(db, (tx) => moveClock(tx, until));
    // What days earned since the last boundary: nothing waits for it, so the clock did not stop at each.
    assertDone(await runDue(db, until));
    await toppedUp(db);
    // What the worker would find out by and by is there when this answers.
    await watchAccounts(db);
    await mailAlerts(db);
    const gateway = paymentGateway();
    if (gateway) await workEvents(db, gateway);
    if (gateway) await reconcile(db, gateway);
    await mailInvoices(db);
    await mailPayments(db);
    await mailTopUps(db);
    await jobsDone(db);
    return await readClock(db);
  });
}

/** One mover at a time: a second one waits a moment, then is told to come back. */
export async function withSandboxLock<T>(db: Db, work: () => Promise<T>): Promise<T> {
  return await db.connection().execute(async (connection) => {
    const lock = sql`select pg_advisory_lock(${sandboxLock})`.execute(connection);
    await lock.catch((error: unknown) => Promise.reject(asBillingError(error)));
    try {
      return await work();
    } finally {
      // On a lost connection the lock is gone already, and the work's own error says more.
      await sql`select pg_advisory_unlock(${sandboxLock})`.execute(connection).catch(() => {});
    }
  });
}

/** Sets the clock so that it is `at` now. It may go back: only the story, which starts long ago, asks that. */
export async function setClock(tx: Tx, at: Date): Promise<void> {
  await sql`update sandbox_clock set offset_ms = ${offsetTo(at)}`.execute(tx);
}

/** Sets the clock on to an instant; one that has passed meanwhile leaves it alone. */
async function moveClock(tx: Tx, at: Date): Promise<void> {
  await sql`update sandbox_clock set offset_ms = greatest(offset_ms, ${offsetTo(at)})`.execute(tx);
}

async function advanceThrough(db: Db, until: Date): Promise<void> {
  for (;;) {
    const at = await nextOf(db, until);
    if (at === null) return;
    await inTransaction(db, (tx) => moveClock(tx, at));
    assertDone(await runDue(db, at));
    const gateway = paymentGateway();
    if (!gateway) continue;
    await collectDue(db, gateway);
    await takeLastSteps(db);
    await toppedUp(db);
  }
}

/** Automatic top-ups that are due now, and whatever they lead to at this instant, also in the worker's hands. */
async function toppedUp(db: Db, mostMs = 5_000): Promise<void> {
  const gateway = paymentGateway();
  if (!gateway) return;
  const end = performance.now() + mostMs;
  while (performance.now() < end) {
    const { ended, failed } = await topUp(db, gateway);
    assertDone({ failed });
    if (ended > 0) continue;
    if (!(await readAs(db, { role: "tallybook_app" }, isTopUpInHand))) return;
    await sleep(50);
  }
}

/** What is next by itself: an account's boundary, another try to collect its money, the end of a top-up's cooldown. */
async function nextOf(db: Db, until: Date): Promise<Date | null> {
  const boundary = await nextDue(db, until);
  if (!paymentGateway()) return boundary;
  const { now } = await readClock(db);
  return await readAs(db, { role: "tallybook_read" }, async (tx) => {
    const attempt = await findNextAttempt(tx, { after: now, until: boundary ?? until });
    const next = attempt ?? boundary;
    return (await findNextLook(tx, { after: now, until: next ?? until })) ?? next;
  });
}

/** What is to be done at once is done by the worker; one that is away is not waited for for long. */
async function jobsDone(db: Db, mostMs = 5_000): Promise<void> {
  const end = performance.now() + mostMs;
  while ((await readAs(db, { role: "tallybook_app" }, hasJobs)) && performance.now() < end) {
    await sleep(50);
  }
}

async function hasJobs(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from ${sql.table(`${queueSchema}.job`)}
      where state in ('created', 'retry', 'active')) as found`.execute(tx);
  return rows[0]?.found ?? false;
}

/** An account that cannot be brought up to date stops the clock where it is: nothing is skipped. */
function assertDone({ failed }: Pick<Awaited<ReturnType<typeof runDue>>, "failed">): void {
  const [first] = failed;
  if (first) throw first.error;
}

function assertAhead(now: Date, to: Date): void {
  const refuse = (message: string) => new BillingError("invalid_input", message, { field: "to" });
  if (Number.isNaN(to.getTime())) throw refuse("to is not a time.");
  if (to < cutToSeconds(now)) throw refuse("The clock only goes forward.");
  if (to > addSeconds(now, furthestSeconds)) {
    throw refuse("The clock moves at most five years at a time.");
  }
}

// Rounded up, so that the clock is never a millisecond short of the boundary it was moved to.
function offsetTo(at: Date) {
  return sql`ceil(extract(epoch from ${at.toISOString()}::timestamptz - clock_timestamp()) * 1000)::bigint`;
}
