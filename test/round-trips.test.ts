import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRule } from "@/billing/alerts/change-rules";
import { runDue } from "@/billing/catch-up";
import { consumeAll } from "@/billing/credits/consume";
import { inTransaction } from "@/db/transaction";
import { addSeconds } from "@/lib/time";
import { books, Customer, openBooks, setClock } from "./books";
import { agreed, keptCard } from "./stripe/top-ups";

/** Postgres drivers answer one query at a time: each is a journey there and back. */
const query = vi.spyOn(pg.Client.prototype, "query");

beforeEach(async () => {
  await openBooks("2026-01-01T00:00:00Z");
});
afterEach(() => query.mockClear());

/** The statements of one commit, after a first one has read the catalogue for all that follow. */
async function statementsOf(customers: readonly Customer[], eventsEach: number): Promise<string[]> {
  const events = () =>
    customers.flatMap((one) => Array.from({ length: eventsEach }, () => one.usage(1n)));
  const [{ db }] = customers as [Customer];
  await consumeAll(db, events());
  query.mockClear();
  const outcomes = await consumeAll(db, events());
  expect(outcomes.every(({ value }) => value?.status === "consumed")).toBe(true);
  return query.mock.calls.map(([statement]) => textOf(statement));
}

function textOf(statement: unknown): string {
  return typeof statement === "string" ? statement : (statement as { text: string }).text;
}

async function subscribed(plan: string): Promise<Customer> {
  const customer = await Customer.open();
  await customer.start(plan);
  return customer;
}

test("a consume is eight round trips, begin and commit included", async () => {
  const statements = await statementsOf([await subscribed("pro")], 1);
  expect(statements.length, statements.join("\n\n")).toBeLessThanOrEqual(8);
  expect(statements.at(0)).toMatch(/^begin/);
  expect(statements.at(-1)).toMatch(/^commit/);
});

test("a batch over many accounts is no more", async () => {
  const customers: Customer[] = [];
  for (const plan of ["pro", "starter", "team", "pro", "free"]) {
    customers.push(await subscribed(plan));
  }
  const statements = await statementsOf([...customers, ...customers], 9);
  expect(statements.length, statements.join("\n\n")).toBeLessThanOrEqual(8);
});

test("nor is one that runs into overage", async () => {
  const customer = await subscribed("pro");
  await customer.consume(20_000n);
  const statements = await statementsOf([customer], 2);
  expect(statements.length, statements.join("\n\n")).toBeLessThanOrEqual(8);
});

test("alert rules cost none; only the use that fires one writes so, in one or two more", async () => {
  const customer = await subscribed("pro");
  const rule = { channels: ["in_app"], recipients: [], enabled: true, createdBy: null } as const;
  for (const threshold of [50n, 90n]) {
    await inTransaction(customer.db, (tx) =>
      createRule(tx, customer.id, { ...rule, kind: "usage", threshold }),
    );
  }
  const statements = await statementsOf([customer], 2);
  expect(statements.length, statements.join("\n\n")).toBeLessThanOrEqual(8);
  await customer.consume(9_995n);
  query.mockClear();
  await customer.consume(1n); // 10,000 of 20,000
  expect(query.mock.calls.length).toBeLessThanOrEqual(10);
  query.mockClear();
  await customer.consume(1n);
  expect(query.mock.calls.length).toBeLessThanOrEqual(8);
});

test("an automatic top-up costs none, and the one use that calls for it writes so in one more", async () => {
  const customer = await subscribed("pro");
  await keptCard(customer);
  await agreed(customer, { threshold: 10_000n });
  const statements = await statementsOf([customer], 2);
  expect(statements.length, statements.join("\n\n")).toBeLessThanOrEqual(8);
  await customer.consume(9_996n);
  query.mockClear();
  await customer.consume(1n); // 9,999 of 20,000 are left
  expect(query.mock.calls.length).toBeLessThanOrEqual(9);
  query.mockClear();
  await customer.consume(1n);
  expect(query.mock.calls.length).toBeLessThanOrEqual(8);
});

test("what nobody paid is given up by as many statements for five accounts as for one", async () => {
  const until = [];
  for (const [count, day] of [
    [1, "03"],
    [1, "06"],
    [5, "09"],
  ] as const) {
    const start = await setClock(`2026-01-${day}T12:00:00Z`);
    const customers: Customer[] = [];
    for (let made = 0; made < count; made += 1) customers.push(await subscribed("pro"));
    for (const one of customers) await one.change("scale", { grants: "on_payment" });
    // The day that ends meanwhile is booked on its own, also of those who came before.
    await runDue(books(), await setClock(addSeconds(start, 86_399)));
    query.mockClear();
    const run = await runDue(books(), await setClock(addSeconds(start, 86_400)));
    expect(run).toEqual({ accounts: count, failed: [] });
    until.push(query.mock.calls.length);
    for (const one of customers) {
      const statuses = (await one.invoices()).map(({ status }) => status);
      expect(statuses).toEqual(["issued", "void"]);
    }
  }
  // The first one also read the catalogue for all that follow.
  expect(until[2]).toBe(until[1]);
});
