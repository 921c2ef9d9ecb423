import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { setTax } from "@/billing/invoices/taxes";
import { reverse } from "@/billing/ledger/reverse";
import { listJournal } from "@/billing/months/journal-queries";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { apply, hear, madeThere, told } from "../disputes/disputing";
import { buyPack } from "../packs";
import { paidByCard } from "../refunds/paid";
import { everythingOf } from "./closing";
import { closeAll } from "./living";

const february = new Date("2026-02-01T00:00:00Z");
const heardAt = "2026-02-10T00:00:00Z";
/** When it happened there: in January. */
const openedAt = new Date("2026-01-30T00:00:00Z");

beforeEach(() => openBooks("2026-01-05T00:00:00Z"));

/** A pack of 10,000 for $100.00 and 20 %: $120.00, not paid. */
async function order() {
  const customer = await Customer.open();
  const rate = { name: "VAT", ppm: 200_000n, included: false };
  await inTransaction(books(), (tx) => setTax(tx, customer.id, { treatment: "rate", rate }));
  const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_issue" });
  if (!invoiceId) throw new Error("A pack has an invoice");
  return { customer, invoiceId };
}

async function paid() {
  const { customer, invoiceId } = await order();
  await paidByCard(customer, invoiceId);
  return customer;
}

async function closeJanuary() {
  await advance("2026-02-01T01:00:00Z");
  expect(await closeAll()).toEqual(["2026-01"]);
  await setClock(heardAt);
  return await everythingOf("2026-01", february);
}

/** What moved since January was closed, by where it is booked; and what the journal of money names. */
async function bookedSince() {
  const { rows } = await sql<{ month: string; moved: string }>`
    select to_char(x.booked_at at time zone 'UTC', 'YYYY-MM') as month,
      f.kind || ' → ' || d.kind || ' ' || sum(t.amount) as moved
    from ledger_transactions x
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
    where x.recorded_at >= ${heardAt}::timestamptz group by 1, f.kind, d.kind order by 2`.execute(
    books(),
  );
  const stretch = { accountId: null, from: february, to: null, zone: "UTC" };
  const all = { ...stretch, at: new Date("2100-01-01T00:00:00Z") };
  const { sides } = await listJournal(books(), all, { after: null, transactions: 1_000 });
  return { moved: rows, named: sides.map(({ reference }) => reference?.split(" ")[0] ?? null) };
}

/** January's customer as it closes, and what is heard of January in February. */
type Late = { before: () => Promise<Customer>; heard: (customer: Customer) => Promise<unknown> };

async function spent() {
  const customer = await paid();
  await customer.consume(6_000n);
  return customer;
}

async function undoGrant(customer: Customer) {
  const { rows } = await sql<{ version: bigint }>`
    select max(account_version) as version from ledger_transactions
    where account_id = ${customer.id} and kind = 'grant'`.execute(books());
  const undone = { version: rows[0]?.version ?? 0n, reason: "Given by mistake" };
  await inTransaction(books(), (tx) =>
    reverse(tx, { ...customer.request("reverse"), reverse: undone }),
  );
}

const out = { out: -12_000n };

test.each<[string, Late, string[], string | null]>([
  [
    // The slice of $60.00 is 5,000: 4,000 are left, $40.00 of $50.00 net were not earned (BOOKS B17).
    "a refund made at the processor",
    {
      before: spent,
      heard: async (one) => hear(madeThere(await told(one, "needs_response"), 6_000n)),
    },
    [
      ...["grant → held 4000", "held → revoked 4000", "stripe_balance → deferred_revenue 4000"],
      ...["stripe_balance → refunds 1000", "stripe_balance → tax_payable 1000"],
    ],
    "CN-000001",
  ],
  [
    "a dispute opened",
    {
      before: spent,
      heard: async (one) => apply(await told(one, "needs_response", { openedAt }, out)),
    },
    [
      ...["grant → held 4000", "stripe_balance → dispute_hold 12000"],
      ...["stripe_balance → processor_fees 1500"],
    ],
    "dispute",
  ],
  [
    // Of $120.00 the $40.00 not earned are owed no more; $60.00 earned and $20.00 of tax are lost.
    "a dispute lost that was open when the month closed",
    {
      before: async () => {
        const one = await spent();
        await apply(await told(one, "needs_response", { openedAt }, out));
        return one;
      },
      heard: async (one) => apply(await told(one, "lost", { openedAt }, out)),
    },
    [
      ...["dispute_hold → deferred_revenue 4000", "dispute_hold → dispute_loss 8000"],
      ...["held → revoked 4000"],
    ],
    "INV-000001",
  ],
  [
    "a dispute won that was open when the month closed",
    {
      before: async () => {
        const one = await paid();
        await apply(await told(one, "needs_response", { openedAt }, out));
        return one;
      },
      heard: async (one) => apply(await told(one, "won", { openedAt }, { ...out, back: 12_000n })),
    },
    [
      ...["dispute_hold → stripe_balance 12000", "held → issued.rollover 10000"],
      ...["issued.rollover → grant 10000"],
    ],
    "dispute",
  ],
  [
    "a payment of January",
    {
      before: async () => (await order()).customer,
      heard: async (one) => {
        const [invoice] = await one.invoices();
        if (invoice) await paidByCard(one, invoice.id);
      },
    },
    ["receivable → stripe_balance 12000"],
    "INV-000001",
  ],
  [
    "a grant of January that is reversed",
    {
      before: async () => {
        const one = await Customer.open();
        await one.grant(100n);
        return one;
      },
      heard: undoGrant,
    },
    ["grant → issued.promo 100"],
    null,
  ],
  [
    "use of January",
    { before: paid, heard: (one) => one.consume(50n, { occurredAt: openedAt }) },
    ["grant → consumed 50"],
    null,
  ],
])(
  "%s, heard of after January is closed, is February's, and January says the same to the byte",
  async (_, { before, heard }, moved, name) => {
    const customer = await before();
    const was = await closeJanuary();
    expect(was.now).toBe(was.kept);
    await heard(customer);
    const booked = await bookedSince();
    expect(booked.moved).toEqual(moved.map((one) => ({ month: "2026-02", moved: one })));
    // Whoever reads the journal of February finds what it is about.
    expect(booked.named).not.toContain(null);
    if (name) expect(booked.named).toContain(name);
    expect(await everythingOf("2026-01", february)).toEqual(was);
    await advance("2026-03-01T01:00:00Z");
    expect(await closeAll()).toEqual(["2026-02"]);
    expect(await everythingOf("2026-01", february)).toEqual(was);
  },
);

test("what names January says so in February: use by when it was, money by its payment and dispute", async () => {
  const customer = await spent();
  await closeJanuary();
  await customer.consume(50n, { occurredAt: openedAt });
  await apply(await told(customer, "needs_response", { openedAt }, out));
  const { rows } = await sql<{ occurred: Date; booked: Date }>`
    select occurred_at as occurred, booked_at as booked from ledger_transactions
    where account_id = ${customer.id} and kind = 'consume' and recorded_at >= ${heardAt}::timestamptz`.execute(
    books(),
  );
  expect(rows).toEqual([{ occurred: openedAt, booked: february }]);
  const dispute = await books().selectFrom("disputes").selectAll().executeTakeFirstOrThrow();
  expect([dispute.opened_at, dispute.booked_at]).toEqual([openedAt, new Date(heardAt)]);
});
