import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { beginClose, readMonths } from "@/billing/months/begin";
import { fromText } from "@/billing/months/figures-text";
import { monthNamed } from "@/billing/months/month";
import { listSnapshots } from "@/billing/months/queries";
import { differences, netByAsset } from "@/billing/months/snapshot";
import { workMonth } from "@/billing/months/work-month";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { buyPack } from "../packs";
import { closeMonth, openOf, reopenMonth, snapshotAndNow } from "./closing";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

const at = (text: string) => new Date(text);
const refused = (code: string) => expect.objectContaining({ code });
const january = monthNamed("2026-01", "UTC");

/** What deferred revenue and the trial balance of the last snapshot of a month say. */
async function figuresOf(month: string) {
  const [last] = await listSnapshots(books(), month);
  if (!last) throw new Error(`${month} was closed`);
  return fromText(last.content);
}

test("January ends with what its last day earned: $99.00 of a plan from the 1st, none of it in February", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  await advance("2026-02-01T01:00:00Z");
  await closeMonth("2026-01");
  const { deferredRevenue, trialBalance } = await figuresOf("2026-01");
  const nothing = {
    credits: "0",
    refunds: "0",
    disputes: "0",
    voids: "0",
    writeOffs: "0",
    other: "0",
  };
  expect(deferredRevenue).toEqual([
    {
      currency: "usd",
      opening: "0",
      billed: "9900",
      recognized: "9900",
      breakage: "0",
      ...nothing,
      closing: "0",
    },
  ]);
  const of = (kind: string) => trialBalance.find((line) => line.kind === kind)?.closing;
  // The 20,000 credits of January end as February begins; February's own are February's.
  expect([of("bank"), of("revenue.plan"), of("expired"), of("grant")]).toEqual([
    ...["9900", "-9900", undefined, "20000"],
  ]);
  expect([...netByAsset(trialBalance).values()]).toEqual([0n, 0n]);
});

test("the checklist names what is open, and nothing is closed until it is done", async () => {
  const customer = await Customer.open();
  await customer.start("pro");
  await setClock("2026-01-31T23:00:00Z");
  expect(await openOf("2026-01")).toEqual(["over", "recognized"]);
  await setClock("2026-02-01T01:00:00Z");
  expect(await openOf("2026-01")).toEqual(["recognized", "due"]);
  await expect(closeMonth("2026-01")).rejects.toEqual(refused("month_not_ready"));
  await advance("2026-02-01T01:00:00Z");
  expect(await openOf("2026-01")).toEqual([]);
  await advance("2026-03-01T01:00:00Z");
  expect(await openOf("2026-02")).toEqual(["earlier"]);
  await expect(closeMonth("2026-02")).rejects.toEqual(refused("month_not_ready"));
});

test("months are closed in order, never the running one; the database holds to it, whoever asks", async () => {
  const customer = await Customer.open();
  await customer.grant(10n);
  await setClock("2026-03-15T00:00:00Z");
  const begin = (month: string) =>
    inTransaction(books(), (tx) => beginClose(tx, { month, by: "staff:test" }));
  await expect(begin("2026-02")).rejects.toEqual(refused("month_not_closable"));
  await expect(begin("2026-03")).rejects.toEqual(refused("month_not_closable"));
  await expect(begin("2025-12")).rejects.toEqual(refused("not_found"));
  await closeMonth("2026-01");
  await expect(begin("2026-01")).rejects.toEqual(refused("month_not_closable"));
  const insert = (month: string, start: string, end: string) =>
    sql`insert into book_months values (${month}, ${start}, ${end}, 'closing', 'x', app_now(), null)`.execute(
      books(),
    );
  for (const [month, start, end] of [
    ["2026-03", "2026-03-01", "2026-04-01"],
    ["2026-04", "2026-04-01", "2026-05-01"],
    ["2025-12", "2025-12-01", "2026-01-01"],
  ] as const) {
    await expect(insert(month, start, end)).rejects.toEqual(refused("TB049"));
  }
  for (const change of [
    sql`update book_months set status = 'open', reason = 'Because'`,
    sql`update book_months set ends_at = ends_at + interval '1 day'`,
    sql`update account_books set closed_through = null`,
    sql`update account_books set closed_through = '2026-01-15'`,
  ]) {
    await expect(change.execute(books())).rejects.toEqual(refused("TB049"));
  }
  for (const change of [
    sql`delete from book_months`,
    sql`update month_snapshots set content = '{}'`,
    sql`delete from month_snapshots`,
    sql`truncate month_snapshots`,
  ]) {
    await expect(change.execute(books())).rejects.toEqual(refused("TB001"));
  }
});

