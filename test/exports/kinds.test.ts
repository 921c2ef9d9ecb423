import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { exportKindNames } from "@/exports/registry";
import { dayOf } from "@/lib/time";
import { exportKindNames as onScreen } from "@/ui/exports/data";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { chanceFrom } from "../chance";
import { runs, seed } from "../runs";
import { liveThroughEverything } from "../tampering";
import { ask, read, someStaff, textOf, writeAll } from "./ground";

let sam: Awaited<ReturnType<typeof someStaff>>;
let customer: Customer;
let other: Customer;

beforeAll(async () => {
  await openBooks("2026-01-01T00:00:00Z");
  sam = await someStaff();
  customer = await Customer.open({ timezone: "Europe/Berlin" });
  other = await Customer.open({ currency: "jpy" });
  await other.grant(500n);
  await liveThroughEverything(customer);
  // Use on both sides of midnights that clocks change in, and of midnights far east and west.
  for (const at of days) {
    await advance(at);
    await customer.grant(5n);
    await customer.consume(2n);
    await other.consume(1n);
  }
  await advance("2026-11-03T00:00:00Z");
});

const days = [
  ...["2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z"],
  ...["2026-03-29T22:00:00Z", "2026-03-29T10:00:00Z", "2026-03-29T11:00:00Z"],
  ...[
    "2026-10-25T00:30:00Z",
    "2026-10-25T01:30:00Z",
    "2026-10-25T22:59:59Z",
    "2026-10-25T23:00:00Z",
  ],
].sort();

const zones = [
  ...["Pacific/Pago_Pago", "America/New_York", "UTC", "Europe/Berlin", "Asia/Kathmandu"],
  ...["Australia/Lord_Howe", "Pacific/Kiritimati"],
];

/** What a zone calls the days a kind's rows are on, straight from the table and by no query of the file's. */
const rowsOf = {
  use: sql`select id, account_id, occurred_at as at from consumptions`,
  grants: sql`select id, account_id, issued_at as at from grants`,
  transfers: sql`select t.account_version || ' ' || t.position as id, t.account_id, x.booked_at as at from transfers t
    join ledger_transactions x on x.account_id = t.account_id and x.account_version = t.account_version`,
  documents: sql`select id, account_id, issued_at as at from invoices`,
} as const;
const idOf = {
  use: (row: Record<string, string>) => row.consumption_id,
  grants: (row: Record<string, string>) => row.grant_id,
  transfers: (row: Record<string, string>) => `${row.version} ${row.position}`,
  documents: (row: Record<string, string>) => row.document_id,
} as const;

test("in every zone, on days that clocks change too, a file has the rows of its days and account", async () => {
  const chance = chanceFrom(seed());
  const pick = <T>(all: readonly T[]): T => all[Math.floor(chance() * all.length)] as T;
  for (let run = 0; run < runs(6, 100); run += 1) {
    const kind = pick(Object.keys(rowsOf) as (keyof typeof rowsOf)[]);
    const timezone = pick(zones);
    const [from = "", to = ""] = [pick(days), pick(days)]
      .map((at) => dayOf(new Date(at), timezone))
      .sort();
    const of = pick([customer, other, null]);
    const filters = { from, to, ...(of && { account: of.id }) };
    const { id } = await ask(sam, { kind, filters, timezone });
    await writeAll(books(), 7);
    const file = read(await textOf(id));
    const { rows } = await sql<{
      id: string;
      account_id: string;
      at: Date | null;
    }>`${rowsOf[kind]}`.execute(books());
    const meant = rows.filter(({ at, account_id }) => {
      const day = at && dayOf(at, timezone);
      return day && from <= day && day <= to && (!of || account_id === of.id);
    });
    expect([kind, timezone, from, to, file.rows.map(idOf[kind]).sort()]).toEqual([
      ...[kind, timezone, from, to, meant.map((one) => one.id).sort()],
    ]);
  }
});

test("every kind can be asked for on the page", () => {
  expect([...onScreen].sort()).toEqual([...exportKindNames].sort());
});

test("every kind can be written, and has as many rows as were counted before", async () => {
  const asked = [];
  for (const kind of exportKindNames) {
    const { rows } = await sam.caller.exports.count({ kind, filters: {}, timezone: "UTC" });
    asked.push({ rows, kind, id: (await ask(sam, { kind })).id });
    if (kind !== "customers" && !kind.startsWith("report_"))
      await ask(sam, { kind, filters: { account: customer.externalId } });
    await writeAll(books(), 50);
  }
  for (const { id, kind, rows } of asked) {
    const file = read(await textOf(id));
    // To ask for a file is an act itself: for the one of the log, and for the one after it at the same instant.
    const all = rows + (kind === "audit_log" ? 2 : 0);
    expect([kind, file.rows.length, file.promised]).toEqual([kind, all, String(all)]);
    expect(new Set(file.rows.map((row) => Object.keys(row).length))).toEqual(
      new Set(rows > 0 ? [file.columns.length] : []),
    );
  }
  // Amounts are decimals in the currency's own minor unit, and add up to what the ledger holds.
  const transfers = asked.find(({ kind }) => kind === "transfers");
  const usd = read(await textOf(transfers?.id ?? "")).rows.filter((row) => row.asset === "usd");
  const cents = usd.reduce((sum, { amount = "" }) => sum + BigInt(amount.replace(".", "")), 0n);
  const { rows } = await sql<{ sum: bigint }>`
    select sum(amount)::int8 as sum from transfers where asset = 'usd'`.execute(books());
  expect(usd.every(({ amount = "" }) => /^\d+\.\d\d$/.test(amount))).toBe(true);
  expect(cents).toBe(rows[0]?.sum);
});

const hostile = [
  ...[
    '=HYPERLINK("https://evil.example")',
    "+1",
    "-5.00",
    "@SUM(A1)",
    "＝1",
    "−1",
    "  =1",
    "'twas",
  ],
  ...['say "so"; twice', "a,b", "مرحبا", "漢字 🎉", "x".repeat(200)],
];

test("names that are formulas come back as written, and no cell of text begins as one", async () => {
  await setClock("2026-11-04T00:00:00Z");
  const names = new Map<string, string>();
  for (const name of hostile) {
    const one = await Customer.open();
    await sql`update accounts set name = ${name} where id = ${one.id}`.execute(books());
    names.set(one.id, name);
  }
  const { id } = await ask(sam, { kind: "customers" });
  await writeAll(books(), 4);
  const text = await textOf(id);
  const found = new Map(read(text).rows.map((row) => [row.account_id, row.name]));
  for (const [account, name] of names) expect(found.get(account)).toBe(name);
  // As a spreadsheet finds them: behind a comma, a line's end or an opening quote.
  expect(text).not.toMatch(/(^|[,\n])"?[\s]*[=+@＝−]/);
  for (const one of names.keys()) expect(found.has(one)).toBe(true);
});
