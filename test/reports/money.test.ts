import { sql } from "kysely";
import { expect, test } from "vitest";
import { upsertAccount } from "@/billing/accounts/upsert";
import { readMoney } from "@/billing/reports/finance/read-figures";
import { readTrialBalance } from "@/billing/reports/finance/read-trial-balance";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks } from "../books";
import { inputOf } from "../customer-options";
import { paidPack, refunded } from "../refunds/refunding";
import { later, nowKnown, report, sum, timezone } from "./reading";

const months = { from: "2026-01", to: "2026-04" };

async function money(by: readonly ("plan" | "segment")[] = []) {
  const asOf = await nowKnown();
  return await report((tx) => readMoney(tx, { ...months, by, asOf, timezone }));
}

const nothing = {
  ...{ billed: 0n, writtenOff: 0n, paidOtherwise: 0n, collected: 0n, refunded: 0n },
  ...{ disputed: 0n, fees: 0n, other: 0n, net: 0n, plan: null, segment: null, currency: "usd" },
  ...{ category: null, pack: null },
};

// BOOKS B17: $100.00 and 20 %, paid by card on 1 March, 2.9 % and $0.30 of it kept: 3.48 + 0.30 = $3.78.
test("a month says what was billed, collected, refunded and kept by the processor", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  await customer.consume(6_000n);
  await advance("2026-04-10T00:00:00Z");
  await refunded({ customer, stripe, invoiceId });
  await later();
  const march = { billed: 12_000n, collected: 12_000n, fees: 378n, net: 11_622n };
  const april = { refunded: 6_000n, net: -6_000n };
  // The credit note of $60.00 asks for nothing: the money goes straight back (BOOKS B16).
  const expected = [
    { ...nothing, ...march, month: "2026-03" },
    { ...nothing, ...april, month: "2026-04" },
  ];
  expect(await money()).toEqual(expected);
  // However far the sums have come.
  for (const steps of [1, 2, 1_000]) {
    await sum({ versions: 2, accounts: 1, steps });
    expect(await money()).toEqual(expected);
  }
  expect((await sql`select from month_rollups`.execute(books())).rows.length).toBeGreaterThan(5);
});

test("what was billed stands under the plan of its line, and under the segment its account had then", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  const move = (segment: string) =>
    inTransaction(books(), (tx) =>
      upsertAccount(tx, { ...inputOf(customer.externalId, "UTC"), segment }),
    );
  await move("startup");
  await customer.pay((await customer.start("ten")).invoiceId);
  // Of another segment from 20 February on: February's figures are that one's, January's stay.
  await advance("2026-02-20T00:00:00Z");
  await move("enterprise");
  await advance("2026-03-05T00:00:00Z");
  await later();
  const ten = { ...nothing, plan: "ten" };
  expect(await money(["plan", "segment"])).toEqual([
    {
      ...{ ...ten, month: "2026-01", segment: "startup" },
      ...{ billed: 1_000n, collected: 1_000n, net: 1_000n },
    },
    { ...ten, month: "2026-02", segment: "enterprise", billed: 1_000n },
    { ...ten, month: "2026-03", segment: "enterprise", billed: 1_000n },
  ]);
});

test("the ledger in one table opens with a month, closes with it, and adds up to nothing", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  await customer.consume(6_000n);
  await advance("2026-04-10T00:00:00Z");
  await refunded({ customer, stripe, invoiceId });
  await later();
  const asOf = await nowKnown();
  const rows = await report((tx) => readTrialBalance(tx, { through: "2026-04", asOf, timezone }));
  // $60.00 back: of $100.00 net $60.00 was earned in March; $50.00 and $10.00 tax go back, $40.00 of it unearned.
  expect(rows.filter(({ asset }) => asset === "usd")).toEqual([
    {
      asset: "usd",
      kind: "deferred_revenue",
      opening: -4_000n,
      debits: 4_000n,
      credits: 0n,
      closing: 0n,
    },
    { asset: "usd", kind: "processor_fees", opening: 378n, debits: 0n, credits: 0n, closing: 378n },
    { asset: "usd", kind: "receivable", opening: 0n, debits: 0n, credits: 0n, closing: 0n },
    { asset: "usd", kind: "refunds", opening: 0n, debits: 1_000n, credits: 0n, closing: 1_000n },
    {
      asset: "usd",
      kind: "revenue.pack",
      opening: -6_000n,
      debits: 0n,
      credits: 0n,
      closing: -6_000n,
    },
    {
      asset: "usd",
      kind: "stripe_balance",
      opening: 11_622n,
      debits: 0n,
      credits: 6_000n,
      closing: 5_622n,
    },
    {
      asset: "usd",
      kind: "tax_payable",
      opening: -2_000n,
      debits: 1_000n,
      credits: 0n,
      closing: -1_000n,
    },
    { asset: "usd", kind: "unbilled", opening: 0n, debits: 0n, credits: 0n, closing: 0n },
  ]);
  for (const asset of ["usd", "credit"]) {
    const sumOf = (of: "opening" | "closing") =>
      rows.reduce((sum, row) => (row.asset === asset ? sum + row[of] : sum), 0n);
    expect([sumOf("opening"), sumOf("closing")]).toEqual([0n, 0n]);
  }
});
