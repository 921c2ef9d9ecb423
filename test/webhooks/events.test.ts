import { sql } from "kysely";
import pg from "pg";
import { beforeEach, expect, test, vi } from "vitest";
import { consumeAll } from "@/billing/credits/consume";
import { grantCredits } from "@/billing/credits/grant";
import { inTransaction } from "@/db/transaction";
import { newId } from "@/lib/ids";
import { advance, books, Customer, openBooks } from "../books";
import { deliveries, events, jobs, openEndpoint } from "./ground";

/** Postgres drivers answer one query at a time: each is a journey there and back. */
const query = vi.spyOn(pg.Client.prototype, "query");
const nowhere = "http://127.0.0.1:9/";

beforeEach(async () => {
  await openBooks("2026-01-31T10:00:00Z");
});

test("a month of an account is told: what began, what came, what was billed, paid and used up", async () => {
  await openEndpoint(nowhere);
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  await customer.pay(invoiceId);
  await customer.consume(19_999n);
  await customer.consume(1n);
  await customer.grant(500n);
  await customer.hold(500n, "2026-02-03T00:00:00Z");
  await advance("2026-02-28T12:00:00Z");

  const told = await events(customer);
  expect(told.map(({ type }) => type)).toEqual([
    "period.started",
    "credits.granted",
    "invoice.issued",
    "invoice.paid",
    "credits.depleted",
    "credits.granted",
    "credits.depleted",
    "period.started",
    "credits.granted",
    "invoice.issued",
  ]);
  const [started, granted, issued, paid, depleted] = told;
  expect(started).toMatchObject({
    at: new Date("2026-01-31T10:00:00Z"),
    data: {
      plan: "pro",
      startsAt: "2026-01-31T10:00:00.000Z",
      endsAt: "2026-02-28T10:00:00.000Z",
    },
  });
  expect(granted?.data).toMatchObject({
    category: "allowance",
    credits: "20000",
    expiresAt: "2026-02-28T10:00:00.000Z",
    planPeriodId: started?.data.planPeriodId,
  });
  expect(issued?.data).toMatchObject({
    ...{ invoiceId, number: "INV-000001", status: "issued", currency: "usd" },
    ...{ totalMinor: "9900", paidMinor: "0", dueAt: "2026-02-07T10:00:00.000Z" },
  });
  expect(paid?.data).toMatchObject({ invoiceId, status: "paid", paidMinor: "9900" });
  expect(depleted?.data).toMatchObject({
    overage: "bill",
    planPeriodId: started?.data.planPeriodId,
  });
  // The renewal's draft is issued an hour after the boundary, as of then.
  expect(told.at(-1)?.at).toEqual(new Date("2026-02-28T11:00:00Z"));
  const versions = told.map(({ version }) => version);
  expect(versions).toEqual([...versions].sort((a, b) => Number(a - b)));
});

test("a period dated ahead is told when it begins, what rolls over not at all", async () => {
  await openEndpoint(nowhere);
  const customer = await Customer.open();
  await customer.start("team", { startsAt: new Date("2026-02-05T00:00:00Z") });
  expect(await events(customer)).toEqual([]);
  await advance("2026-02-06T00:00:00Z");
  await customer.pay((await customer.invoices())[0]?.id ?? null);
  await advance("2026-03-06T00:00:00Z");
  const told = await events(customer);
  expect(told.filter(({ type }) => type === "period.started").map(({ at }) => at)).toEqual([
    new Date("2026-02-05T00:00:00Z"),
    new Date("2026-03-05T00:00:00Z"),
  ]);
  const granted = told.filter(({ type }) => type === "credits.granted");
  expect(granted.map(({ data }) => data.category)).toEqual(["allowance", "allowance"]);
});

test("without an endpoint nothing is written, and a commit asks for nothing more", async () => {
  const customer = await Customer.open();
  await customer.grant(10n);
  await customer.consume(4n);
  const without = await statementsOf(() => customer.consume(6n));
  expect(await events(customer)).toEqual([]);
  await openEndpoint(nowhere);
  await customer.grant(10n);
  const more = await statementsOf(() => customer.consume(4n));
  const last = await statementsOf(() => customer.consume(6n));
  expect([without, more, last]).toEqual([8, 8, 9]);
  expect((await events(customer)).map(({ type }) => type)).toEqual([
    "credits.granted",
    "credits.depleted",
  ]);
});

async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  query.mockClear();
  await work();
  return query.mock.calls.length;
}

test("each endpoint gets what it asked for, and a job for each is in the queue", async () => {
  const all = await openEndpoint(nowhere);
  const some = await openEndpoint("http://127.0.0.1:10/", ["invoice.issued"]);
  const customer = await Customer.open();
  await customer.start("pro");
  const waiting = await deliveries();
  expect(waiting.map(({ type }) => type)).toEqual([
    "period.started",
    "credits.granted",
    "invoice.issued",
    "invoice.issued",
  ]);
  const queued = (await jobs()) as { accountId: string; endpointId: string }[];
  expect(queued.map(({ endpointId }) => endpointId).sort()).toEqual(
    [all.id, all.id, all.id, some.id].sort(),
  );
  expect(new Set(queued.map(({ accountId }) => accountId))).toEqual(new Set([customer.id]));
});

test("what is rolled back is told nobody: no event, no delivery, no job", async () => {
  await openEndpoint(nowhere);
  const customer = await Customer.open();
  const given = { id: newId(), credits: 5n, category: "promo", priority: 50, reason: "Test" };
  const undone = inTransaction(books(), async (tx) => {
    const grant = { ...given, effectiveAt: null, expiresAt: null } as Parameters<
      typeof grantCredits
    >[1]["grant"];
    await grantCredits(tx, { ...customer.request("grant"), grant });
    throw new Error("The request died");
  });
  await expect(undone).rejects.toThrow("The request died");
  expect([await events(customer), await deliveries(), await jobs()]).toEqual([[], [], []]);
});

test("a batch tells of each account it empties, and of no other", async () => {
  await openEndpoint(nowhere);
  const customers = [await Customer.open(), await Customer.open(), await Customer.open()];
  for (const customer of customers) await customer.grant(10n);
  const [first, second, third] = customers as [Customer, Customer, Customer];
  const uses = [first.usage(10n), second.usage(9n), third.usage(4n), third.usage(6n)];
  await consumeAll(books(), uses);
  const depleted = await Promise.all(
    customers.map(async (one) => (await events(one)).map(({ type }) => type)),
  );
  expect(depleted).toEqual([
    ["credits.granted", "credits.depleted"],
    ["credits.granted"],
    ["credits.granted", "credits.depleted"],
  ]);
});

test("events are never changed", async () => {
  await openEndpoint(nowhere);
  const customer = await Customer.open();
  await customer.grant(1n);
  await expect(sql`update domain_events set type = 'x'`.execute(books())).rejects.toMatchObject({
    code: "TB001",
  });
  await expect(sql`truncate domain_events cascade`.execute(books())).rejects.toMatchObject({
    code: "TB001",
  });
});