test("two at once close a month once; a run that was cut off is finished by the next", async () => {
  const customers = [await Customer.open(), await Customer.open(), await Customer.open()];
  for (const customer of customers) await customer.start("pro");
  await advance("2026-02-01T02:00:00Z");
  const begin = () =>
    inTransaction(books(), (tx) => beginClose(tx, { month: "2026-01", by: "staff:test" }));
  await Promise.all([begin(), begin()]);
  // Cut off after one account.
  await sql`update account_books set closed_through = ${january.end} where account_id = ${customers[0]?.id}`.execute(
    books(),
  );
  const runs = await Promise.all([workMonth(books()), workMonth(books())]);
  expect(runs.flatMap(({ failed }) => failed)).toEqual([]);
  expect(await workMonth(books())).toEqual({ month: null, accounts: 0, failed: [] });
  expect((await listSnapshots(books(), "2026-01")).length).toBe(1);
  const { rows } = await sql<{ through: Date }>`
    select distinct closed_through as through from account_books`.execute(books());
  expect(rows).toEqual([{ through: january.end }]);
});

test("an account that is opened later books nothing into a closed month either", async () => {
  await (await Customer.open()).grant(10n);
  await setClock("2026-02-10T00:00:00Z");
  await closeMonth("2026-01");
  const later = await Customer.open();
  await later.start("pro", { startsAt: at("2026-01-20T00:00:00Z") });
  const { rows } = await sql<{ occurred: Date; booked: Date }>`
    select min(occurred_at) as occurred, min(booked_at) as booked from ledger_transactions
    where account_id = ${later.id}`.execute(books());
  expect(rows).toEqual([{ occurred: at("2026-01-20T00:00:00Z"), booked: january.end }]);
  const { kept, now } = await snapshotAndNow("2026-01");
  expect(now).toBe(kept);
});

test("a closed month says the same for ever: late use, money and what is turned back are the open month's", async () => {
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  const pack = await buyPack(customer, { pack: "pack_10000" });
  await customer.consume(21_000n);
  await advance("2026-02-01T01:00:00Z");
  await closeMonth("2026-01");
  const kept = await figuresOf("2026-01");
  // Late use of January's last hour, January's bill paid, another plan now.
  await customer.consume(500n, { occurredAt: at("2026-01-31T22:00:00Z") });
  await customer.pay(invoiceId);
  await customer.pay(pack.invoiceId);
  await customer.change("scale");
  await advance("2026-02-20T00:00:00Z");
  const { rows } = await sql<{ early: bigint }>`
    select count(*) as early from ledger_transactions
    where booked_at < ${january.end} and recorded_at > '2026-02-01T01:00:00Z'`.execute(books());
  expect(rows).toEqual([{ early: 0n }]);
  const { kept: text, now } = await snapshotAndNow("2026-01");
  expect(now).toBe(text);
  await advance("2026-03-01T01:00:00Z");
  await closeMonth("2026-02");
  // February begins where January ended.
  const february = await figuresOf("2026-02");
  const closing = new Map(
    kept.trialBalance.map(({ kind, asset, closing }) => [`${kind} ${asset}`, closing]),
  );
  for (const { kind, asset, opening } of february.trialBalance) {
    expect([kind, asset, opening]).toEqual([kind, asset, closing.get(`${kind} ${asset}`) ?? "0"]);
  }
});

test("the last closed month is opened again for a reason; its snapshot stays, and the next says what changed", async () => {
  const customer = await Customer.open();
  await customer.grant(100n);
  await advance("2026-02-10T00:00:00Z");
  await closeMonth("2026-01");
  await reopenMonth("2026-01");
  const { months } = await readMonths(books());
  expect(months.map(({ month, status }) => [month, status])).toEqual([
    ["2026-01", "open"],
    ["2026-02", "open"],
  ]);
  // Late use of January is January's again.
  await customer.consume(30n, { occurredAt: at("2026-01-20T00:00:00Z") });
  await closeMonth("2026-01");
  const [second, first] = await listSnapshots(books(), "2026-01");
  if (!first || !second) throw new Error("Closed twice");
  expect(differences(fromText(first.content), fromText(second.content))).toEqual([
    { kind: "consumed", asset: "credit", was: "0", is: "30" },
    { kind: "grant", asset: "credit", was: "100", is: "70" },
  ]);
  await advance("2026-03-01T01:00:00Z");
  await closeMonth("2026-02");
  await expect(reopenMonth("2026-01")).rejects.toEqual(refused("month_not_closable"));
  const { rows } = await sql<{ act: string; actor: string; reason: string | null }>`
    select act, actor, reason from audit_log where act like 'month%' order by position`.execute(
    books(),
  );
  expect(rows.length).toBeGreaterThan(6);
});
