import { sql } from "kysely";
import { expect, test } from "vitest";
import { setTax } from "@/billing/invoices/taxes";
import { readForecast } from "@/billing/reports/read-forecast";
import { inTransaction } from "@/db/transaction";
import type { InvoiceId } from "@/lib/ids";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { buyPack } from "../packs";
import { paidByCard } from "../refunds/paid";
import { ask } from "../refunds/refunding";
import { asked, staffOf } from "./explaining";

type Told = Awaited<ReturnType<ReturnType<typeof asked>>>;

const partsOf = ({ parts }: Told) => parts.map(({ what, amount }) => [what, amount]);
test("a pack refunded in part is told in its parts: what is left, what was earned of it, and what went back (B17)", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const rate = { name: "VAT", ppm: 200_000n, included: false };
  await inTransaction(books(), (tx) => setTax(tx, customer.id, { treatment: "rate", rate }));
  const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  if (!invoiceId) throw new Error("A pack has an invoice");
  await paidByCard(customer, invoiceId);
  await customer.consume(6_000n);
  // $60.00 of $120.00: of its 5,000 credits 4,000 are there, 1,000 were used and are owed.
  await ask(customer, invoiceId, { destination: "account_credit" });

  const explain = asked(customer);
  const [grant] = (
    await sql<{ id: string; line: string }>`
    select id, invoice_line_id as line from grants where account_id = ${customer.id}`.execute(
      books(),
    )
  ).rows;
  expect(partsOf(await explain("grant", grant?.id))).toEqual([
    ["granted", 10_000n],
    ["used", -6_000n],
    ["revoked", -4_000n],
  ]);
  expect((await explain("debt")).amount).toBe(1_000n);
  expect(await explain("available")).toMatchObject({ amount: 0n, parts: [] });
  // 6,000 of 10,000 used: $60.00 earned. The $50.00 that went back took the $40.00 that were not, the rest is a refund.
  expect(partsOf(await explain("unearned", grant?.line))).toEqual([
    ["net", 10_000n],
    ["recognized", -6_000n],
    ["returned", -4_000n],
  ]);
  const earned = await explain("earned", grant?.line);
  expect([earned.amount, partsOf(earned)]).toEqual([6_000n, [["revenue_pack", 6_000n]]]);
  expect((await explain("deferred")).amount).toBe(0n);
  // The money is kept for the account, as its own document says.
  const kept = await explain("accountCredit");
  expect([kept.asset, kept.amount]).toEqual(["usd", 6_000n]);
  expect(kept.rows?.newest.map(({ to }) => to).sort()).not.toContain("grant");
  expect((await explain("due")).amount).toBe(0n);
  expect(partsOf(await explain("invoice", invoiceId))).toEqual([
    ["line", 10_000n],
    ["line", 2_000n],
  ]);
});

test("a change in mid-cycle is told by the lines of its document: −$49.50 + $249.50 = $200.00 (B17)", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  await customer.pay(invoiceId as InvoiceId);
  await customer.consume(8_000n);
  await setClock("2026-04-16T00:00:00Z");
  await customer.change("scale");
  const explain = asked(customer);
  const due = await explain("due");
  expect([due.amount, due.parts.length]).toEqual([20_000n, 1]);
  const ref = due.parts[0]?.ref;
  if (ref?.to !== "invoice") throw new Error("What is due is due on an invoice");
  expect(partsOf(await explain("invoice", ref.id))).toEqual([
    ["line", -4_950n],
    ["line", 24_950n],
  ]);
  // 2,000 of Pro's 20,000, and 60,000 of Scale.
  const available = await explain("available");
  expect(available.amount).toBe(62_000n);
  expect(available.parts.map(({ amount }) => amount)).toEqual([2_000n, 60_000n]);
  expect((await explain("held")).parts).toEqual([]);
});

test("an invoice names the usage it covers, by feature, day and grant, and each comes to what its line says", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  await customer.pay(invoiceId as InvoiceId);
  await setClock("2026-01-10T10:00:00Z");
  await customer.consume(15_000n);
  await setClock("2026-01-20T10:00:00Z");
  // 5,000 are left of 20,000: 5,000 of these are beyond.
  await customer.consume(10_000n);
  await advance("2026-02-01T02:00:00Z");

  const { rows } = await sql<{ id: string; invoice: InvoiceId; kind: string }>`
    select id, invoice_id as invoice, kind from invoice_lines
    where account_id = ${customer.id} and period_start < '2026-02-01' order by kind`.execute(
    books(),
  );
  const [overage, plan] = await Promise.all(
    rows.map((line) =>
      staffOf(customer).invoices.coverage({ invoiceId: line.invoice, lineId: line.id }),
    ),
  );
  const told = (by: { name: string; credits: bigint }[] | undefined) =>
    by?.map(({ name, credits }) => [name, credits]);
  expect([overage?.covers, overage?.used, overage?.line.credits]).toEqual([
    "overage",
    5_000n,
    5_000n,
  ]);
  expect(told(overage?.byDay)).toEqual([["2026-01-20", 5_000n]]);
  expect([plan?.covers, plan?.used, plan?.events]).toEqual(["grants", 20_000n, 2]);
  expect(told(plan?.byDay)).toEqual([
    ["2026-01-10", 15_000n],
    ["2026-01-20", 5_000n],
  ]);
  expect(told(plan?.byFeature)).toEqual([["api_call", 20_000n]]);
  expect(plan?.grants.map(({ granted, used }) => [granted, used])).toEqual([[20_000n, 20_000n]]);
});

