import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { addCheckpoints } from "@/billing/ledger/add-checkpoints";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { Customer, openBooks } from "./books";
import { findingsIn } from "./database";
import { dropGuards, liveThroughEverything } from "./tampering";

let db: Db;
let customer: Customer;

beforeAll(async () => {
  db = await openBooks("2026-01-01T00:00:00Z");
  customer = await Customer.open();
  await liveThroughEverything(customer);
  await inTransaction(db, (tx) => addCheckpoints(tx, { every: 5 }));
  await dropGuards(db);
});

test("books nobody touched are clean", async () => {
  expect(await findingsIn(db)).toEqual([]);
});

// Each is one row made wrong behind the guards' back, and the check that must see it.
const corruptions: [check: string, change: string][] = [
  ["balances equal their transfers", "update balances set balance = balance + 1 where sign = 1"],
  ["balances equal their transfers", "delete from transfers where account_version = 3"],
  [
    "every asset sums to zero within an account",
    "update balances set balance = balance + 7 where sign = 0 and balance <> 0",
  ],
  [
    "no balance is under its floor",
    "update balances set balance = -1, sign = 0 where ledger_account_id in (select id from grants limit 1)",
  ],
  [
    "versions count from 1 to the books' version, without gaps",
    "update ledger_transactions set account_version = 900 where account_version = 4",
  ],
  [
    "versions count from 1 to the books' version, without gaps",
    "update account_books set version = version + 1",
  ],
  [
    "each account's books end with its last ledger transaction",
    "update account_books set head_hash = decode(repeat('ab', 32), 'hex')",
  ],
  [
    "versions count from 1 to the books' version, without gaps",
    `delete from transfers t using account_books b where t.account_id = b.account_id and t.account_version = b.version;
     delete from ledger_transactions t using account_books b where t.account_id = b.account_id and t.account_version = b.version`,
  ],
  ["every account has books", "delete from account_books"],
  [
    "plan periods follow one another",
    "update plan_periods set ends_at = ends_at + interval '1 day' where cycle_index = 0",
  ],
  ["nothing falls due later than its time", "update account_books set due_at = '2027-01-01'"],
  ["nothing falls due later than its time", "update account_books set due_at = null"],
  ["nothing falls due later than its time", "update overage_usage set billed = false"],
  ["what earns has its next day", "update account_books set earns_at = null"],
  [
    "days that are over are recognized",
    "update line_earnings set basis = 'time'; update account_books set earns_at = '2027-01-01'",
  ],
  [
    "a key is used once",
    `insert into idempotency_keys
     select account_id, idempotency_key, 'x', request_hash, '{}', recorded_at from consumptions limit 1`,
  ],
  ["no column can hold a fraction or NaN", "alter table grants alter column amount type numeric"],
  [
    "every grant: given = remaining + held + consumed + expired + revoked + rolled out + debt repaid",
    "update grants set amount = amount + 1 where category = 'allowance'",
  ],
  [
    "a closed grant has nothing left and nothing held",
    `update grants g set closed_at = issued_at from balances b
     where b.ledger_account_id = g.id and b.balance > 0`,
  ],
  [
    "every consumption is burned and overage, and nothing else",
    "update consumptions set credits = credits + 1 where hold_id is null",
  ],
  [
    "every consumption is burned and overage, and nothing else",
    "update consumptions set burned_credits = '{}' where cardinality(burned_grants) > 1",
  ],
  [
    "consumptions add up to their ledger transaction's transfers, grant by grant",
    "update consumptions set burned_credits[1] = burned_credits[1] - 1, credits = credits - 1",
  ],
  [
    "consumptions add up to their ledger transaction's transfers, grant by grant",
    "update consumptions set overage = overage + 1, credits = credits + 1 where overage > 0",
  ],
  ["holds add up to what is held, each by itself", "update hold_grants set credits = credits + 1"],
  [
    "holds add up to what is held, each by itself",
    "update holds set status = 'released', closed_at = opened_at where status = 'open'",
  ],
  ["open holds are what is held", "update holds set credits = credits + 1 where status = 'open'"],
  [
    "a captured hold is its consumption and what it released",
    "update holds set released = released + 1 where status = 'captured'",
  ],
  ["usage by day is the consumptions of the day", "update usage_by_day set quantity = 0"],
  [
    "usage by day is the consumptions of the day",
    "update accounts set timezone = 'America/New_York'",
  ],
  [
    "overage is what consumptions say, held overage what open holds say",
    "update overage_usage set held_credits = 3",
  ],
  [
    "a period's allowance was granted where it says so, and only there",
    "update plan_periods set allowance_granted = false where state = 'open'",
  ],
  [
    "a period's allowance was granted where it says so, and only there",
    "update grants set plan_period_id = null where category = 'allowance'",
  ],
  ["an invoice's total is the sum of its lines", "update invoice_lines set amount_minor = 1"],
  [
    "every invoice line is what was posted for it",
    `update invoice_lines set amount_minor = amount_minor + 100 where kind = 'plan';
     update invoices set subtotal_minor = subtotal_minor + 100, total_minor = total_minor + 100`,
  ],
  ["every invoice line is what was posted for it", "update transfers set invoice_line_id = null"],
  [
    "receivable is what issued invoices still wait for",
    "update invoices set paid_minor = total_minor, status = 'paid' where status = 'issued'",
  ],
  [
    "overage accrued is what was posted for its period",
    "update overage_usage set accrued_minor = accrued_minor + 1",
  ],
  [
    "overage that was billed stands on a line of its own",
    "update overage_usage set invoice_line_id = null",
  ],
  [
    "a grant with paid value is of its line's period, and no line pays for more than it charged",
    "update grants set paid_minor = 1001 where paid_minor = 1000",
  ],
  [
    "a paid line names its plan period or its pack",
    "update invoice_lines set kind = 'pack' where kind = 'plan'",
  ],
  [
    "document numbers have no gaps and no later number an earlier date",
    "update invoices set number = 'INV-000009' where number = 'INV-000002'",
  ],
  [
    "document numbers have no gaps and no later number an earlier date",
    "update invoices set issued_at = '2027-01-01' where number = 'INV-000001'",
  ],
  [
    "every checkpoint is the transfers it sums, and follows the one before it",
    "update ledger_checkpoints set credits = credits + 1 where account_version = 10",
  ],
  [
    "every checkpoint is the transfers it sums, and follows the one before it",
    "update ledger_checkpoints set kinds = array_remove(kinds, 'expire') where 'expire' = any(kinds)",
  ],
  [
    "every checkpoint is the transfers it sums, and follows the one before it",
    "delete from ledger_checkpoints where account_version = 5",
  ],
  [
    "every checkpoint is the transfers it sums, and follows the one before it",
    "update ledger_checkpoints set last_at = last_at - interval '1 s' where account_version = 10",
  ],
  ["every hash chain verifies", "update ledger_transactions set reason = 'x' where kind = 'grant'"],
  [
    "every hash chain verifies",
    "update ledger_transactions set recorded_at = recorded_at - interval '1 ms' where account_version = 4",
  ],
  ["every hash chain verifies", "update transfers set amount = amount + 1 where position = 0"],
  ["every hash chain verifies", `update consumptions set metadata = '{"a": 1}'`],
  [
    "every hash chain verifies",
    "update consumptions set occurred_at = occurred_at + interval '1 s'",
  ],
];

