import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import { setTax } from "@/billing/invoices/taxes";
import type { staffFigures } from "@/billing/reports/explanation";
import { inTransaction } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import type { InvoiceId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { chanceFrom } from "../chance";
import { buyPack } from "../packs";
import { paidByCard } from "../refunds/paid";
import { ask } from "../refunds/refunding";
import { runs, seed } from "../runs";
import { liveThrough } from "../year";

type Figure = (typeof staffFigures)[number];

function asked(customer: Customer) {
  const actor: Actor = {
    ...{ kind: "staff", role: "support", name: "Sam", staffUserId: randomUUID() },
    sessionId: randomUUID(),
  };
  const caller = createCallerFactory(staffRouter)({ db: customer.db, actor, requestId: "test" });
  return (figure: Figure, id: string | null = null, at: Date | null = null) =>
    caller.accounts.explain({ account: customer.id, figure, id, at });
}

type Told = Awaited<ReturnType<ReturnType<typeof asked>>>;

const partsOf = ({ parts }: Told) => parts.map(({ what, amount }) => [what, amount]);
const sumOf = (amounts: readonly { amount: bigint }[]) =>
  amounts.reduce((sum, { amount }) => sum + amount, 0n);

test("a pack refunded in part is told in its parts: what is left, what was earned of it, and what went back (B17)", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const rate = { name: "VAT", ppm: 200_000n, included: false };
  await inTransaction(books(), (tx) => setTax(tx, customer.id, { treatment: "rate", rate }));
  const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  if (!invoiceId) throw new Error("A pack has an invoice");
  await paidByCard(customer, invoiceId);
  await customer.consume(6_000n);
  // $60.00 of $120.00: of its 5,000 credits 4,000 are there, 1,000 were used and are owed.
  await ask(customer, invoiceId, { destination: "account_credit" });

  const explain = asked(customer);
  const [grant] = (
    await sql<{ id: string; line: string }>`
    select id, invoice_line_id as line from grants where account_id = ${customer.id}`.execute(
      books(),
    )
  ).rows;
  expect(partsOf(await explain("grant", grant?.id))).toEqual([
    ["granted", 10_000n],
    ["used", -6_000n],
    ["revoked", -4_000n],
  ]);
  expect((await explain("debt")).amount).toBe(1_000n);
  expect((await explain("available")).amount).toBe(0n);
  // 6,000 of 10,000 used: $60.00 earned. The $50.00 that went back took the $40.00 that were not, the rest is a refund.
  expect(partsOf(await explain("unearned", grant?.line))).toEqual([
    ["net", 10_000n],
    ["recognized", -6_000n],
    ["returned", -4_000n],
  ]);
  const earned = await explain("earned", grant?.line);
  expect([earned.amount, partsOf(earned)]).toEqual([6_000n, [["revenue_pack", 6_000n]]]);
  expect((await explain("deferred")).amount).toBe(0n);
  // The money is kept for the account, as its own document says.
  const kept = await explain("accountCredit");
  expect([kept.asset, kept.amount]).toEqual(["usd", 6_000n]);
  expect(kept.rows?.newest.map(({ to }) => to).sort()).not.toContain("grant");
  expect((await explain("due")).amount).toBe(0n);
  expect(partsOf(await explain("invoice", invoiceId))).toEqual([
    ["line", 10_000n],
    ["line", 2_000n],
  ]);
});

test("a change in mid-cycle is told by the lines of its document: −$49.50 + $249.50 = $200.00 (B17)", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  await customer.pay(invoiceId as InvoiceId);
  await customer.consume(8_000n);
  await setClock("2026-04-16T00:00:00Z");
  await customer.change("scale");
  const explain = asked(customer);
  const due = await explain("due");
  expect([due.amount, due.parts.length]).toEqual([20_000n, 1]);
  const ref = due.parts[0]?.ref;
  if (ref?.to !== "invoice") throw new Error("What is due is due on an invoice");
  expect(partsOf(await explain("invoice", ref.id))).toEqual([
    ["line", -4_950n],
    ["line", 24_950n],
  ]);
  // 2,000 of Pro's 20,000, and 60,000 of Scale.
  const available = await explain("available");
  expect(available.amount).toBe(62_000n);
  expect(available.parts.map(({ amount }) => amount)).toEqual([2_000n, 60_000n]);
  expect((await explain("held")).parts).toEqual([]);
});

