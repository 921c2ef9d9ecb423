import { beforeAll, describe, expect, test } from "vitest";
import { scopes } from "@/auth/roles";
import { grantsFile, ledgerFile } from "@/billing/reports/ledger-files";
import { type Cell, type Table, toCsv } from "@/lib/csv";
import type { GrantId } from "@/lib/ids";
import { createCallerFactory } from "@/trpc/init";
import { appRouter } from "@/trpc/root";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";
import { shareOf } from "../runs";
import { readRaw } from "./raw";

/** From the last place where it is still yesterday to the first where it is tomorrow, odd minutes and all. */
const zones = [
  "Pacific/Niue",
  "Pacific/Pago_Pago",
  "America/St_Johns",
  "America/New_York",
  "UTC",
  "Europe/Berlin",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Kiritimati",
];

/** Days on which clocks go forward or back somewhere above, one to each side of them. */
const turns = ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01"];

const hour = 3_600_000;

describe.each(shareOf(zones, { part: 0, of: 3 }))("%s", (timezone) => {
  let customer: Customer;

  beforeAll(async () => {
    customer = await livedIn(timezone);
  });

  test("every entry of the ledger is on its local day, on the page as in the file", async () => {
    const portal = portalOf(customer.id, {}, books());
    const { entries } = await portal.ledger({ limit: 200 });
    const days = [...new Set(entries.map(({ at }) => localDay(at, timezone)))];
    expect(days.length).toBeGreaterThan(10);
    for (const day of days) {
      const wanted = entries.filter(({ at }) => localDay(at, timezone) === day);
      const shown = await portal.ledger({ from: day, to: day, limit: 200 });
      expect(shown.entries).toEqual(wanted);
      const question = { kind: null, grantId: null, from: day, to: day };
      const file = await ledgerFile(books(), customer.id, question);
      expect(await cellsOf(file, "entry", "credits", "balance_after")).toEqual(
        wanted.map(({ version, change, balance }) => [version, change, balance]),
      );
      // The file tells each entry's time as a clock there showed it.
      const told = await cellsOf(
        await ledgerFile(books(), customer.id, question),
        "occurred_local",
      );
      for (const [local] of told) expect(String(local).slice(0, 10)).toBe(day);
    }
    const all = await ledgerFile(books(), customer.id, noFilter);
    expect(await cellsOf(all, "entry")).toEqual(entries.map(({ version }) => [version]));
    expect((await textOf(all)).split("\r\n")).toContain(`# time zone,${timezone}`);
  });

  test("grants on the page, in the file and by the service are the same", async () => {
    const page = await portalOf(customer.id, {}, books()).grants({
      finished: { before: null, limit: 200 },
    });
    const rows = [...page.grants, ...(page.finished?.grants ?? [])];
    const file = await grantsFile(books(), customer.id);
    expect(await cellsOf(file, "grant_id", "granted", "used", "left", "expired")).toEqual(
      rows.map(({ id, granted, used, left, expired }) => [id, granted, used, left, expired]),
    );
    const balance = await service().credits.balance({ account: customer.externalId });
    expect(
      balance.grants.map(({ id, granted, remaining, held }) => [id, granted, remaining, held]),
    ).toEqual(
      page.grants.map(({ id, granted, left, held }) => [id as GrantId, granted, left, held]),
    );
    expect([balance.available, balance.held]).toEqual([
      page.available,
      page.held + page.heldBeyond,
    ]);
  });

  test("every invoice is on its local day, and the service lists the same", async () => {
    const portal = portalOf(customer.id, {}, books());
    const { items, totals } = await portal.invoices.list({ limit: 100 });
    expect(items.length).toBeGreaterThan(5);
    for (const { date } of items) {
      const day = localDay(date, timezone);
      const wanted = items.filter((one) => localDay(one.date, timezone) === day);
      expect((await portal.invoices.list({ from: day, to: day })).items).toEqual(wanted);
    }
    const told = await service().invoices.list({ account: customer.externalId, limit: 100 });
    expect(told.items.map(({ id, number, total }) => [id, number, total])).toEqual(
      items.map(({ id, number, total }) => [id, number, total]),
    );
    const overdue = items.filter(({ status }) => status === "overdue");
    expect(totals[0]?.overdue.minor).toBe(overdue.reduce((sum, { due }) => sum + due.minor, 0n));
  });

  test("the overview's use is the service's for the same hours, as for the same stretch before", async () => {
    const raw = await readRaw(books(), customer.id);
    // A moment later: what happens this second is not over.
    for (const at of [
      new Date(raw.now.getTime() + 1_000),
      new Date(raw.now.getTime() + 5 * hour),
    ]) {
      await setClock(at);
      const portal = portalOf(customer.id, {}, books());
      const { period, used } = await portal.overview.usage();
      const range = { account: customer.externalId, from: period.start, to: at };
      const told = await service().usage.summary({ ...range, by: "day" });
      expect(used).toBe(told.total.credits);
      const table = await portal.usage.table();
      const days = table.days.filter(({ events }) => events > 0n);
      expect(days.map(({ day, credits }) => [day, credits])).toEqual(
        told.rows.map(({ key, credits }) => [key, credits]),
      );
    }
  });
});

const noFilter = { kind: null, grantId: null, from: null, to: null };

/** Ten months with use just before and just after local midnight of every day clocks turn on, somewhere. */
async function livedIn(timezone: string): Promise<Customer> {
  await openBooks("2026-02-01T05:30:00Z");
  const customer = await Customer.open({ timezone });
  await customer.pay((await customer.start("pro")).invoiceId);
  await customer.grant(5_000n, { category: "goodwill" });
  for (const [index, day] of turns.entries()) {
    const midnight = Date.parse(`${day}T00:00:00Z`);
    for (const hours of [-15, -11, -2, 0.5, 1.5, 2.75, 10, 14]) {
      await advance(new Date(midnight + hours * hour));
      await customer.consume(BigInt(10 + index));
    }
  }
  await customer.hold(7n, "2027-01-01T00:00:00Z");
  return customer;
}

function service() {
  const actor = {
    kind: "key" as const,
    prefix: "tb_test_matrix",
    name: "Matrix",
    scopes: [...scopes],
  };
  return createCallerFactory(appRouter)({ db: books(), actor, requestId: "test" }).service;
}

/** The date on a wall clock of the zone, by the platform's own calendar and none of our code. */
function localDay(at: Date, timeZone: string): string {
  const shape = { timeZone, year: "numeric", month: "2-digit", day: "2-digit" } as const;
  return new Intl.DateTimeFormat("en-CA", shape).format(at);
}

/** Some columns of a file, row by row. */
async function cellsOf({ columns, batches }: Table, ...names: string[]): Promise<Cell[][]> {
  const rows: Cell[][] = [];
  for await (const batch of batches) {
    for (const row of batch) rows.push(names.map((name) => row[columns.indexOf(name)] ?? null));
  }
  return rows;
}

async function textOf(table: Table): Promise<string> {
  let text = "";
  for await (const part of toCsv(table)) text += part;
  return text;
}
