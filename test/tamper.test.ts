import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { type BrokenLink, findBrokenLink } from "@/billing/ledger/audit-chain";
import type { Db } from "@/db/client";
import { Customer, openBooks } from "./books";
import { dropGuards, liveThroughEverything } from "./tampering";

let db: Db;

beforeAll(async () => {
  db = await openBooks("2026-01-01T00:00:00Z");
  const [customer, other] = [await Customer.open(), await Customer.open()];
  await other.grant(10n);
  await liveThroughEverything(customer);
  await dropGuards(db);
});

type Column = { table: string; column: string; type: string };

/** Another value of the column, also where it holds none. */
function otherValue({ column, type }: Column): string {
  const values: Record<string, string> = {
    uuid: "gen_random_uuid()",
    text: `coalesce(${column}, '') || 'x'`,
    int8: `coalesce(${column}, 0) + 1000`,
    int4: `coalesce(${column}, 0) + 1000`,
    timestamptz: `coalesce(${column}, '2026-01-01') + interval '1 ms'`,
    bytea: `sha256(${column})`,
    jsonb: `'{"x": 1}'`,
    _uuid: `${column} || gen_random_uuid()`,
    _int8: `${column} || 1::int8`,
  };
  return values[type] ?? "unknown";
}

test("a change to any column of any row of the chain is found, at its version", async () => {
  const { rows: columns } = await sql<Column>`
    select table_name as table, column_name as column, udt_name as type from information_schema.columns
    where table_name in ('ledger_transactions', 'transfers', 'consumptions')`.execute(db);
  expect(columns.length).toBeGreaterThan(40);
  for (const one of columns) {
    const { found, version } = await afterTampering(
      `update ${one.table} set ${one.column} = ${otherValue(one)} where ctid = $row`,
      one.table,
    );
    expect(found, `${one.table}.${one.column}`).toBeDefined();
    const moved = ["account_id", "account_version"].includes(one.column);
    if (!moved) expect(found?.detail, one.column).toContain(`version ${version} `);
  }
});

test.each(["ledger_transactions", "transfers", "consumptions"])(
  "a row of %s taken out is missed",
  async (table) => {
    const { found } = await afterTampering(`delete from ${table} where ctid = $row`, table);
    expect(found).toBeDefined();
  },
);

test("two versions that change places are found", async () => {
  const { found } = await afterTampering(
    `update ledger_transactions set account_version = case account_version when 3 then -4 else -3 end
       where account_version in (3, 4);
     update ledger_transactions set account_version = -account_version where account_version < 0`,
    "ledger_transactions",
  );
  expect(found?.detail).toMatch(/version 3 /);
});

class Undone extends Error {}

/** What the chain says after one change, made to a row from the middle of a table; nothing of it stays. */
async function afterTampering(change: string, table: string) {
  let found: BrokenLink | undefined;
  let version = 0n;
  await db
    .transaction()
    .execute(async (tx) => {
      const { rows } = await sql<{ row: string; version: bigint }>`
        select ctid::text as row, account_version as version from ${sql.table(table)}
        where account_version > 3 order by account_version limit 1`.execute(tx);
      const [picked] = rows;
      version = picked?.version ?? 0n;
      for (const statement of change.split(";")) {
        await sql.raw(statement.replace("$row", `'${picked?.row}'::tid`)).execute(tx);
      }
      found = await findBrokenLink(tx);
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return { found, version };
}
