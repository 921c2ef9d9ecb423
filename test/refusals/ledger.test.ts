import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { books, Customer, setClock } from "../books";
import { codeOf, openTwoCustomers } from "./attempt";

let customer: Customer;
let other: Customer;

beforeAll(async () => {
  [customer, other] = await openTwoCustomers();
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

test("a transfer and a consumption belong to a version, and name a plan period, of their account", async () => {
  const noVersion = insertTransfer("f.account_id, 9999, 0, f.id, t.id, 'credit', 1");
  expect(await codeOf(noVersion, "tallybook_app")).toBe("23503");
  const period = `(select id from plan_periods where account_id = '${other.id}' limit 1)`;
  const foreignPeriod = insertTransfer(
    `f.account_id, 1, 99, f.id, t.id, 'credit', 1, ${period}`,
  ).replace("asset, amount)", "asset, amount, plan_period_id)");
  expect(await codeOf(foreignPeriod, "tallybook_app")).toBe("23503");
  const consumption = (fields: string) => `
    insert into consumptions
    select (jsonb_populate_record(c, jsonb_build_object('idempotency_key', 'again', ${fields}))).*
    from consumptions c where account_id = '${customer.id}' limit 1`;
  expect(await codeOf(consumption("'account_version', 9999"), "tallybook_app")).toBe("23503");
  expect(await codeOf(consumption(`'plan_period_id', ${period}`), "tallybook_app")).toBe("23503");
  expect(await codeOf(consumption("'credits', -1"), "tallybook_app")).toBe("23514");
  expect(await codeOf("delete from plan_periods")).toBe("TB001");
  expect(await codeOf("truncate plan_periods cascade")).toBe("TB001");
});

test("an account without books has no ledger transactions", async () => {
  const unknown = nextTransaction("1", "decode(repeat('00', 32), 'hex')").replace(
    "select b.account_id",
    "select gen_random_uuid()",
  );
  expect(await codeOf(unknown, "tallybook_app")).toBe("23503");
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

test.each([
  ["who did it", "null, 'Test', 'test'"],
  ["why", "'test', null, 'test'"],
  ["in which request", "'test', 'Test', null"],
])("no money moves without a word of %s (A25)", async (_, said) => {
  const unsaid = nextTransaction("b.version + 1").replace("'test', 'Test', 'test'", said);
  expect(await codeOf(unsaid, "tallybook_app")).toBe("23502");
});

test("nor does anything else stand in the audit log without who did it and in which request (A25)", async () => {
  const act = (actor: string, request: string) => `
    insert into audit_log (account_id, position, recorded_at, actor, act, request_id, previous_hash, hash)
    values ('${customer.id}', 9999, now(), ${actor}, 'test.done', ${request}, decode(repeat('00', 32), 'hex'),
      decode(repeat('ab', 32), 'hex'))`;
  expect(await codeOf(act("null", "'test'"))).toBe("23502");
  expect(await codeOf(act("'system'", "null"))).toBe("23502");
  expect(await codeOf(act("'system'", "''"))).toBe("23514");
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
    books(),
  );
  await setClock("2026-02-03T00:00:00Z");
  await late.consume(1n, { occurredAt: new Date("2026-02-01T12:00:00Z") });
  const { rows } = await sql<{ occurred: Date; booked: Date }>`
    select occurred_at as occurred, booked_at as booked from ledger_transactions
    where account_id = ${late.id} order by account_version desc limit 1`.execute(books());
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
  const slice = "'start', 'renewal', 0, starts_at, ends_at, true, starts_at";
  expect(await codeOf(again(`starts_at, ends_at, 5, 'closed', ${slice}`), "tallybook_app")).toBe(
    "23P01",
  );
  const open =
    "ends_at, ends_at + interval '1 day', 5, 'open', 'start', null, 0, ends_at, ends_at, true, starts_at";
  expect(await codeOf(again(open), "tallybook_app")).toBe("23505");
});

test.each([
  ["its total", "update invoices set total_minor = 1, subtotal_minor = 1"],
  ["its number", "update invoices set number = 'INV-999999'"],
  ["its date", "update invoices set issued_at = issued_at - interval '1 day'"],
  ["the day it is due on", "update invoices set due_at = due_at + interval '1 day'"],
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

test("an invoice that has no day any more gets none again", async () => {
  const { rows } = await sql<{ id: string }>`
    select id from invoices where account_id = ${customer.id} and status <> 'draft' limit 1`.execute(
    books(),
  );
  const it = `where id = '${rows[0]?.id}'`;
  await sql.raw(`update invoices set due_at = null ${it}`).execute(books());
  expect(await codeOf(`update invoices set due_at = issued_at ${it}`, "tallybook_app")).toBe(
    "TB004",
  );
});

test("a paid invoice stays paid", async () => {
  const { rows } = await sql<{ id: string }>`select id from invoices where status = 'paid'`.execute(
    books(),
  );
  const back = `update invoices set status = 'issued', paid_minor = 0 where id = '${rows[0]?.id}'`;
  expect(await codeOf(back, "tallybook_app")).toBe("TB004");
});
