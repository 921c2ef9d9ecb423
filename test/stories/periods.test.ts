import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

test("an allowance ends with its period; what is left is not there a second later", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("starter")).invoiceId);
  await customer.consume(1_000n);
  await setClock("2026-01-31T23:59:59Z");
  expect(await customer.balance()).toMatchObject({ available: 4_000n });
  await setClock("2026-02-01T00:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 5_000n });
});

test("up to 20,000 of Team's credits roll over, once", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("team")).invoiceId);
  await customer.consume(10_000n);
  await advance("2026-02-01T02:00:00Z");
  for (const invoice of await customer.invoices())
    if (invoice.status === "issued") await customer.pay(invoice.id);
  // 35,000 left: 20,000 roll over, 15,000 expire.
  expect(await customer.balance()).toMatchObject({ available: 65_000n });
  expect(await customer.books()).toMatchObject({ expired: 15_000n });

  // The allowance and the rollover end together; unpaid goes before paid, here both are paid.
  await customer.consume(5_000n);
  await advance("2026-03-01T02:00:00Z");
  const { grants } = await customer.balance();
  const rolled = grants.filter(({ category }) => category === "rollover");
  expect(rolled.map(({ granted }) => granted)).toEqual([20_000n]);
  expect(await customer.balance()).toMatchObject({ available: 65_000n });
});

test("a yearly plan drips twelve allowances for one invoice of $990", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro_yearly")).invoiceId);
  await advance("2026-12-31T23:59:59Z");
  const { rows } = await sql<{ amount: bigint; paid: bigint }>`
    select amount, paid_minor as paid from grants where account_id = ${customer.id} order by issued_at`.execute(
    customer.db,
  );
  expect(rows).toEqual(Array(12).fill({ amount: 20_000n, paid: 8_250n }));
  expect((await customer.invoices()).map(({ total }) => total)).toEqual([99_000n]);
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
  await advance("2027-01-01T01:00:00Z");
  expect((await customer.invoices()).map(({ total }) => total)).toEqual([99_000n, 99_000n]);
});

test("overage of a slice is invoiced at its drip", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro_yearly")).invoiceId);
  await customer.consume(20_300n);
  await advance("2026-02-10T00:00:00Z");
  await customer.consume(20_005n);
  await advance("2026-03-01T01:00:00Z");
  const invoices = await customer.invoices();
  expect(invoices.map(({ lines }) => lines)).toEqual([
    ["plan 1 x 990.00 = 99000"],
    ["overage 300 x 0.01 = 300"],
    ["overage 5 x 0.01 = 5"],
  ]);
});

test("a late run books as of each boundary, and what was used since belongs to the last", async () => {
  const [prompt, late] = [await Customer.open(), await Customer.open()];
  for (const one of [prompt, late]) {
    await one.pay((await one.start("rolling")).invoiceId);
    await one.consume(700n);
  }
  for (const at of ["2026-02-01T00:00:00Z", "2026-02-01T01:00:00Z", "2026-02-08T01:00:00Z"]) {
    await setClock(at);
    await prompt.balance();
  }
  await advance("2026-04-20T10:00:00Z");
  await advance("2026-04-20T10:00:00Z");
  expect(await story(late)).toEqual(await story(prompt));
  expect(await late.books()).toEqual(await prompt.books());
});

/** What the books say happened, but for ids and the time it was written down. */
async function story(customer: Customer): Promise<unknown[]> {
  const { rows } = await sql<{ kind: string }>`
    select t.account_version, t.kind, t.occurred_at, t.booked_at, t.reason,
      array(select f.kind || ' > ' || d.kind || ' ' || x.amount from transfers x
        join ledger_accounts f on f.account_id = x.account_id and f.id = x.from_id
        join ledger_accounts d on d.account_id = x.account_id and d.id = x.to_id
        where x.account_id = t.account_id and x.account_version = t.account_version order by x.position) as transfers
    from ledger_transactions t where t.account_id = ${customer.id} order by t.account_version`.execute(
    customer.db,
  );
  return rows;
}