test.each(corruptions)("%s: seen after %s", async (check, change) => {
  const findings = await auditAfter(change);
  expect(findings.map((one) => one.check)).toContain(check);
});

test("the hash chain names the first ledger transaction that was touched", async () => {
  const [version] = await versionsOf("hold");
  const findings = await auditAfter(
    `update ledger_transactions set actor = 'staff:someone' where kind in ('hold', 'revoke')`,
  );
  expect(findings).toEqual([
    {
      check: "every hash chain verifies",
      accountId: customer.id,
      detail: `version ${version} is not what was recorded`,
    },
  ]);
});

test("rows moved to another version break the chain", async () => {
  const findings = await auditAfter("update consumptions set account_version = 1");
  expect(findings.map((one) => one.check)).toContain("every hash chain verifies");
});

test("checkpoints that disagree with balances are not written", async () => {
  const written = db.transaction().execute(async (tx) => {
    await sql`delete from ledger_checkpoints`.execute(tx);
    await sql`update balances set balance = balance + 1
      where ledger_account_id in (select id from grants where closed_at is null)`.execute(tx);
    await addCheckpoints(tx, { every: 5 });
  });
  await expect(written).rejects.toThrow("agree with its balances");
});

async function versionsOf(kind: string): Promise<bigint[]> {
  const rows = await db
    .selectFrom("ledger_transactions")
    .where("kind", "=", kind)
    .orderBy("account_version")
    .select("account_version")
    .execute();
  return rows.map((row) => row.account_version);
}

class Undone extends Error {}

/** What the audit finds after a change; nothing of it stays. */
async function auditAfter(change: string) {
  let findings: Awaited<ReturnType<typeof findingsIn>> = [];
  await db
    .transaction()
    .execute(async (tx) => {
      for (const statement of change.split(";")) await sql.raw(statement).execute(tx);
      findings = await findingsIn(tx);
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return findings;
}
