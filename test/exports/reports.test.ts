import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import type { ExportKindName } from "@/exports/registry";
import { decimalOf } from "@/lib/money";
import { advance, books, Customer, openBooks } from "../books";
import { liveThroughEverything } from "../tampering";
import { ask, read, someStaff, textOf, writeAll } from "./ground";

let sam: Awaited<ReturnType<typeof someStaff>>;

beforeAll(async () => {
  await openBooks("2026-01-01T00:00:00Z");
  sam = await someStaff("finance");
  const customer = await Customer.open({ timezone: "Europe/Berlin" });
  await (await Customer.open({ currency: "jpy" })).start("pro").catch(() => {});
  await liveThroughEverything(customer);
  await advance("2026-06-03T00:00:00Z");
  // The page shows what was known two minutes ago.
  await advance("2026-06-03T01:00:00Z");
});

const months = { from: "2026-01", to: "2026-05" };

async function fileOf(kind: ExportKindName, filters: Record<string, string> = {}) {
  const { id } = await ask(sam, { kind, filters, timezone: "UTC" });
  await writeAll(books(), 50);
  return read(await textOf(id));
}

const money = (minor: unknown, currency: unknown) =>
  decimalOf({ minor: minor as bigint, currency: currency as string });
const text = (value: unknown) => (value === null ? "" : String(value));

/** A row on screen as the file has it: what counts credits as it is, everything else that counts as money. */
function asInFile(
  { currency, ...row }: Record<string, unknown>,
  { columns, plain }: { columns: string[]; plain: readonly string[] },
): Record<string, string> {
  const camel = (column: string) => column.replaceAll(/_(\w)/g, (_, one) => one.toUpperCase());
  const cell = (column: string) => {
    if (column === "currency") return text(currency);
    const value = row[column === "per_1000_credits" ? "perThousand" : camel(column)];
    if (typeof value !== "bigint" || plain.includes(column)) return text(value);
    return money(value, column === "asset" ? row.asset : (currency ?? row.asset));
  };
  return Object.fromEntries(columns.map((column) => [column, cell(column)]));
}

type Matrix = Extract<keyof typeof sam.caller.reports, "money" | "credits" | "revenue">;
const dimensions = { money: "plan,segment", credits: "plan,category", revenue: "plan,pack" };

test.each(["money", "credits", "revenue"] as const satisfies Matrix[])(
  "the file of the report of %s has the rows on screen, told apart as there",
  async (report) => {
    for (const by of ["", dimensions[report]]) {
      const told = by === "" ? [] : (by.split(",") as "plan"[]);
      const { rows } = await sam.caller.reports[report]({ ...months, by: told });
      const file = await fileOf(`report_${report}`, { ...months, ...(by && { by }) });
      const plain = report === "credits" ? file.columns : [];
      expect(rows.length).toBeGreaterThan(1);
      expect(file.rows).toEqual(rows.map((row) => asInFile(row, { ...file, plain })));
      expect(file.head.get("time zone")).toBe("UTC");
      expect(file.head.get("filter from")).toBe("2026-01");
      expect(file.head.get("asked at")).toMatch(/^2026-06-03T01:/);
    }
  },
);

test("files of what follows month upon month, and of what 1,000 credits brought, have the rows on screen", async () => {
  const deferred = (await sam.caller.reports.deferred(months)).rows;
  const mrr = (await sam.caller.reports.mrr(months)).rows;
  const units = (await sam.caller.reports.unitEconomics(months)).rows;
  expect(Math.min(deferred.length, mrr.length, units.length)).toBeGreaterThan(1);
  for (const [kind, rows, plain] of [
    ["report_deferred", deferred, []],
    ["report_mrr", mrr, ["accounts"]],
    ["report_units", units, ["credits"]],
  ] as const) {
    const file = await fileOf(kind, months);
    expect([kind, file.rows]).toEqual([kind, rows.map((row) => asInFile(row, { ...file, plain }))]);
  }
});

test("files of what stands at a month's end have the rows on screen, and the ledger's adds up to nothing", async () => {
  const { reports } = sam.caller;
  const through = "2026-05";
  const { documents, owed } = (await reports.receivables({ through })).rows;
  const ages = (await reports.creditAges({ through })).rows;
  const ledger = (await reports.trialBalance({ through })).rows;
  const open = await fileOf("report_owed", { to: through });
  expect(open.rows.map((row) => [row.invoice_id, row.open])).toEqual(
    documents.map(({ invoiceId, minor, currency }) => [invoiceId, money(minor, currency)]),
  );
  const byAge = await fileOf("report_owed_by_age", { to: through });
  expect(byAge.rows).toEqual(owed.map((row) => asInFile(row, { ...byAge, plain: [] })));
  const aged = await fileOf("report_ages", { to: through });
  expect(aged.rows).toEqual(ages.map((row) => asInFile(row, { ...aged, plain: aged.columns })));
  const file = await fileOf("report_ledger", { to: through });
  expect(file.rows.map(({ asset, kind, closing }) => [asset, kind, closing])).toEqual(
    ledger.map(({ asset, kind, closing }) => [
      ...[asset, kind],
      asset === "credit" ? String(closing) : money(closing, asset),
    ]),
  );
  const cents = file.rows
    .filter(({ asset }) => asset === "usd")
    .reduce((sum, { closing = "" }) => sum + BigInt(closing.replace(".", "")), 0n);
  expect(cents).toBe(0n);
});