test("as of a past instant a figure is what the books had then", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.grant(100n);
  await setClock("2026-01-02T00:00:00Z");
  await customer.consume(30n);
  await customer.hold(20n, "2026-01-05T00:00:00Z");
  await advance("2026-01-06T00:00:00Z");
  const explain = asked(customer);
  const at = (day: string) => new Date(`2026-01-0${day}T12:00:00Z`);
  expect((await explain("available", null, at("1"))).amount).toBe(100n);
  expect((await explain("available", null, at("3"))).amount).toBe(50n);
  expect(partsOf(await explain("held", null, at("3")))).toEqual([["entry_hold", 20n]]);
  expect((await explain("available")).amount).toBe(70n);
  await expect(explain("available", null, at("7"))).rejects.toMatchObject({
    cause: { code: "invalid_input" },
  });
});

test("whatever accounts went through, the parts and the rows of each figure come to it, and it is the books'", async () => {
  const { customers, db } = await liveThrough({
    ...{ accounts: runs(4, 60), months: runs(2, 14), seed: seed() },
  });
  const chance = chanceFrom(seed());
  for (const customer of customers) {
    await giveBack(customer, chance);
    await expectAll(customer);
  }
  const { rows } = await sql<{ at: Date }>`select app_now() as at`.execute(db);
  const now = rows[0]?.at ?? new Date(0);
  for (const customer of customers) {
    const explain = asked(customer);
    const at = addSeconds(now, -Math.ceil(chance() * 80 * 86_400));
    for (const figure of ["available", "held", "debt", "accountCredit", "due", "deferred"] as const)
      await explain(figure, null, at);
  }
});

async function giveBack(customer: Customer, chance: () => number): Promise<void> {
  for (const { id, status } of await customer.invoices()) {
    if (status !== "paid" || chance() < 0.6) continue;
    const grossMinor = BigInt(Math.ceil(chance() * 5_000));
    const wish = { of: { kind: "amount", grossMinor }, destination: "account_credit" } as const;
    await ask(customer, id, wish).catch((error: unknown) => {
      if (!(error instanceof BillingError)) throw error;
    });
  }
}

/** Every figure there is, of everything it can be of; that its parts and rows come to it is asserted where it is made. */
async function expectAll(customer: Customer): Promise<void> {
  const { id: account, db } = customer;
  const explain = asked(customer);
  const { available, held, debt } = await customer.balance();
  expect((await explain("available")).amount).toBe(available);
  expect((await explain("held")).amount).toBe(held);
  expect((await explain("debt")).amount).toBe(debt);
  for (const figure of ["overage", "overdue"] as const) await explain(figure);
  const { rows: money } = await sql<{ kind: string; asset: string; balance: bigint }>`
    select l.kind, l.asset, b.balance from ledger_accounts l
    join balances b on b.account_id = l.account_id and b.ledger_account_id = l.id
    where l.account_id = ${account} and l.asset <> 'credit'`.execute(db);
  for (const { kind, asset, balance } of money) {
    const told = await explain("money", `${kind}:${asset}`);
    expect([kind, told.amount === balance || told.amount === -balance]).toEqual([kind, true]);
  }
  const of = (kind: string) => money.find((one) => one.kind === kind)?.balance ?? 0n;
  expect((await explain("due")).amount).toBe(of("receivable"));
  expect((await explain("accountCredit")).amount).toBe(-of("account_credit"));
  expect((await explain("deferred")).amount).toBe(-of("deferred_revenue"));
  const { rows: grants } = await sql<{ id: string }>`
    select id from grants where account_id = ${account}`.execute(db);
  for (const { id } of grants) await explain("grant", id);
  const { rows: lines } = await sql<{ id: string; recognized: bigint }>`
    select invoice_line_id as id, recognized_minor as recognized from line_earnings
    where account_id = ${account}`.execute(db);
  for (const { id, recognized } of lines) {
    await explain("unearned", id);
    expect((await explain("earned", id)).amount).toBe(recognized);
  }
  for (const { id, total } of await documentsOf(customer)) {
    const told = await explain("invoice", id);
    expect([told.amount, sumOf(told.parts)]).toEqual([total, total]);
  }
}

async function documentsOf({ id, db }: Customer): Promise<{ id: string; total: bigint }[]> {
  const { rows } = await sql<{ id: string; total: bigint }>`
    select id, total_minor as total from invoices where account_id = ${id}`.execute(db);
  return rows;
}
