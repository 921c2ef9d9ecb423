import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { fromText } from "@/billing/months/figures-text";
import { listSnapshots } from "@/billing/months/queries";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks } from "../books";
import { testCatalog } from "../catalog";
import { ask, read, someStaff, textOf, writeAll } from "../exports/ground";
import { buyPack } from "../packs";
import { closeMonth } from "./closing";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

/** A file of January as the worker writes it. */
async function fileOf(kind: "journal" | "journal_by_day") {
  const { id } = await ask(await someStaff("finance"), {
    kind,
    filters: { from: "2026-01-01", to: "2026-01-31" },
  });
  await writeAll();
  return read(await textOf(id));
}

const minor = (text = "") => BigInt(text.replace(".", "") || "0");

/** Debits less credits by what a row is told apart by. */
function netBy(
  rows: readonly Record<string, string>[],
  keyOf: (row: Record<string, string>) => string,
) {
  const net: Record<string, bigint> = {};
  for (const row of rows) {
    net[keyOf(row)] = (net[keyOf(row)] ?? 0n) + minor(row.debit) - minor(row.credit);
  }
  return net;
}

/** January: a plan, overage, a pack that is used, in dollars; a plan in yen. */
async function january() {
  const [one, two] = [await Customer.open(), await Customer.open({ currency: "jpy" })];
  await one.pay((await one.start("pro")).invoiceId);
  await two.start("ten");
  await one.consume(20_500n);
  await advance("2026-01-10T00:00:00Z");
  await one.pay((await buyPack(one, { pack: "pack_10000" })).invoiceId);
  await one.consume(2_500n);
  await advance("2026-02-01T01:00:00Z");
  await one.consume(100n);
  return { one, two };
}

test("debits equal credits in every currency and every ledger transaction, and come to the month's trial balance", async () => {
  await january();
  await closeMonth("2026-01");
  const { rows, promised, columns } = await fileOf("journal");
  expect(columns).toEqual(
    "date,ledger_transaction,customer,account,code,name,debit,credit,currency,reference,event,occurred_at".split(
      ",",
    ),
  );
  expect(rows.length).toBe(Number(promised));
  expect(netBy(rows, ({ currency = "" }) => currency)).toEqual({ usd: 0n, jpy: 0n });
  for (const net of Object.values(netBy(rows, (row) => row.ledger_transaction ?? "")))
    expect(net).toBe(0n);
  const [snapshot] = await listSnapshots(books(), "2026-01");
  const money = fromText(snapshot?.content ?? "").trialBalance.filter(
    ({ asset }) => asset !== "credit",
  );
  const closing = Object.fromEntries(
    money.map((line) => [`${line.kind} ${line.asset}`, BigInt(line.closing)]),
  );
  expect(netBy(rows, ({ account, currency }) => `${account} ${currency}`)).toEqual(closing);
  // $99.00 and $100.00 came in; 500 credits of overage at a cent; a month of ¥1,000.
  expect(closing).toMatchObject({
    "bank usd": 19_900n,
    "revenue.overage usd": -500n,
    "revenue.plan jpy": -1_000n,
  });
  const billed = rows.find((row) => row.account === "receivable" && row.debit === "99.00");
  expect(billed).toMatchObject({
    date: "2026-01-01",
    code: "1100",
    name: "Accounts receivable",
    reference: "INV-000001",
  });
  // The day ends at midnight, and counts in itself.
  const days = rows
    .filter((row) => row.account === "revenue.plan" && row.currency === "usd")
    .map(({ date }) => date);
  expect([days.length, days[0], days.at(-1)]).toEqual([31, "2026-01-01", "2026-01-31"]);
});

test("summed up by day it is the same", async () => {
  await january();
  const [all, days] = [await fileOf("journal"), await fileOf("journal_by_day")];
  const of = ({ date, code, currency }: Record<string, string>) => `${date} ${code} ${currency}`;
  expect(netBy(days.rows, of)).toEqual(netBy(all.rows, of));
  expect(days.rows.length).toBeLessThan(all.rows.length);
});

test("codes and names are the catalogue's, which may not give one code two names; no name becomes a formula", async () => {
  const journal = {
    accounts: {
      bank: { code: "1200-A", name: "=SUM(A1:A9)" },
      "revenue.plan": { code: "8400", name: "Sales" },
      "revenue.pack": { code: "8400", name: "Sales" },
    },
  } as const;
  const { customPack: _, ...rest } = testCatalog;
  await inTransaction(books(), (tx) =>
    applyCatalog(tx, { ...testCatalog, journal: defineCatalog({ ...rest, journal }).journal }),
  );
  await january();
  const { id } = await ask(await someStaff("finance"), { kind: "journal_by_day" });
  await writeAll();
  const text = await textOf(id);
  expect(text).toContain(`1200-A,"'=SUM(A1:A9)",`);
  expect(text).toContain("8400,Sales");
  expect(() =>
    defineCatalog({ ...rest, journal: { accounts: { bank: { code: "1100", name: "Bank" } } } }),
  ).toThrow("gives 1100 two names");
  expect(() =>
    defineCatalog({ ...rest, journal: { accounts: { bank: { code: "=1", name: "Bank" } } } }),
  ).toThrow("is up to 20 letters");
});

test("support may not ask for it, and credits are not money", async () => {
  const support = await someStaff("support");
  await expect(ask(support, { kind: "journal" })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await (await Customer.open()).grant(100n);
  expect((await fileOf("journal")).rows).toEqual([]);
  const { rows } = await sql<{ count: bigint }>`select count(*) as count from transfers`.execute(
    books(),
  );
  expect(rows).toEqual([{ count: 1n }]);
});