test("a report's file is as of the day it says, whatever was booked since", async () => {
  const then = await fileOf("report_money", { ...months, known: "2026-03-10" });
  const now = await fileOf("report_money", months);
  const known = new Date("2026-03-10T23:59:59Z");
  const { rows } = await sam.caller.reports.money({ ...months, asOf: { known } });
  expect(then.rows).toEqual(rows.map((row) => asInFile(row, { ...then, plain: [] })));
  expect(then.rows).not.toEqual(now.rows);
});

test("a report's file is of what is booked up to an instant, in the zone it is asked in, and says so", async () => {
  const wanted = { ...months, booked: "2026-02-10T12:30:00", known: "2026-04-30T00:00+02:00" };
  const at = new Date("2026-02-10T12:30:00Z");
  const known = new Date("2026-04-29T22:00:00Z");
  for (const report of ["money", "credits", "deferred"] as const) {
    const { rows } = await sam.caller.reports[report]({ ...months, asOf: { at, known } });
    const file = await fileOf(`report_${report}`, wanted);
    const plain = report === "credits" ? file.columns : [];
    expect(file.rows).toEqual(rows.map((row) => asInFile(row, { ...file, plain })));
    expect(file.head.get("booked up to")).toBe("2026-02-10T12:30:00+00:00");
    expect(file.head.get("as known at")).toBe("2026-04-29T22:00:00+00:00");
    const { rows: all } = await sam.caller.reports[report]({ ...months, asOf: { known } });
    expect(rows).not.toEqual(all);
  }
  const { id } = await ask(sam, {
    ...{ kind: "report_money", timezone: "America/New_York" },
    filters: { ...months, booked: "2026-02-10" },
  });
  await writeAll(books(), 50);
  const file = read(await textOf(id));
  expect(file.head.get("booked up to")).toBe("2026-02-10T23:59:59-05:00");
  expect(file.head.get("as known at")).toBe(file.head.get("asked at"));
});

test("months the wrong way round, too many, or a filter there is not are refused before anything is written", async () => {
  const wrong: Record<string, string>[] = [
    ...[{ from: "2026-02-01" }, { to: "2026-13" }, { category: "promo" }, { booked: "2026-02-30" }],
    ...[
      { from: "2026-03", to: "2026-01" },
      { from: "2020-01", to: "2026-01" },
    ],
  ];
  for (const filters of wrong) {
    const refused = ask(sam, { kind: "report_money", filters });
    await expect(refused).rejects.toMatchObject({ cause: { code: "invalid_input" } });
  }
});

test("the file of differences has those of the list, each with its id, and only those asked for", async () => {
  await twoDifferences();
  const { differences } = await sam.caller.reconciliation.differences({ status: "open" });
  const file = await fileOf("differences", { status: "open" });
  const shown = differences.map(({ id, class: of, cause, money: sum }) => [
    ...[id, of, cause],
    sum ? money(sum.minor, sum.currency) : "",
  ]);
  const listed = file.rows.map((row) => [row.difference_id, row.class, row.cause, row.amount]);
  expect(listed.sort()).toEqual(shown.sort());
  expect(file.rows.map(({ amount }) => amount).sort()).toEqual(["-12.50", "-25.00"]);
  expect((await fileOf("differences", { status: "open", class: "timing" })).rows).toEqual([]);
  expect((await fileOf("differences", { status: "resolved" })).rows).toEqual([]);
});

/** Two charges of $12.50 and $25.00 that a run did not find at the processor. */
async function twoDifferences(): Promise<void> {
  const run = randomUUID();
  await sql`insert into reconciliation_runs (id, source, day, number, asked_by, since, until, step, totals, started_at,
      moved_at, ended_at)
    values (${run}, 'stripe', app_now()::date, 0, 'staff:test', app_now(), app_now(), 'done', '{}', app_now(), app_now(),
      app_now())`.execute(books());
  for (const minor of [-1_250, -2_500]) {
    await sql`insert into reconciliation_differences (id, source, subject, class, cause, currency, amount_minor, facts,
        occurred_at, found_at, status, first_run_id, last_run_id)
      values (${randomUUID()}, 'stripe', ${`charge:${minor}`}, 'missing_at_stripe', 'unknown_there', 'usd', ${minor}, '{}',
        app_now() - interval '1 day', app_now(), 'open', ${run}, ${run})`.execute(books());
  }
}
