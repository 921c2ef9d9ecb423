import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { runDue } from "@/billing/catch-up";
import { Coalescer } from "@/billing/credits/coalesce";
import { consumeAll } from "@/billing/credits/consume";
import { startSubscription } from "@/billing/plans/start";
import { inTransaction } from "@/db/transaction";
import type { BillingError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { books, Customer, openBooks, setClock } from "../books";
import { runs } from "../runs";
import { byClients, count, manyClients, patiently } from "./clients";

beforeEach(async () => {
  await openBooks("2026-01-01T00:00:00Z");
});

test("64 clients, 2,000 requests, 1,000 credits: exactly 1,000 succeed (C1)", async () => {
  const customer = await Customer.open();
  await customer.grant(1_000n);
  // Two, as two web processes would have: one lane alone could hide a missing lock.
  const coalescers = [new Coalescer(books()), new Coalescer(books())];
  const statuses = await byClients(2_000, async (index) => {
    const usage = customer.usage(1n);
    return await patiently(async () => {
      const [outcome] = (await coalescers[index % 2]?.consume([usage])) ?? [];
      return outcome?.status === "fulfilled" ? outcome.value : undefined;
    });
  });
  expect(count(statuses.map((one) => one?.status))).toEqual({
    consumed: 1_000,
    insufficient_credits: 1_000,
  });
  const refused = statuses.find((one) => one?.status === "insufficient_credits");
  expect(refused).toMatchObject({ facts: { needed: 1n, available: 0n } });
  expect(await customer.balance()).toMatchObject({ available: 0n });
});

test(
  "uses, holds, grants and revocations at once never spend a credit twice",
  async () => {
    const customer = await Customer.open();
    const { grantId } = await customer.grant(200n);
    await byClients(runs(160), async (index) => {
      const acts = [
        () => customer.consume(3n),
        () => customer.hold(2n, "2026-01-01T00:00:01Z"),
        () => customer.grant(1n),
        () => customer.revoke(grantId, 1n),
      ];
      const act = acts[index % acts.length] ?? (() => customer.consume(3n));
      await patiently<object>(act).catch((error: { code: string }) =>
        expect(error.code).toBe("insufficient_credits"),
      );
    });
    await setClock("2026-01-01T00:00:01Z");
    const { available, held } = await customer.balance();
    const { consumed = 0n, revoked = 0n, "issued.promo": issued = 0n } = await customer.books();
    expect(held).toBe(0n);
    expect(available + consumed + revoked).toBe(-issued);
  },
  runs(60_000),
);

test("a grant that expires while it is spent is spent before, or not at all (C3)", async () => {
  for (let round = 0; round < runs(10); round += 1) {
    await setClock("2026-01-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.grant(20n, { expiresAt: new Date("2026-01-01T00:00:01Z") });
    const uses = Array.from({ length: 10 }, () => customer.consume(2n));
    const move = setClock("2026-01-01T02:00:00Z").then((now) => runDue(books(), now));
    const results = await Promise.all(uses);
    await move;
    const spent = results.filter(({ status }) => status === "consumed").length * 2;
    await customer.balance();
    const { consumed = 0n, expired = 0n } = await customer.books();
    expect([consumed, consumed + expired]).toEqual([BigInt(spent), 20n]);
  }
});

test("batches over the same accounts in opposite orders end without a deadlock (C4)", async () => {
  const customers = await Promise.all(Array.from({ length: 40 }, () => Customer.open()));
  for (const customer of customers) await customer.grant(1_000n);
  await byClients(
    runs(32),
    async (index) => {
      const order = index % 2 === 0 ? customers : [...customers].reverse();
      const usages = order.map((customer) => customer.usage(1n));
      const statuses = await patiently(async () => {
        const outcomes = await consumeAll(books(), usages);
        const counted = count(outcomes.map(({ value }) => value?.status));
        return counted.retry_later ? { status: "retry_later" } : counted;
      });
      expect(statuses).toEqual({ consumed: 40 });
    },
    16,
  );
  const { rows } = await sql<{ deadlocks: bigint }>`
    select deadlocks from pg_stat_database where datname = current_database()`.execute(books());
  expect(rows[0]?.deadlocks).toBe(0n);
});

test("one key, 64 at once: one is done, the others get its answer (C5)", async () => {
  const customer = await Customer.open();
  const coalescer = new Coalescer(books());
  await customer.grant(1_000n, { key: "once" });
  const uses = await byClients(manyClients, async (index) => {
    const usage = customer.usage(5n, { key: "used" });
    return await patiently(async () => {
      if (index % 2 === 0) return (await consumeAll(books(), [usage]))[0]?.value;
      const [outcome] = await coalescer.consume([usage]);
      return outcome?.status === "fulfilled" ? outcome.value : undefined;
    });
  });
  expect(count(uses.map((one) => one?.status))).toEqual({ consumed: 1, replayed: 63 });
  expect(new Set(uses.map((one) => answerOf({ ...one, status: "" }))).size).toBe(1);

  const grants = await byClients(manyClients, () =>
    patiently(() => customer.grant(77n, { key: "given" })),
  );
  expect(count(grants.map(({ replayed }) => `${replayed}`))).toEqual({ false: 1, true: 63 });
  expect(new Set(grants.map((one) => answerOf({ ...one, replayed: null }))).size).toBe(1);

  const holds = await byClients(manyClients, () =>
    customer.hold(9n, "2026-01-02T00:00:00Z", "held"),
  );
  expect(count(holds.map(({ replayed }) => `${replayed}`))).toEqual({ false: 1, true: 63 });
  expect(await customer.balance()).toMatchObject({ available: 1_063n, held: 9n });
});

test("one key for two procedures at once: one is done, the other is told", async () => {
  for (let round = 0; round < runs(6); round += 1) {
    const customer = await Customer.open();
    await customer.grant(10n);
    const outcomes = await Promise.all([
      customer.consume(1n, { key: "shared" }).then(({ status }) => status),
      customer.grant(5n, { key: "shared" }).then(() => "granted", codeOf),
      customer.hold(2n, "2026-01-02T00:00:00Z", "shared").then(() => "held", codeOf),
    ]);
    expect(outcomes.filter((one) => one === "idempotency_key_reused")).toHaveLength(2);
  }
});

test("days are counted right while an account moves through time zones and is used", async () => {
  const customer = await Customer.open();
  await customer.grant(10_000n);
  await setClock("2026-01-15T10:30:00Z");
  const zones = ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"];
  await byClients(
    runs(60),
    async (index) => {
      const zone = zones[(index / 5) % zones.length] ?? "UTC";
      const feature = index % 2 === 0 ? "image" : "api_call";
      const key = newId<string>();
      await patiently<object>(() =>
        index % 5 === 0 ? customer.moveTo(zone) : customer.consume(1n, { key, feature }),
      );
    },
    16,
  );
  const { rows } = await sql<{ events: bigint }>`
    select sum(events)::int8 as events from usage_by_day where account_id = ${customer.id}`.execute(
    books(),
  );
  expect(rows[0]?.events).toBe(BigInt((runs(60) * 4) / 5));
});

test("one plan of two started at once, one payment of two", async () => {
  const customer = await Customer.open();
  const starts = await Promise.allSettled([customer.start("pro"), customer.start("scale")]);
  expect(count(starts.map(({ status }) => status))).toEqual({ fulfilled: 1, rejected: 1 });
  const [invoice] = await customer.invoices();
  const payments = await Promise.allSettled(
    Array.from({ length: 8 }, () => customer.pay(invoice?.id ?? null)),
  );
  expect(count(payments.map(({ status }) => status))).toEqual({ fulfilled: 1, rejected: 7 });
});

test("numbers have no gaps under 64 concurrent issues, a third of them rolled back", async () => {
  const customers = await Promise.all(Array.from({ length: manyClients }, () => Customer.open()));
  await Promise.all(
    customers.map((customer, index) =>
      patiently(() =>
        inTransaction(books(), async (tx) => {
          const start = {
            id: newId(),
            plan: "pro",
            startsAt: null,
            grants: "on_issue",
          } as Parameters<typeof startSubscription>[1]["start"];
          const started = await startSubscription(tx, { ...customer.request("start"), start });
          if (index % 3 === 0) throw new Error("Rolled back");
          return started;
        }),
      ).catch((error: Error) => expect(error.message).toBe("Rolled back")),
    ),
  );
  const { rows } = await sql<{ number: string }>`
    select number from invoices order by number`.execute(books());
  const issued = manyClients - Math.ceil(manyClients / 3);
  expect(rows.map(({ number }) => number)).toEqual(
    Array.from({ length: issued }, (_, index) => `INV-${String(index + 1).padStart(6, "0")}`),
  );
});

test("runDue from many workers at once renews once", async () => {
  const customers = await Promise.all(Array.from({ length: 12 }, () => Customer.open()));
  for (const customer of customers) await customer.start("free");
  const now = await setClock("2026-04-01T05:00:00Z");
  const due = Array.from({ length: 6 }, () => runDue(books(), now));
  const reads = customers.map((customer) => patiently(() => customer.consume(1n)));
  // On a slow machine a worker may not wait its turn out; the next one takes what it left.
  const failed = (await Promise.all(due)).flatMap((one) => one.failed);
  expect(failed.filter(({ error }) => (error as BillingError).code !== "retry_later")).toEqual([]);
  expect((await runDue(books(), now)).failed).toEqual([]);
  expect(count((await Promise.all(reads)).map(({ status }) => status))).toEqual({ consumed: 12 });
  for (const customer of customers) {
    expect(await customer.books()).toMatchObject({ "issued.allowance": -400n, consumed: 1n });
  }
});

function answerOf(answer: object): string {
  return Object.entries(answer)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.map(answerOf) : value}`)
    .sort()
    .join(", ");
}

function codeOf(error: { code: string }): string {
  return error.code;
}
