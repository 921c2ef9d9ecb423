import { expect, test } from "vitest";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { asOfNow } from "@/billing/reports/finance/as-of";
import {
  type ReportQuestion,
  readDeferred,
  readMoney,
  readRevenue,
} from "@/billing/reports/finance/read-figures";
import { readImpactLines, readRefundImpact } from "@/billing/reports/finance/read-refund-impact";
import { inTransaction } from "@/db/transaction";
import { books, setClock } from "../books";
import { testCatalog } from "../catalog";
import { apply, told } from "../disputes/disputing";
import { paidPack, payPack, refunded } from "../refunds/refunding";
import { later, report } from "./reading";

async function march(more: Partial<ReportQuestion> = {}): Promise<ReportQuestion> {
  const asOf = asOfNow(await later());
  return { from: "2026-03", to: "2026-03", timezone: "UTC", by: [], asOf, ...more };
}

const row = { month: "2026-03", currency: "usd", plan: "pack_10000", policy: "proportional" };

test("$60.00 of a pack of $120.00 given back with 6,000 of 10,000 used: 4,000 taken back, 1,000 spent (BOOKS B17)", async () => {
  const one = await paidPack();
  await one.customer.consume(6_000n);
  await refunded(one, { shortfall: "debt" });
  const other = await payPack(one.stripe, "pm_card_visa");
  await other.customer.consume(6_000n);
  await refunded(other, { shortfall: "write_off" });
  // Of $50.00 net each: $40.00 were unearned, $10.00 earned by use; $10.00 are tax.
  const asked = await march();
  expect(await report((tx) => readRefundImpact(tx, asked))).toEqual([
    {
      ...{ ...row, of: "refund", count: 2n, money: 12_000n, deferred: 8_000n, reversed: 2_000n },
      ...{ tax: 2_000n, lost: 0n, revoked: 8_000n, owed: 1_000n, writtenOff: 1_000n },
    },
  ]);
  const cell = { ...asked, currency: "usd", plan: "pack_10000", policy: "proportional" };
  const lines = await report((tx) => readImpactLines(tx, { ...cell, of: "refund" }));
  expect(
    lines
      .map(({ accountId, money, owed, writtenOff, reason }) => [
        ...[accountId, money, owed, writtenOff, reason],
      ])
      .sort(),
  ).toEqual(
    [
      [one.customer.id, 6_000n, 1_000n, 0n, "Asked by the customer"],
      [other.customer.id, 6_000n, 0n, 1_000n, "Asked by the customer"],
    ].sort(),
  );
  await expectTies(asked);
});

test("$20.00 refunded, then the other $100.00 lost: 23.33 unearned, the rest lost; 2,333 taken back, 6,000 given up", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  await customer.consume(6_000n);
  await refunded({ customer, stripe, invoiceId }, { of: { kind: "amount", grossMinor: 2_000n } });
  const about = { amountMinor: 10_000n };
  await apply(await told(customer, "needs_response", about, { out: -10_000n }));
  const open = await march();
  expect((await report((tx) => readRefundImpact(tx, open))).map(({ of }) => of)).toEqual([
    "refund",
  ]);
  await apply(await told(customer, "lost", about, { out: -10_000n }));
  const asked = await march();
  expect(await report((tx) => readRefundImpact(tx, asked))).toEqual([
    {
      ...{ ...row, of: "dispute", count: 1n, money: 10_000n, deferred: 2_333n, reversed: 0n },
      ...{ tax: 0n, lost: 7_667n, revoked: 2_333n, owed: 0n, writtenOff: 6_000n },
    },
    {
      ...{ ...row, of: "refund", count: 1n, money: 2_000n, deferred: 1_667n, reversed: 0n },
      ...{ tax: 333n, lost: 0n, revoked: 1_667n, owed: 0n, writtenOff: 0n },
    },
  ]);
  await expectTies(asked);
  // As it was known before the bank decided, it says what it said.
  expect(await report((tx) => readRefundImpact(tx, { ...asked, asOf: open.asOf }))).toMatchObject([
    { of: "refund", money: 2_000n },
  ]);
});

test("what was beyond all lines of a charge is of no plan, and counts: $60.00 kept for the account, then all $120.00 lost", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  await refunded({ customer, stripe, invoiceId }, { destination: "account_credit" });
  await apply(await told(customer, "lost", {}, { out: -12_000n }));
  const asked = await march();
  const nothing = { deferred: 0n, reversed: 0n, tax: 0n, revoked: 0n, owed: 0n, writtenOff: 0n };
  // Unearned $50.00 go back, their tax of $10.00 is lost; the other $60.00 were given back before.
  expect(await report((tx) => readRefundImpact(tx, asked))).toEqual([
    { ...row, ...nothing, plan: null, of: "dispute", count: 1n, money: 6_000n, lost: 6_000n },
    {
      ...{ ...row, ...nothing, of: "dispute", count: 1n, money: 6_000n },
      ...{ deferred: 5_000n, lost: 1_000n, revoked: 5_000n },
    },
    {
      ...{ ...row, ...nothing, of: "refund", count: 1n, money: 6_000n, lost: 0n },
      ...{ deferred: 5_000n, tax: 1_000n, revoked: 5_000n },
    },
  ]);
  const cell = { ...asked, currency: "usd", plan: "", policy: "proportional" };
  expect(await report((tx) => readImpactLines(tx, { ...cell, of: "dispute" }))).toMatchObject([
    { accountId: customer.id, lineId: null, invoiceId: null, money: 6_000n },
  ]);
});