test("use in the very second of a cancellation is found under the line that charges it", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  await customer.pay(invoiceId as InvoiceId);
  await setClock("2026-01-10T12:34:40Z");
  await customer.consume(23_000n);
  await customer.confirm((await customer.previewEnd("now")).quoteId);
  await advance("2026-01-12T00:00:00Z");
  const { rows } = await sql<{ lineId: string; invoiceId: InvoiceId; amount: bigint }>`
    select id as "lineId", invoice_id as "invoiceId", amount_minor as amount from invoice_lines
    where account_id = ${customer.id} and kind = 'overage'`.execute(books());
  const [line] = rows;
  if (!line) throw new Error("3,000 credits were used beyond the 20,000");
  const { amount, ...which } = line;
  const told = await staffOf(customer).invoices.coverage(which);
  expect([amount, told.used, told.events]).toEqual([3_000n, 3_000n, 1]);
});

test("use beyond all credits is told with the entries that booked it, by hold, late and in the slice of a year that runs", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro_yearly");
  await customer.pay(invoiceId as InvoiceId);
  const explain = asked(customer);
  // January: 20,000 are there, 4,000 are beyond.
  await setClock("2026-01-20T10:00:00Z");
  await customer.consume(24_000n);
  const beyond = await explain("overage");
  expect([beyond.amount, sum(beyond)]).toEqual([4_000n, 4_000n]);
  await advance("2026-02-01T00:30:00Z");
  // February's own 20,000, and what came late for January in the hour after it.
  await customer.consume(21_500n);
  await customer.consume(300n, { occurredAt: new Date("2026-01-31T23:59:00Z") });
  const [released, captured] = [
    await customer.hold(700n, "2026-02-20T00:00:00Z"),
    await customer.hold(400n, "2026-02-20T00:00:00Z"),
  ];
  // On hold it is not used yet. January's 4,000 and 300 are charged at the end of its hour.
  expect((await explain("overage")).amount).toBe(1_500n);
  await customer.release(released.holdId);
  await customer.capture(captured.holdId, 250n);
  const now = await explain("overage");
  expect([now.amount, sum(now)]).toEqual([1_750n, 1_750n]);
  const usage = await explain("usage");
  expect([usage.amount, sum(usage)]).toEqual([21_750n, 21_750n]);
});

const sum = ({ rows }: Told) =>
  rows?.newest.reduce((all, { amount }) => all + amount, rows.older.amount);

test("what is overdue is told with what was booked of those documents, paid in part or not", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro");
  await advance("2026-01-08T00:00:01Z");
  // Not due before the 15th.
  const pack = await buyPack(customer, { pack: "pack_10000", grants: "on_issue" });
  expect(pack.invoiceId).not.toBeNull();
  const explain = asked(customer);
  const [due, overdue] = [await explain("due"), await explain("overdue")];
  expect([due.amount, overdue.amount]).toEqual([19_900n, 9_900n]);
  expect([sum(due), sum(overdue)]).toEqual([19_900n, 9_900n]);
  expect(overdue.rows?.newest.map(({ from, to }) => `${from} ${to}`)).toEqual([
    "unbilled receivable",
  ]);
});

test("as of a past instant a figure is what the books had then", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.grant(100n);
  await setClock("2026-01-02T00:00:00Z");
  await customer.consume(30n);
  await customer.hold(20n, "2026-01-05T00:00:00Z");
  await advance("2026-01-06T00:00:00Z");
  const explain = asked(customer);
  const at = (day: string) => new Date(`2026-01-0${day}T12:00:00Z`);
  expect((await explain("available", null, at("1"))).amount).toBe(100n);
  expect((await explain("available", null, at("3"))).amount).toBe(50n);
  expect(partsOf(await explain("held", null, at("3")))).toEqual([["entry_hold", 20n]]);
  expect((await explain("available")).amount).toBe(70n);
  await expect(explain("available", null, at("7"))).rejects.toMatchObject({
    cause: { code: "invalid_input" },
  });
});

test("the pace of the forecast is the mean of the whole days since the first use, quiet ones too: 35 ÷ 8 is 5", async () => {
  await openBooks("2026-01-01T10:00:00Z");
  const customer = await Customer.open();
  await customer.grant(1_000n);
  await customer.consume(100n);
  const explain = asked(customer);
  await expect(explain("pace")).rejects.toMatchObject({ code: "NOT_FOUND" });
  await setClock("2026-01-03T23:59:59Z");
  await customer.consume(10n);
  await setClock("2026-01-05T00:00:00Z");
  await customer.consume(25n);
  await setClock("2026-01-10T12:00:00Z");
  await customer.consume(7n);
  // The first day was not whole, and the 10th is not over: from the 2nd to the 9th are eight.
  const told = await explain("pace");
  expect(told).toMatchObject({ asset: "credit", amount: 35n, mean: { days: 8, perDay: 5n } });
  expect(told.parts.map(({ ref, amount }) => [ref, amount])).toEqual([
    [{ to: "day", day: "2026-01-03" }, 10n],
    [{ to: "day", day: "2026-01-05" }, 25n],
  ]);
  expect(told.rows?.newest.map(({ amount }) => amount)).toEqual([25n, 10n]);
  const forecast = await inTransaction(books(), (tx) => readForecast(tx, customer.id, null));
  expect(forecast.pace).toEqual(told.mean);
});
