import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { upsertAccount } from "@/billing/accounts/upsert";
import { consumeAll } from "@/billing/credits/consume";
import { hashRequest } from "@/billing/operate";
import { payInvoice } from "@/billing/payments/pay";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { startSubscription } from "@/billing/plans/start";
import { inTransaction } from "@/db/transaction";
import { type AccountId, newId } from "@/lib/ids";
import { createCallerFactory } from "@/trpc/init";
import { portalRouter } from "@/trpc/portal/router";
import { catalog } from "../tallybook.catalog";
import { testDb } from "./database";
import { portalOf } from "./portal";

const author = { actor: "test", requestId: "test" };
const usd = (minor: bigint) => ({ minor, currency: "usd" });

beforeAll(async () => {
  await sql`insert into sandbox_clock (seen_at) values (clock_timestamp()) on conflict do nothing`.execute(
    testDb(),
  );
  await inTransaction(testDb(), (tx) => applyCatalog(tx, catalog));
});

test("the overview of a plan: what is left, what was used, what it will cost", async () => {
  const account = await startedPro();
  await consume(account, 12_345n);
  const { balance, plan, usage, invoices, nextInvoice, activity } = overviewOf(account);

  expect(await balance()).toMatchObject({
    available: 7_655n,
    held: 0n,
    overage: 0n,
    sources: [{ category: "allowance", remaining: 7_655n }],
  });
  expect(await plan()).toMatchObject({
    name: "Pro",
    price: usd(9_900n),
    allowance: 20_000n,
    overagePrice: "0.01",
  });
  expect(await usage()).toMatchObject({
    by: "period",
    used: 12_345n,
    allowance: 20_000n,
    sameTimeLastPeriod: null,
  });
  expect((await nextInvoice()).upcoming?.total).toEqual(usd(9_900n));
  const { items } = await invoices();
  expect(items).toMatchObject([{ status: "issued", total: usd(9_900n), due: usd(9_900n) }]);
  const { entries } = await activity();
  expect(entries.map(({ kind, change, balance: left }) => [kind, change, left])).toEqual([
    ["consume", -12_345n, 7_655n],
    ["grant", 20_000n, 20_000n],
  ]);
});

test("25,000 used on pro read $149.00: as an estimate, then as the draft nobody had to run a job for", async () => {
  const account = await startedPro({ paid: true });
  await consume(account, 20_000n);
  await consume(account, 5_000n);
  const overview = overviewOf(account);
  expect(await overview.balance()).toMatchObject({ available: 0n, overage: 5_000n });
  expect((await overview.nextInvoice()).upcoming?.total).toEqual(usd(14_900n));
  const used = await overview.usage();
  expect(used).toMatchObject({ used: 25_000n, overage: 5_000n });

  await advancePast(used.period.end);
  const { items } = await overview.invoices();
  expect(items[0]).toMatchObject({ status: "draft", number: null, total: usd(14_900n) });
  expect(await overview.balance()).toMatchObject({ available: 20_000n, overage: 0n });
  const next = await overview.usage();
  expect(next.period.start).toEqual(used.period.end);
  // All of last period's use was in its first minute, so at this point of it, it was all there.
  expect(next).toMatchObject({ used: 0n, sameTimeLastPeriod: 25_000n });

  await advancePast(new Date(used.period.end.getTime() + 3_600_000));
  const issued = (await overview.invoices()).items[0];
  expect(issued).toMatchObject({ status: "issued", total: usd(14_900n), due: usd(14_900n) });
  expect(issued?.number).toMatch(/^INV-\d{6}$/);
});

test("a renewal's allowance waits for an overdue invoice, and the page says so", async () => {
  const account = await startedPro({ paid: false });
  const overview = overviewOf(account);
  const { period } = await overview.usage();
  expect(await overview.balance()).toMatchObject({ available: 20_000n, awaitingPayment: 0n });

  await advancePast(period.end);
  expect(await overview.balance()).toMatchObject({ available: 0n, awaitingPayment: 20_000n });
  const { items } = await overview.invoices();
  expect(items.map(({ status }) => status)).toEqual(["draft", "overdue"]);
});

test("an account without a plan sees its calendar month", async () => {
  const account = await newAccount();
  const overview = overviewOf(account);
  expect(await overview.account()).toMatchObject({ timezone: "America/New_York", isNew: true });
  expect(await overview.plan()).toBeNull();
  expect(await overview.usage()).toMatchObject({ by: "month", used: 0n, allowance: 0n });
  expect(await overview.activity()).toEqual({ entries: [] });
});

test("whole days and the days at both ends add up to what was used, wherever the cut falls", async () => {
  const account = await startedPro();
  const { period } = await overviewOf(account).usage();
  for (let day = 0; day < 4; day += 1) {
    await consume(account, 1_000n);
    await advancePast(new Date(period.start.getTime() + (day + 1) * 86_400_000 + 7 * 3_600_000));
  }
  expect((await overviewOf(account).usage()).used).toBe(4_000n);
});

test("nobody who is not signed in as a customer reads an overview", async () => {
  const caller = createCallerFactory(portalRouter)({
    db: testDb(),
    actor: null,
    requestId: "test",
  });
  await expect(caller.overview.balance()).rejects.toThrow();
});

function overviewOf(accountId: AccountId) {
  return portalOf(accountId).overview;
}

async function newAccount(): Promise<AccountId> {
  const account = await inTransaction(testDb(), (tx) =>
    upsertAccount(tx, {
      externalId: randomUUID(),
      name: "Nimbus",
      email: "billing@nimbus.example",
      currency: "usd",
      timezone: "America/New_York",
    }),
  );
  return account.id;
}

async function startedPro({ paid }: { paid: boolean } = { paid: false }): Promise<AccountId> {
  const accountId = await newAccount();
  const { invoiceId } = await inTransaction(testDb(), (tx) =>
    startSubscription(tx, {
      ...requestOn(accountId),
      start: { id: newId(), plan: "pro", startsAt: null, grants: "on_issue" },
    }),
  );
  if (!invoiceId) throw new Error("A start of pro is invoiced");
  if (paid) {
    await inTransaction(testDb(), (tx) => payInvoice(tx, { ...requestOn(accountId), invoiceId }));
  }
  return accountId;
}

function requestOn(accountId: AccountId) {
  const key = randomUUID();
  return { accountId, author, key, procedure: "test", requestHash: hashRequest("test", key) };
}

async function consume(accountId: AccountId, quantity: bigint): Promise<void> {
  const idempotencyKey = randomUUID();
  const [outcome] = await consumeAll(testDb(), [
    {
      accountId,
      author,
      id: newId(),
      idempotencyKey,
      requestHash: hashRequest("consume", idempotencyKey),
      feature: "api_call",
      quantity,
      occurredAt: null,
      metadata: null,
    },
  ]);
  expect(outcome?.value?.status).toBe("consumed");
}

/** Moves the clock of this file's database to a minute after an instant. */
async function advancePast(at: Date): Promise<void> {
  await sql`
    update sandbox_clock set offset_ms =
      (extract(epoch from ${at}::timestamptz - clock_timestamp()) * 1000)::bigint + 60000`.execute(
    testDb(),
  );
}
