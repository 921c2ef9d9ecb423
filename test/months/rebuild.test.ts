import { spawnSync } from "node:child_process";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { addCheckpoints } from "@/billing/ledger/add-checkpoints";
import { addNextSums } from "@/billing/reports/finance/rollup-queries";
import { inTransaction } from "@/db/transaction";
import { advance, Customer, inBooks, openBooks } from "../books";
import { copyOf } from "../database-copies";
import { dropGuards, liveThroughEverything } from "../tampering";

let beginning: string;

beforeAll(async () => {
  const db = await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await liveThroughEverything(customer);
  await advance("2026-03-02T00:00:00Z");
  await inTransaction(db, async (tx) => {
    await addCheckpoints(tx, { every: 5 });
    const through = new Date("2026-03-02T00:00:00Z");
    await addNextSums(tx, { through, timezone: "UTC", accounts: 10, versions: 1_000 });
  });
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
  beginning = rows[0]?.name ?? "";
  // A copy is made of what nobody is connected to.
  await db.destroy();
  await openBooks("2026-01-01T00:00:00Z");
}, 60_000);

/** Runs the command on a copy of the books that somebody altered. */
async function rebuilt(alter: string | null, ...args: string[]) {
  const url = new URL(process.env.DATABASE_URL ?? "");
  url.pathname = `/${beginning}`;
  const copy = await copyOf(url.href);
  return await inBooks(copy, async () => {
    if (alter !== null) {
      await dropGuards(copy.db);
      await sql.raw(alter).execute(copy.db);
    }
    const run = () =>
      spawnSync(process.execPath, ["--import", "tsx", "src/jobs/rebuild-command.ts", ...args], {
        env: { ...process.env, DATABASE_URL: copy.url, HOUSE_TIMEZONE: "UTC" },
        encoding: "utf8",
      });
    return { ...run(), again: args.length > 0 ? run().stdout : "", copy };
  });
}

test("what was left alone is what it is made from", async () => {
  const { status, stdout } = await rebuilt(null);
  expect([status, stdout]).toEqual([0, "Every figure is what it is made from.\n"]);
});

test("figures the owner altered are each named, none is written unless asked to, and then all are right", async () => {
  const alter = `
    update balances set balance = balance + 7 where ledger_account_id in
      (select id from ledger_accounts where kind = 'consumed');
    update usage_by_day set credits = credits + 1;
    update overage_usage set accrued_minor = accrued_minor + 3 where credits > 0;
    update line_earnings set recognized_minor = recognized_minor - 1 where recognized_minor > 0;
    update line_earnings set returned_minor = returned_minor + 1 where net_minor > recognized_minor + returned_minor;
    update ledger_checkpoints set credits = credits + 1 where account_version = 5;
    update month_rollups set amount = amount + 1;
    update day_rollups set amount = amount + 1;`;
  const told = await rebuilt(alter);
  expect(told.status).toBe(1);
  for (const table of [
    "balances",
    "usage_by_day",
    "overage_usage",
    "line_earnings",
    "ledger_checkpoints",
    "month_rollups",
    "day_rollups",
  ]) {
    expect(told.stdout).toContain(`WRONG  ${table}\n`);
  }
  expect(told.stdout).toMatch(/recognized of line .*: kept/);
  expect(told.stdout).toMatch(/returned of line .*: kept/);
  const written = await rebuilt(alter, "--write");
  expect([written.status, written.stdout.split("\n").at(-2)]).toEqual([
    0,
    "Every figure is what it is made from.",
  ]);
  expect(written.again).toBe("Every figure is what it is made from.\n");
});
