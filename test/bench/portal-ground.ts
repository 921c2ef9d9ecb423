import { sql } from "kysely";
import { consumeAll } from "@/billing/credits/consume";
import { grantCredits } from "@/billing/credits/grant";
import { addCheckpoints } from "@/billing/ledger/add-checkpoints";
import { hashRequest } from "@/billing/operate";
import { payInvoice } from "@/billing/payments/pay";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { type AccountId, type GrantId, newId } from "@/lib/ids";
import { addSeconds, cutToSeconds, type Period, secondsBetween } from "@/lib/time";
import { advanceClock, setClock } from "@/sandbox/clock";
import { author, openAccounts, startPlan } from "./ground";

const months = 60;
const batch = 1_000;
const secondsADay = 86_400;
const features = ["api_call", "api_call", "api_call", "api_call", "image", "api_call"];

/**
 * One account with five years of a busy customer behind it: an invoice a month, overage in all of them,
 * gifts that expire, and use of many keys, so that nearly every event is a ledger transaction of its own.
 *
 * All by the real operations, in the order it would have happened.
 */
export async function oldAccount(db: Db, events: number): Promise<AccountId> {
  const today = cutToSeconds(new Date());
  await inTransaction(db, (tx) => setClock(tx, addSeconds(today, -months * 30.4375 * secondsADay)));
  const [account] = await openAccounts(db, 1, "old");
  if (!account) throw new Error("The bench has an account");
  await startPlan(db, [account], { plan: "pro", startsAt: null });
  const each = Math.ceil(events / months / batch) * batch;
  for (let left = events; left > 0; left -= each) {
    const period = await openPeriod(db, account);
    await payWhatIsOpen(db, account);
    await giveSome(db, account, period);
    await advanceClock(db, addSeconds(period.end, -60));
    await payWhatIsOpen(db, account);
    await spendWithin(db, account, period, Math.min(each, left));
    await advanceClock(db, addSeconds(period.end, 2 * 3600));
    await markLedger(db);
  }
  await payWhatIsOpen(db, account);
  await sql`vacuum analyze`.execute(db);
  return account;
}

async function openPeriod(db: Db, account: AccountId): Promise<Period> {
  const { starts_at, ends_at } = await db
    .selectFrom("plan_periods")
    .select(["starts_at", "ends_at"])
    .where("account_id", "=", account)
    .where("state", "=", "open")
    .executeTakeFirstOrThrow();
  return { start: starts_at, end: ends_at };
}

async function payWhatIsOpen(db: Db, account: AccountId): Promise<void> {
  const open = await db
    .selectFrom("invoices")
    .select("id")
    .where("account_id", "=", account)
    .where("status", "=", "issued")
    .execute();
  for (const { id: invoiceId } of open) {
    await inTransaction(db, (tx) => payInvoice(tx, { ...requestOn(account), invoiceId }));
  }
}

/** Two gifts a month: one to be used up, one that mostly expires. */
async function giveSome(db: Db, account: AccountId, { start }: Period): Promise<void> {
  for (const [credits, days] of [
    [2_000n, 90],
    [50n, 3],
  ] as const) {
    const grant = {
      ...{ id: newId<GrantId>(), credits, category: "promo" as const, priority: 50 },
      ...{ effectiveAt: null, expiresAt: addSeconds(start, days * secondsADay), reason: "Bench" },
    };
    await inTransaction(db, (tx) => grantCredits(tx, { ...requestOn(account), grant }));
  }
}

function requestOn(accountId: AccountId) {
  const key = newId();
  return { accountId, author, key, procedure: "bench", requestHash: hashRequest("bench", key) };
}

/** Events spread evenly over a period, a thousand to a commit, each reported by a key of its own. */
async function spendWithin(db: Db, account: AccountId, period: Period, count: number) {
  const seconds = Number(secondsBetween(period.start, period.end)) - 120;
  for (let done = 0; done < count; done += batch) {
    const some = Array.from({ length: Math.min(batch, count - done) }, (_, index) => {
      const at = Math.floor(((done + index) / count) * seconds);
      return eventOf(account, index, addSeconds(period.start, at));
    });
    const outcomes = await consumeAll(db, some);
    const wrong = outcomes.find(({ value }) => value?.status !== "consumed");
    if (wrong) throw new Error(`A use of the bench was not taken: ${JSON.stringify(wrong.value)}`);
  }
}

function eventOf(accountId: AccountId, index: number, occurredAt: Date) {
  const id = newId();
  return {
    ...{ accountId, id, idempotencyKey: id, requestHash: hashRequest("consume", id) },
    author: { actor: `key:tb_bench_${index}`, requestId: "bench" },
    feature: features[index % features.length] ?? "api_call",
    ...{ quantity: 1n, occurredAt, metadata: { project: `project-${index % 7}` } },
  } as Parameters<typeof consumeAll>[1][number];
}

/** What the worker does every minute. */
async function markLedger(db: Db): Promise<void> {
  for (;;) {
    if ((await inTransaction(db, (tx) => addCheckpoints(tx))) === 0) return;
  }
}