test("a lost dispute that is turned a month later leaves its month as it was: what was given up too", async () => {
  const { customer } = await paidPack();
  await customer.consume(4_000n);
  await apply(await told(customer, "needs_response", {}, { out: -12_000n }));
  await apply(await told(customer, "lost", {}, { out: -12_000n }));
  const asked = await march();
  // $60.00 were unearned; $40.00 earned and $20.00 of tax are lost. 6,000 taken back, 4,000 were spent.
  const lost = { money: 12_000n, deferred: 6_000n, lost: 6_000n, revoked: 6_000n };
  const one = { ...row, of: "dispute", count: 1n, reversed: 0n, tax: 0n, owed: 0n };
  const then = [{ ...one, ...lost, writtenOff: 4_000n }];
  expect(await report((tx) => readRefundImpact(tx, asked))).toEqual(then);
  await setClock("2026-04-05T00:00:00Z");
  await apply(await told(customer, "won", {}, { out: -12_000n, back: 12_000n }));
  const now = await march({ to: "2026-04" });
  const april = { ...one, month: "2026-04" };
  expect(await report((tx) => readRefundImpact(tx, now))).toEqual([
    ...then,
    {
      ...{ ...april, money: -12_000n, lost: -6_000n },
      ...{ deferred: -6_000n, revoked: -6_000n, writtenOff: -4_000n },
    },
  ]);
  // What the loss was of the pack, the pack has back: of nothing else is there any.
  const losses = await report((tx) => readRevenue(tx, { ...now, by: ["pack"] }));
  expect(losses.map(({ month, pack, disputeLosses }) => [month, pack, disputeLosses])).toEqual([
    ...[
      ["2026-03", "pack_10000", 6_000n],
      ["2026-04", "pack_10000", -6_000n],
    ],
  ]);
  expect(await report((tx) => readRefundImpact(tx, { ...now, asOf: asked.asOf }))).toEqual(then);
});

test("turned, what was owed for a lost dispute is forgiven of its line, as far as it is owed still; what was beyond all lines is of none", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  const lostDispute = { policy: "proportional", shortfall: "debt" } as const;
  const catalog = defineCatalog({ ...testCatalog, refunds: { lostDispute } });
  await inTransaction(books(), (tx) => applyCatalog(tx, catalog));
  await customer.consume(8_000n);
  // $60.00 are kept for the account and own 5,000: the 2,000 that are left, and 3,000 owed. The other 5,000 are owed too.
  await refunded({ customer, stripe, invoiceId }, { destination: "account_credit" });
  await apply(await told(customer, "needs_response", {}, { out: -12_000n }));
  await apply(await told(customer, "lost", {}, { out: -12_000n }));
  const asked = await march();
  const before = await lostRows(asked);
  await customer.grant(5_500n); // of 8,000 owed 2,500 are left
  await setClock("2026-04-05T00:00:00Z");
  await apply(await told(customer, "won", {}, { out: -12_000n, back: 12_000n }));
  const after = await lostRows(await march({ from: "2026-04", to: "2026-04" }));
  expect(before.map(({ plan, money, owed: one }) => [plan, money, one])).toEqual([
    ...[
      [null, 6_000n, 0n],
      ["pack_10000", 6_000n, 5_000n],
    ],
  ]);
  expect(after.map(({ plan, money, owed: one }) => [plan, money, one])).toEqual([
    ...[
      [null, -6_000n, 0n],
      ["pack_10000", -6_000n, -2_500n],
    ],
  ]);
});

async function lostRows(asked: ReportQuestion) {
  const rows = await report((tx) => readRefundImpact(tx, asked));
  return rows.filter(({ of }) => of === "dispute");
}

/** What the other reports say of the same refunds and disputes, each from the ledger by its own way. */
async function expectTies(asked: ReportQuestion): Promise<void> {
  const all = await report((tx) => readRefundImpact(tx, asked));
  const sum = (column: "money" | "deferred" | "reversed" | "lost", of?: string) =>
    all.reduce((total, one) => (of && one.of !== of ? total : total + one[column]), 0n);
  const [money] = await report((tx) => readMoney(tx, asked));
  const [revenue] = await report((tx) => readRevenue(tx, asked));
  const [deferred] = await report((tx) => readDeferred(tx, asked));
  expect(money?.refunded).toBe(sum("money", "refund"));
  expect([revenue?.refunds, revenue?.disputeLosses]).toEqual([sum("reversed"), sum("lost")]);
  expect([deferred?.refunds, deferred?.disputes]).toEqual([
    ...[sum("deferred", "refund"), sum("deferred", "dispute")],
  ]);
}
