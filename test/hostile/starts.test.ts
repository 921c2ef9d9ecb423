import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { upsertAccount } from "@/billing/accounts/upsert";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

const at = (text: string) => new Date(text);

async function periodsOf({ id }: Customer): Promise<string[]> {
  const { rows } = await sql<{ starts: Date; granted: boolean }>`
    select starts_at as starts, allowance_granted as granted from plan_periods
    where account_id = ${id} order by starts_at`.execute(books());
  return rows.map(({ starts, granted }) => `${starts.toISOString().slice(0, 16)} ${granted}`);
}

async function grantsOf({ id }: Customer): Promise<string[]> {
  const { rows } = await sql<{ slice: number; amount: bigint; paid: bigint; from: Date }>`
    select slice_index as slice, amount, paid_minor as paid, effective_at as from from grants
    where account_id = ${id} order by issued_at, id`.execute(books());
  return rows.map(
    ({ slice, amount, paid, from }) =>
      `${slice}: ${amount} for ${paid} from ${from.toISOString().slice(0, 10)}`,
  );
}

test("a start dated ahead that nobody looked at for months is where it should be", async () => {
  const customer = await Customer.open({ timezone: "America/New_York" });
  await customer.grant(500n);
  const { planPeriod, invoiceId } = await customer.start("rolling", {
    startsAt: at("2026-01-31T15:00:00Z"),
  });
  expect(invoiceId).toBeNull();
  expect(planPeriod.startsAt).toEqual(at("2026-01-31T15:00:00Z"));
  await expect(customer.start("pro")).rejects.toMatchObject({ code: "already_subscribed" });
  expect(await customer.consume(501n)).toMatchObject({ status: "insufficient_credits" });
  await setClock("2026-04-01T00:00:00Z");
  await customer.balance();
  expect(await periodsOf(customer)).toEqual([
    "2026-01-31T15:00 true",
    "2026-02-28T15:00 false",
    "2026-03-31T14:00 false",
  ]);
  expect((await customer.invoices()).map(({ total }) => total)).toEqual([1_000n, 1_000n, 1_000n]);
});

test("use in the second a plan begins belongs to it, use before does not need it", async () => {
  const customer = await Customer.open();
  await customer.start("pro", { startsAt: at("2026-01-10T00:00:00Z") });
  await setClock("2026-01-09T23:59:59Z");
  expect(await customer.consume(1n)).toMatchObject({ status: "insufficient_credits" });
  await setClock("2026-01-10T00:00:00Z");
  expect(await customer.consume(20_000n)).toMatchObject({ available: 0n });
  expect(await customer.consume(5n, { occurredAt: at("2026-01-05T00:00:00Z") })).toMatchObject({
    status: "consumed",
    overage: 5n,
  });
});

test("a year bought on payment gives the slices left when the money comes, at their own price", async () => {
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro_yearly", { grants: "on_payment" });
  await setClock("2026-03-15T00:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 0n });
  await customer.pay(invoiceId);
  await advance("2026-04-02T00:00:00Z");
  expect(await grantsOf(customer)).toEqual([
    "2: 20000 for 8250 from 2026-03-15",
    "3: 20000 for 8250 from 2026-04-01",
  ]);
  expect(await customer.consume(20_050n)).toMatchObject({ overage: 50n });
  await advance("2027-02-02T00:00:00Z");
  const invoices = await customer.invoices();
  expect(invoices.map(({ total, status }) => `${total} ${status}`)).toEqual([
    "99000 paid",
    "50 issued",
    "99000 issued",
  ]);
  // The overage of April is overdue, so the second year waits for its own money.
  expect(await customer.balance()).toMatchObject({ available: 0n });
  await customer.pay(invoices[2]?.id ?? null);
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
});

test("a dripping year dated back gives each slice once, and late use finds none that is over", async () => {
  await setClock("2026-06-15T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro_yearly", { startsAt: at("2026-02-28T00:00:00Z") });
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
  expect(await grantsOf(customer)).toHaveLength(4);
  const late = await customer.consume(20_001n, { occurredAt: at("2026-05-20T00:00:00Z") });
  expect(late).toMatchObject({ overage: 1n, available: 0n });
  await advance("2026-06-28T02:00:00Z");
  expect((await customer.invoices()).map(({ total }) => total)).toEqual([99_000n, 1n]);
});

test("moving to another zone moves days, not boundaries", async () => {
  const customer = await Customer.open({ timezone: "America/New_York" });
  await customer.start("free", { startsAt: at("2026-01-31T23:30:00Z") });
  await advance("2026-02-10T00:00:00Z");
  const { rows } = await sql<{ external_id: string }>`
    select external_id from accounts where id = ${customer.id}`.execute(books());
  const input = { name: "Moved", email: "a@example.com", currency: "usd", timezone: "Asia/Tokyo" };
  await inTransaction(books(), (tx) =>
    upsertAccount(tx, { externalId: rows[0]?.external_id ?? "", ...input }),
  );
  await advance("2026-05-10T00:00:00Z");
  expect(await periodsOf(customer)).toEqual([
    "2026-01-31T23:30 true",
    "2026-02-28T23:30 true",
    "2026-03-31T22:30 true",
    "2026-04-30T22:30 true",
  ]);
});

test("a hold from before the plan is captured into it, and pays with what it held", async () => {
  const customer = await Customer.open();
  await customer.grant(50n);
  const { holdId } = await customer.hold(50n, "2026-03-01T00:00:00Z");
  await customer.start("pro", { startsAt: at("2026-01-10T00:00:00Z") });
  await setClock("2026-01-10T00:00:00Z");
  expect(await customer.capture(holdId, 30n)).toMatchObject({ released: 20n, available: 20_020n });
  expect(await customer.books()).toMatchObject({ consumed: 30n, grant: 20_020n });
});

test("overage of a hold taken in one slice and captured in the next is billed once", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro_yearly")).invoiceId);
  const { holdId } = await customer.hold(20_100n, "2026-03-05T00:00:00Z");
  await setClock("2026-02-01T00:30:00Z");
  const second = await customer.hold(20_200n, "2026-03-05T00:00:00Z");
  await customer.capture(holdId, 20_060n, { occurredAt: at("2026-01-31T23:59:59Z") });
  await advance("2026-02-10T00:00:00Z");
  expect((await customer.invoices()).map(({ total }) => total)).toEqual([99_000n, 60n]);
  await setClock("2026-03-01T00:10:00Z");
  await customer.capture(second.holdId, 20_200n);
  await advance("2026-04-02T00:00:00Z");
  expect((await customer.invoices()).map(({ total }) => total)).toEqual([99_000n, 60n, 200n]);
});
