import { beforeEach, expect, test } from "vitest";
import { grantsFile, ledgerFile } from "@/billing/reports/ledger-files";
import type { LedgerQuestion } from "@/billing/reports/read-ledger";
import { type Cell, type Table, toCsv } from "@/lib/csv";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";
import { liveThroughEverything } from "../tampering";

beforeEach(async () => {
  await openBooks("2026-01-01T00:00:00Z");
});

const everything: LedgerQuestion = { kind: null, grantId: null, from: null, to: null };

test.each(["Pacific/Pago_Pago", "Europe/Berlin", "Pacific/Kiritimati"])(
  "a file holds the rows of the page, to the last one: %s",
  async (timezone) => {
    const customer = await Customer.open({ timezone });
    await liveThroughEverything(customer);
    const { grantId } = await customer.grant(90n, { expiresAt: new Date("2026-03-02T00:00:00Z") });
    await customer.consume(7n);
    await setClock("2026-03-02T00:30:00Z"); // over, and not posted yet
    const questions: LedgerQuestion[] = [
      everything,
      { ...everything, kind: "consume" },
      { ...everything, kind: "expire" },
      { ...everything, grantId },
      { ...everything, from: "2026-02-01", to: "2026-02-28" },
    ];
    for (const question of questions) {
      const page = await portalOf(customer.id, {}, books()).ledger({
        ...(question as Parameters<ReturnType<typeof portalOf>["ledger"]>[0]),
        limit: 200,
      });
      const rows = await rowsOf(await ledgerFile(books(), customer.id, question, 2));
      expect(rows.map((row) => [row.entry, row.kind, row.credits, row.balance_after])).toEqual(
        page.entries.map(({ version, kind, change, balance }) => [version, kind, change, balance]),
      );
      expect(rows.every(({ occurred_local: local }) => /[+-]\d\d:\d\d$/.test(String(local)))).toBe(
        true,
      );
    }
  },
);

test("the file of grants is all of them, those that pay first at its head", async () => {
  const customer = await Customer.open();
  await liveThroughEverything(customer);
  await advance("2026-03-01T03:00:00Z");
  const { grants, finished } = await portalOf(customer.id, {}, books()).grants({ finished: {} });
  const rows = await rowsOf(await grantsFile(books(), customer.id, 1));
  expect(rows.map((row) => [row.grant_id, row.used, row.left])).toEqual(
    [...grants, ...(finished?.grants ?? [])].map(({ id, used, left }) => [id, used, left]),
  );
});

test("a file says whose it is, of which days and filters; figures stay figures", async () => {
  const customer = await Customer.open({ timezone: "Europe/Berlin" });
  await customer.grant(100n);
  await customer.consume(30n);
  const question = { ...everything, from: "2026-01-01", to: "2026-01-31" };
  const parts = [];
  for await (const part of toCsv(await ledgerFile(books(), customer.id, question)))
    parts.push(part);
  const lines = parts.join("").split("\r\n");
  expect(lines.slice(0, 6)).toEqual([
    `# account,${customer.externalId}`,
    "# time zone,Europe/Berlin",
    "# as of,2026-01-01T00:00:00.000Z",
    "# from local day,2026-01-01",
    "# to local day (included),2026-01-31",
    "# balance_after is,on all grants",
  ]);
  expect(lines[7]).toMatch(
    /^2,2026-01-01T00:00:00.000Z,2026-01-01T01:00:00\+01:00,consume,,Usage,-30,70,0,0,/,
  );
});

async function rowsOf({ columns, batches }: Table): Promise<Record<string, Cell>[]> {
  const rows: Record<string, Cell>[] = [];
  for await (const batch of batches) {
    for (const cells of batch) {
      rows.push(Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null])));
    }
  }
  return rows;
}
