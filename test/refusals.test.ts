import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import type { Db, Tx } from "@/db/client";
import { inTransaction, type Role, readAs } from "@/db/transaction";
import { advance, Customer, openBooks, setClock } from "./books";

let db: Db;
let customer: Customer;
let other: Customer;

beforeAll(async () => {
  db = await openBooks("2026-01-01T00:00:00Z");
  [customer, other] = [await Customer.open(), await Customer.open()];
  for (const one of [customer, other]) {
    await one.pay((await one.start("pro")).invoiceId);
    await one.consume(20_010n);
    await one.hold(5n, "2026-03-01T00:00:00Z");
  }
  await advance("2026-02-01T02:00:00Z");
});

const ledger = ["ledger_transactions", "transfers", "consumptions"];
const roles: Role[] = ["tallybook_app", "tallybook_portal", "tallybook_read"];

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
    where grantee in ('tallybook_portal', 'tallybook_read') and privilege_type <> 'SELECT'`.execute(
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

const insertTransfer = (fields: string) => `
  insert into transfers (account_id, account_version, position, from_id, to_id, asset, amount)
  select ${fields}
  from ledger_accounts f join ledger_accounts t on t.account_id = f.account_id
  where f.account_id = '${customer.id}' and f.kind = 'overage' and t.kind = 'consumed'`;

test.each(["0", "-1", "null"])("a transfer of %s is refused", async (amount) => {
  const change = insertTransfer(`f.account_id, 1, 99, f.id, t.id, 'credit', ${amount}`);
  expect(await codeOf(change, "tallybook_app")).toBe(amount === "null" ? "23502" : "23514");
});

test("an amount over the largest bigint is refused, and a fraction never gets in as one", async () => {
  const tooLarge = insertTransfer("f.account_id, 1, 99, f.id, t.id, 'credit', 9223372036854775808");
  expect(await codeOf(tooLarge, "tallybook_app")).toBe("22003");
  expect(await codeOf(insertTransfer("f.account_id, 1, 99, f.id, t.id, 'credit', 'NaN'"))).toBe(
    "22P02",
  );
});

test("a transfer has two sides, both of its account and of its asset", async () => {
  const oneSided = insertTransfer("f.account_id, 1, 99, f.id, f.id, 'credit', 1");
  expect(await codeOf(oneSided, "tallybook_app")).toBe("23514");
  const crossAsset = insertTransfer("f.account_id, 1, 99, f.id, t.id, 'usd', 1");
  expect(await codeOf(crossAsset, "tallybook_app")).toBe("23503");
  const moneyToCredit = `
    insert into transfers (account_id, account_version, position, from_id, to_id, asset, amount)
    select f.account_id, 1, 99, f.id, t.id, 'credit', 1
    from ledger_accounts f join ledger_accounts t on t.account_id = f.account_id
    where f.account_id = '${customer.id}' and f.kind = 'bank' and t.kind = 'consumed'`;
  expect(await codeOf(moneyToCredit, "tallybook_app")).toBe("23503");
  const crossAccount = `
    insert into transfers (account_id, account_version, position, from_id, to_id, asset, amount)
    select f.account_id, 1, 99, f.id, t.id, 'credit', 1
    from ledger_accounts f, ledger_accounts t
    where f.account_id = '${customer.id}' and f.kind = 'overage'
      and t.account_id = '${other.id}' and t.kind = 'consumed'`;
  expect(await codeOf(crossAccount, "tallybook_app")).toBe("23503");
});

const nextTransaction = (version: string, hash = "b.head_hash") => `
  insert into ledger_transactions (account_id, account_version, kind, occurred_at, booked_at, recorded_at,
    actor, reason, request_id, previous_hash, hash)
  select b.account_id, ${version}, 'grant', '2026-02-01', '2026-02-01', '2026-02-01', 'test', 'Test', 'test',
    ${hash}, decode(repeat('ab', 32), 'hex')
  from account_books b where b.account_id = '${customer.id}'`;

test("a ledger transaction has the next version and follows the hash before it", async () => {
  expect(await codeOf(nextTransaction("b.version + 2"), "tallybook_app")).toBe("TB002");
  expect(await codeOf(nextTransaction("b.version"), "tallybook_app")).toBe("23505");
  expect(await codeOf(nextTransaction("0"), "tallybook_app")).toBe("23514");
  const wrongHash = nextTransaction("b.version + 1", "decode(repeat('00', 32), 'hex')");
  expect(await codeOf(wrongHash, "tallybook_app")).toBe("TB002");
  expect(await codeOf(nextTransaction("b.version + 1"), "tallybook_app")).toBeUndefined();
});

test("nothing is booked into a closed month, and never before it happened", async () => {
  const close = `update account_books set closed_through = '2026-02-02' where account_id = '${customer.id}'`;
  expect(await codeOf(`${close};${nextTransaction("b.version + 1")}`, "tallybook_app")).toBe(
    "TB003",
  );
  const before = nextTransaction("b.version + 1").replace(
    "'2026-02-01', '2026-02-01'",
    "'2026-02-01', '2026-01-31'",
  );
  expect(await codeOf(before, "tallybook_app")).toBe("23514");
});

test("a fact of a closed month is booked into the open one", async () => {
  const late = await Customer.open();
  await late.grant(10n);
  await sql`update account_books set closed_through = '2026-02-02' where account_id = ${late.id}`.execute(
    db,
  );
  await setClock("2026-02-03T00:00:00Z");
  await late.consume(1n, { occurredAt: new Date("2026-02-01T12:00:00Z") });
  const { rows } = await sql<{ occurred: Date; booked: Date }>`
    select occurred_at as occurred, booked_at as booked from ledger_transactions
    where account_id = ${late.id} order by account_version desc limit 1`.execute(db);
  expect(rows[0]?.booked.toISOString()).toBe("2026-02-02T00:00:00.000Z");
  expect(+(rows[0]?.occurred ?? 0)).toBeLessThan(+(rows[0]?.booked ?? 0));
});

test("a grant's remainder, and any balance of credits, keeps to its side of zero", async () => {
  const spend = `update balances set balance = -1 where account_id = '${customer.id}' and sign = 1`;
  expect(await codeOf(spend, "tallybook_app")).toBe("23514");
  const owe = `update balances set balance = 1 where account_id = '${customer.id}' and sign = -1`;
  expect(await codeOf(owe, "tallybook_app")).toBe("23514");
});

test("plan periods of an account never overlap, and one at most is open", async () => {
  const again = (fields: string) => `
    insert into plan_periods
    select account_id, gen_random_uuid(), subscription_id, plan_version_id, ${fields}
    from plan_periods where account_id = '${customer.id}' and state = 'open'`;
  const slice = "'start', 'renewal', 0, starts_at, ends_at, true";
  expect(await codeOf(again(`starts_at, ends_at, 5, 'closed', ${slice}`), "tallybook_app")).toBe(
    "23P01",
  );
  const open =
    "ends_at, ends_at + interval '1 day', 5, 'open', 'start', null, 0, ends_at, ends_at, true";
  expect(await codeOf(again(open), "tallybook_app")).toBe("23505");
});

test.each([
  ["its total", "update invoices set total_minor = 1, subtotal_minor = 1"],
  ["its number", "update invoices set number = 'INV-999999'"],
  ["its date", "update invoices set issued_at = issued_at - interval '1 day'"],
  ["its way back to a draft", "update invoices set status = 'draft', number = null"],
  ["its line's amount", "update invoice_lines set amount_minor = 0"],
  ["its line's home", "update invoice_lines set invoice_id = gen_random_uuid()"],
  ["a line taken away", "delete from invoice_lines"],
])("an issued invoice does not change: %s", async (_, change) => {
  expect(await codeOf(`${change} where account_id = '${customer.id}'`, "tallybook_app")).toBe(
    "TB004",
  );
});

test("an issued invoice is not deleted, gets no line, and no invoice table is truncated", async () => {
  expect(await codeOf("delete from invoices", "tallybook_app")).toBe("42501");
  expect(await codeOf("delete from invoices")).toBe("TB004");
  expect(await codeOf("truncate invoices cascade")).toBe("TB001");
  expect(await codeOf("truncate invoice_lines cascade")).toBe("TB001");
  const added = `
    insert into invoice_lines select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid()))).*
    from invoice_lines l where account_id = '${customer.id}' limit 1`;
  expect(await codeOf(added, "tallybook_app")).toBe("TB004");
});

test("a paid invoice stays paid", async () => {
  const { rows } = await sql<{ id: string }>`select id from invoices where status = 'paid'`.execute(
    db,
  );
  const back = `update invoices set status = 'issued', paid_minor = 0 where id = '${rows[0]?.id}'`;
  expect(await codeOf(back, "tallybook_app")).toBe("TB004");
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

test("a read cannot write, whatever its role", async () => {
  const write = readAs(db, { role: "tallybook_app" }, (tx) =>
    sql`update accounts set name = 'x'`.execute(tx),
  );
  await expect(write).rejects.toMatchObject({ code: "25006" });
});

class Undone extends Error {}

/** The errcode a change is refused with, as a role or as the owner; undefined when it goes through. */
async function codeOf(change: string, role?: Role): Promise<string | undefined> {
  const work = async (tx: Tx) => {
    for (const statement of change.split(";")) await sql.raw(statement).execute(tx);
    await sql`set constraints all immediate`.execute(tx);
    throw new Undone();
  };
  const asRole = async (tx: Tx) => {
    if (role) await sql.raw(`set local role ${role}`).execute(tx);
    await work(tx);
  };
  const attempt =
    role === "tallybook_app" ? inTransaction(db, work) : db.transaction().execute(asRole);
  try {
    await attempt;
  } catch (error) {
    if (error instanceof Undone) return undefined;
    // asBillingError turns an overflow into a refusal a caller can read.
    const { code } = error as { code: string };
    return code === "amount_too_large" ? "22003" : code;
  }
  return undefined;
}