test("a start dated back catches up to now", async () => {
  await setClock("2026-04-15T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("starter", { startsAt: new Date("2026-01-31T10:00:00Z") });
  expect(await customer.balance()).toMatchObject({ available: 5_000n });
  const { rows } = await sql<{ starts: Date }>`
    select starts_at as starts from plan_periods where account_id = ${customer.id} order by 1`.execute(
    customer.db,
  );
  expect(rows.map(({ starts }) => starts.toISOString())).toEqual([
    "2026-01-31T10:00:00.000Z",
    "2026-02-28T10:00:00.000Z",
    "2026-03-31T10:00:00.000Z",
  ]);
});

test("a start dated back gives nothing for periods that are over", async () => {
  await setClock("2026-02-15T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("rolling", { startsAt: new Date("2026-01-01T00:00:00Z") });
  expect((await customer.balance("2026-01-10T00:00:00Z")).available).toBe(1_000n);
  const late = await customer.consume(1_400n, { occurredAt: new Date("2026-01-20T00:00:00Z") });
  expect(late).toMatchObject({ status: "consumed", available: 0n });
});

test("on_payment: no credits and no overage before the money, all of them with it", async () => {
  const customer = await Customer.open();
  const { invoiceId, grantIds } = await customer.start("pro", { grants: "on_payment" });
  expect(grantIds).toEqual([]);
  expect(await customer.consume(1n)).toMatchObject({
    status: "insufficient_credits",
    facts: { reason: "allowance_not_granted" },
  });
  await customer.pay(invoiceId);
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
  expect(await customer.consume(20_001n)).toMatchObject({ status: "consumed", overage: 1n });
  await expect(customer.pay(invoiceId)).rejects.toMatchObject({ code: "invoice_not_payable" });
});

test("on_payment: money for a period that is over brings no credits of it", async () => {
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro", { grants: "on_payment" });
  await advance("2026-02-02T00:00:00Z");
  await customer.pay(invoiceId);
  expect(await customer.balance()).toMatchObject({ available: 0n });
});

test("a renewal with an overdue invoice waits for its own money", async () => {
  const customer = await Customer.open();
  const first = await customer.start("pro");
  await advance("2026-02-01T01:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 0n });
  const [, renewal] = await customer.invoices();
  expect(renewal).toMatchObject({ grants: "on_payment", status: "issued", total: 9_900n });

  await customer.pay(first.invoiceId);
  expect(await customer.balance()).toMatchObject({ available: 0n });
  await customer.pay(renewal?.id ?? null);
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
});

test("an invoice not yet due when the period renews does not withhold the next allowance", async () => {
  const customer = await Customer.open();
  const first = await customer.start("pro");
  await setClock("2026-01-07T23:59:59Z");
  await customer.pay(first.invoiceId);
  await advance("2026-02-01T00:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
});

test("a free plan renews without a document", async () => {
  const customer = await Customer.open();
  expect((await customer.start("free")).invoiceId).toBeNull();
  await advance("2026-03-05T00:00:00Z");
  expect(await customer.invoices()).toEqual([]);
  expect(await customer.balance()).toMatchObject({ available: 100n });
});

test("one plan at a time, and a start dated back never into a period that was", async () => {
  const customer = await Customer.open();
  await customer.start("free");
  await expect(customer.start("pro")).rejects.toMatchObject({ code: "already_subscribed" });
});

test("a start dated ahead charges and grants when its time comes, not before", async () => {
  const customer = await Customer.open();
  const startsAt = new Date("2026-01-10T00:00:00Z");
  const started = await customer.start("pro", { startsAt });
  expect(started).toMatchObject({ invoiceId: null, grantIds: [] });
  expect(await customer.consume(1n)).toMatchObject({ status: "insufficient_credits" });
  await expect(customer.start("free")).rejects.toMatchObject({ code: "already_subscribed" });
  await setClock("2026-01-12T00:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
  expect(await customer.balance("2026-01-09T23:59:59Z")).toMatchObject({ available: 0n });
  expect((await customer.invoices()).map(({ total }) => total)).toEqual([9_900n]);
});
