import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { books, Customer, openBooks, setClock } from "../books";
import { Processor } from "../reconciliation/processor";
import { closeAll } from "./living";

beforeEach(() => openBooks("2026-01-31T20:00:00Z"));

/** Pro for $99.00, to be taken from a card: 2.9 % and 30 ¢ are kept, $3.17. */
async function owing() {
  const customer = await Customer.open();
  const processor = new Processor();
  processor.at = new Date("2026-01-31T20:00:00Z");
  await processor.card(customer);
  const { invoiceId } = await customer.start("pro");
  return { customer, processor, invoiceId };
}

/** When money moved at the processor, and in which month it counts. */
async function moved() {
  const { rows } = await sql<{ at: string }>`
    select to_char(x.occurred_at at time zone 'UTC', 'MM-DD HH24:MI:SS') || ' in ' ||
      to_char(x.booked_at at time zone 'UTC', 'YYYY-MM') || ': ' || f.kind || ' → ' || d.kind || ' ' || sum(t.amount) as at
    from ledger_transactions x
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
    where 'stripe_balance' in (f.kind, d.kind)
    group by x.occurred_at, x.booked_at, f.kind, d.kind order by 1`.execute(books());
  return rows.map(({ at }) => at);
}

test("money that came in January and is told of in February counts in January while that is open", async () => {
  const { customer, processor, invoiceId } = await owing();
  processor.at = new Date("2026-01-31T23:10:00Z");
  await setClock("2026-02-01T03:00:00Z");
  await processor.collect(customer);
  expect(await moved()).toEqual([
    "01-31 23:10:00 in 2026-01: receivable → stripe_balance 9900",
    "01-31 23:10:00 in 2026-01: stripe_balance → processor_fees 317",
  ]);
  const { rows } =
    await sql`select closed_at as "closedAt" from invoices where id = ${invoiceId}`.execute(
      books(),
    );
  expect(rows).toEqual([{ closedAt: processor.at }]);
});

test("so does what a dispute took of it; what comes back counts from when we know", async () => {
  const { customer, processor } = await owing();
  const [charge] = await processor.collect(customer);
  if (!charge) throw new Error("A card was charged");
  processor.at = new Date("2026-01-31T23:30:00Z");
  await setClock("2026-02-01T03:00:00Z");
  const ends = await processor.dispute(charge);
  processor.at = new Date("2026-02-01T02:00:00Z");
  await ends("won");
  expect((await moved()).slice(2)).toEqual([
    "01-31 23:30:00 in 2026-01: stripe_balance → dispute_hold 9900",
    "01-31 23:30:00 in 2026-01: stripe_balance → processor_fees 1500",
    "02-01 03:00:00 in 2026-02: dispute_hold → stripe_balance 9900",
  ]);
});

test("and in February, with the day it came, once January is closed", async () => {
  const { customer, processor } = await owing();
  processor.at = new Date("2026-01-31T23:10:00Z");
  await setClock("2026-02-01T03:00:00Z");
  expect(await closeAll()).toEqual(["2026-01"]);
  await processor.collect(customer);
  expect(await moved()).toEqual([
    "01-31 23:10:00 in 2026-02: receivable → stripe_balance 9900",
    "01-31 23:10:00 in 2026-02: stripe_balance → processor_fees 317",
  ]);
});

test.each([
  ["before its invoice was issued", "2026-01-31T19:59:30Z", "01-31 20:00:00 in 2026-01"],
  ["ahead of our clock", "2026-02-01T03:00:30Z", "02-01 03:00:00 in 2026-02"],
])("money the processor dates %s came within what we know", async (_, at, counted) => {
  const { customer, processor } = await owing();
  processor.at = new Date(at);
  await setClock("2026-02-01T03:00:00Z");
  await processor.collect(customer);
  expect(await moved()).toEqual([
    `${counted}: receivable → stripe_balance 9900`,
    `${counted}: stripe_balance → processor_fees 317`,
  ]);
});
