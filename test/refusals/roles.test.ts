import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { createDb } from "@/db/client";
import { type Role, readAs } from "@/db/transaction";
import { databaseRefusals } from "@/lib/errors";
import { books, booksUrl, Customer } from "../books";
import { runs } from "../runs";
import { codeOf, openTwoCustomers } from "./attempt";

let db: ReturnType<typeof books>;
let customer: Customer;

beforeAll(async () => {
  [customer] = await openTwoCustomers();
  db = books();
});

const ledger = ["ledger_transactions", "transfers", "consumptions"];
const roles: Role[] = [
  ...(["tallybook_app", "tallybook_portal", "tallybook_read", "tallybook_auditor"] as const),
];

test.each(ledger.flatMap((table) => roles.map((role) => [table, role] as const)))(
  "no row of %s is changed, deleted or truncated by %s: it lacks the privilege",
  async (table, role) => {
    for (const change of changesOf(table)) expect(await codeOf(change, role)).toBe("42501");
  },
);

test.each([...ledger, "plan_versions", "idempotency_keys"])(
  "not even the owner changes, deletes or truncates rows of %s",
  async (table) => {
    for (const change of changesOf(table)) expect(await codeOf(change)).toBe("TB001");
  },
);

function changesOf(table: string): string[] {
  return [
    `update ${table} set account_id = account_id`.replace(
      /plan_versions set account_id = account_id/,
      "plan_versions set version = version",
    ),
    `delete from ${table}`,
    `truncate ${table} cascade`,
  ];
}

test("no role has more on any table than it must: nobody but the app writes, no one may DDL", async () => {
  const { rows } = await sql<{ grantee: string; table_name: string; privilege_type: string }>`
    select grantee, table_name, privilege_type from information_schema.role_table_grants
    where grantee in ('tallybook_portal', 'tallybook_read', 'tallybook_auditor') and privilege_type <> 'SELECT'`.execute(
    db,
  );
  expect(rows).toEqual([]);
  for (const role of roles) {
    expect(await codeOf("create table public.mine (id int)", role)).toBe("42501");
    expect(await codeOf("drop table transfers", role)).toBe("42501");
    expect(await codeOf("alter table transfers disable trigger all", role)).toBe("42501");
    expect(await codeOf("set local session_replication_role = replica", role)).toBe("42501");
  }
});

const accountScoped = async (): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'account_id'
      and has_table_privilege('tallybook_portal', c.oid, 'select')`.execute(db);
  return rows.map(({ name }) => name);
};

test("the portal's role sees one account in every table it may read, and nothing without one", async () => {
  const tables = await accountScoped();
  expect(tables.length).toBeGreaterThan(12);
  for (const table of tables) {
    const accounts = sql<{
      account_id: string;
    }>`select distinct account_id from ${sql.table(table)}`;
    const one = await readAs(db, { role: "tallybook_portal", account: customer.id }, (tx) =>
      accounts.execute(tx),
    );
    expect(one.rows.filter((row) => row.account_id !== customer.id)).toEqual([]);
    const none = await readAs(db, { role: "tallybook_portal" }, (tx) => accounts.execute(tx));
    expect(none.rows, table).toEqual([]);
    const { rows: all } = await sql<{
      n: bigint;
    }>`select count(distinct account_id) as n from ${sql.table(table)}`.execute(db);
    expect([table, Number(all[0]?.n) > 0]).toEqual([table, one.rows.length > 0]);
  }
});

test("every table with an account has row-level security", async () => {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attname = 'account_id'
      and not c.relrowsecurity and c.relname <> 'directory'`.execute(db);
  expect(rows).toEqual([]);
});

test("role and account are gone after commit and after rollback", async () => {
  await db.connection().execute(async (connection) => {
    const state = () =>
      sql<{ role: string; account: string | null }>`
        select current_user as role, current_setting('app.account', true) as account`.execute(
        connection,
      );
    const { rows: before } = await state();
    for (const end of ["commit", "rollback"]) {
      await sql.raw("begin").execute(connection);
      await sql
        .raw(`set local role tallybook_portal; set local app.account = '${customer.id}'`)
        .execute(connection);
      expect((await state()).rows).toEqual([{ role: "tallybook_portal", account: customer.id }]);
      await sql.raw(end).execute(connection);
      const { rows } = await state();
      expect(rows[0]?.role).toBe(before[0]?.role);
      expect(rows[0]?.account ?? "").toBe("");
    }
  });
});

test("requests of many customers over two connections, some given up half-way, see their own rows (A5)", async () => {
  const customers = await Promise.all(Array.from({ length: 20 }, () => Customer.open({ db })));
  for (const one of customers) await one.grant(1n);
  const narrow = createDb(booksUrl(), { max: 2 });
  try {
    const requests = Array.from({ length: runs(400, 5_000) }, async (_, index) => {
      const account = customers[index % customers.length]?.id ?? "";
      const read = readAs(narrow, { role: "tallybook_portal", account }, async (tx) => {
        const { rows } = await sql<{ id: string }>`select account_id as id from grants`.execute(tx);
        if (index % 10 === 0) throw new Error("Given up");
        return rows.map(({ id }) => id);
      });
      const seen = await read.catch(() => [account]);
      expect(seen).toEqual([account]);
    });
    await Promise.all(requests);
    const { rows } = await sql<{ role: string; account: string | null }>`
      select session_user = current_user as role, current_setting('app.account', true) as account`.execute(
      narrow,
    );
    expect(rows).toEqual([{ role: true, account: "" }]);
  } finally {
    await narrow.destroy();
  }
});

test("every errcode the triggers raise is one the code knows, and the other way round", async () => {
  const { rows } = await sql<{ code: string }>`
    select distinct (regexp_matches(prosrc, 'TB[0-9]{3}', 'g'))[1] as code
    from pg_proc where pronamespace = 'public'::regnamespace order by 1`.execute(db);
  expect(rows.map(({ code }) => code)).toEqual(Object.keys(databaseRefusals));
});

test("a read cannot write, whatever its role", async () => {
  const write = readAs(db, { role: "tallybook_app" }, (tx) =>
    sql`update accounts set name = 'x'`.execute(tx),
  );
  await expect(write).rejects.toMatchObject({ code: "25006" });
});
