import { sql } from "kysely";
import { expect, test } from "vitest";
import { findWrong } from "@/billing/rebuild";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { apply, told } from "../disputes/disputing";
import { paidPack } from "../refunds/refunding";
import { liveThroughEverything } from "../tampering";
import { said, toldOf } from "./rebuilding";

/** Of 1,400 credits in February 1,650 were used: 250 beyond them, for $2.50, counted at the end of the day. */
async function lived() {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await liveThroughEverything(customer);
  expect(await findWrong(books(), "UTC")).toEqual([]);
  return customer;
}

test("credits counted into money, what holds reach into, and what a line charged are made again", async () => {
  await lived();
  expect(
    await toldOf("update overage_usage set accrued_credits = 240 where credits = 250"),
  ).toEqual(["overage_usage: accrued credits of period …: kept 240, made again 250"]);
  expect(
    await toldOf(
      "update line_earnings set net_minor = 999 where net_minor = 1000 and recognized_minor = 1000",
    ),
  ).toContain("line_earnings: net of line …: kept 999, made again 1000");
  expect(
    await toldOf("update line_earnings set open = not open where recognized_minor = 1000"),
  ).toContain("line_earnings: whether line … still earns: kept true, made again false");
});

test("what was held beyond the grants is told, and left alone: a hold does not say which period it was carried to", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.pay((await customer.start("rolling")).invoiceId);
  // 1,000 are there: 30 of 1,030 are held beyond them.
  await customer.hold(1_030n, "2026-01-20T00:00:00Z");
  const alter = "update overage_usage set held_credits = 29";
  expect(await toldOf(alter, { stays: true })).toEqual([
    "overage_usage: held overage: kept 29, made again 30",
  ]);
  await sql`update overage_usage set held_credits = 30`.execute(books());
});

test("what costs nothing more was counted all the same, though nothing was posted for it", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.pay((await customer.start("scale")).invoiceId);
  // 0.8 ¢ each: two beyond 120,000 are 1.6 ¢, so 2 ¢; a third makes 2.4 ¢ of it, still 2 ¢.
  await customer.consume(120_002n);
  await advance("2026-01-02T00:00:00Z");
  await customer.consume(1n);
  await advance("2026-01-03T00:00:00Z");
  const { rows } =
    await sql`select accrued_credits::int4 as credits, accrued_minor::int4 as minor from overage_usage`.execute(
      books(),
    );
  expect(rows).toEqual([{ credits: 3, minor: 2 }]);
  expect(await findWrong(books(), "UTC")).toEqual([]);
  expect(await toldOf("update overage_usage set accrued_credits = 1")).toEqual([
    "overage_usage: accrued credits of period …: kept 1, made again 2",
  ]);
  // The last credit cost nothing, so what is made again is what was posted for.
  await sql`update overage_usage set accrued_credits = 3`.execute(books());
});

test("what a document charges and what was paid of it are made again from its lines and its transfers", async () => {
  const customer = await lived();
  await setClock("2026-03-02T00:00:00Z");
  const [, paid] = await customer.invoices();
  const which = `where id = '${paid?.id}'`;
  // $10.00 of February, and of January nothing beyond.
  expect(await toldOf(`update invoices set paid_minor = 900 ${which}`)).toEqual([
    expect.stringMatching(/^invoices: paid of invoice \S+: kept \{900,0\}, made again \{1000,0\}$/),
  ]);
  const total = `update invoices set total_minor = 1100, subtotal_minor = 1100 ${which}`;
  expect(await toldOf(total, { stays: true })).toEqual([
    expect.stringMatching(
      /^invoices: total and tax of invoice \S+: kept \{1100,0,1100\}, made again \{1000,0,1000\}$/,
    ),
  ]);
  await sql`update invoices set total_minor = 1000, subtotal_minor = 1000 where id = ${paid?.id}`.execute(
    books(),
  );
});

test("what left and came back for a dispute is made again from its movements, the last version from the ledger", async () => {
  const { customer } = await paidPack();
  await apply(await told(customer, "needs_response", {}, { out: -12_000n }));
  expect(await findWrong(books(), "UTC")).toEqual([]);
  expect(await toldOf("update disputes set withdrawn_minor = 11000")).toEqual([
    "disputes: money of dispute …: kept {11000,0}, made again {12000,0}",
  ]);
  const { rows } = await sql<{ version: bigint }>`
    update account_books set version = version + 1 where account_id = ${customer.id} returning version - 1 as version`.execute(
    books(),
  );
  const version = rows[0]?.version ?? 0n;
  expect((await findWrong(books(), "UTC")).map(said)).toEqual([
    `account_books: last version: kept ${version + 1n}, made again ${version}`,
  ]);
  await sql`update account_books set version = version - 1 where account_id = ${customer.id}`.execute(
    books(),
  );
});
