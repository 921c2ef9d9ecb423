import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { setTax } from "@/billing/invoices/taxes";
import { inTransaction } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import type { InvoiceId } from "@/lib/ids";
import { formatMoney, type Money } from "@/lib/money";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { chanceFrom } from "../chance";
import { buyPack } from "../packs";
import { portalOf } from "../portal";
import { paidByCard } from "../refunds/paid";
import { ask } from "../refunds/refunding";
import { runs, seed } from "../runs";
import { liveThrough } from "../year";

beforeEach(async () => {
  await openBooks("2026-01-01T00:00:00Z");
});

const chargesOf = (customer: Customer) => portalOf(customer.id, {}, books()).invoices.charges;
const usd = (of: Money | undefined) => of && formatMoney(of, "en-US");

test("January is what was charged for it, whenever it was billed; by date of issue it is what was billed in it", async () => {
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  await setClock("2026-01-05T00:00:00Z");
  await customer.pay(invoiceId);
  await customer.consume(25_000n);
  await advance("2026-02-02T00:00:00Z");
  const charges = chargesOf(customer);

  // $99.00 in advance, and in February's document 5,000 beyond the 20,000 at a cent each.
  const january = await charges({ month: "2026-01" });
  expect(
    january.lines.map(({ kind, invoice, gross }) => [kind, invoice.number, usd(gross)]),
  ).toEqual([
    ["plan", "INV-000001", "$99.00"],
    ["overage", "INV-000002", "$50.00"],
  ]);
  const [sums] = january.totals;
  expect([sums?.net, sums?.gross, sums?.total, sums?.paid].map(usd)).toEqual([
    ...["$149.00", "$149.00", "$149.00", "$99.00"],
  ]);

  const issued = await charges({ month: "2026-01", by: "issue" });
  expect(issued.lines.map(({ gross }) => usd(gross))).toEqual(["$99.00"]);
  const february = await charges({ month: "2026-02", by: "issue" });
  expect(february.lines.map(({ gross }) => usd(gross))).toEqual(["$99.00", "$50.00"]);
  expect(usd(february.totals[0]?.gross)).toBe("$149.00");
  expect(february.months).toEqual(["2026-02", "2026-01"]);
});

test("a month is one of the account's zone", async () => {
  const customer = await Customer.open({ timezone: "Pacific/Kiritimati" });
  await setClock("2026-01-31T12:00:00Z"); // 02:00 on the 1st of February, fourteen hours ahead
  await customer.start("pro");
  const { month, months, lines } = await chargesOf(customer)();
  expect([month, months, lines.length]).toEqual(["2026-02", ["2026-02"], 1]);
});

test("what went back is told beside what was charged, with its tax, in the month it is of", async () => {
  const customer = await Customer.open();
  await inTransaction(books(), (tx) =>
    setTax(tx, customer.id, {
      ...{ treatment: "rate", rate: { name: "VAT", ppm: 200_000n, included: false } },
    }),
  );
  const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  await paidByCard(customer, invoiceId as InvoiceId);
  await setClock("2026-03-10T00:00:00Z");
  // To be kept as account credit: its money moves at once. $60.00 of $120.00.
  await ask(customer, invoiceId as InvoiceId, { destination: "account_credit" });
  const { totals, lines } = await chargesOf(customer)({ month: "2026-01" });
  expect(lines.map(({ is, net, tax, gross }) => [is, usd(net), usd(tax), usd(gross)])).toEqual([
    ["charged", "$100.00", "$20.00", "$120.00"],
    ["refunded", "-$50.00", "-$10.00", "-$60.00"],
  ]);
  const [sums] = totals;
  expect([sums?.net, sums?.tax, sums?.gross].map(usd)).toEqual(["$100.00", "$20.00", "$120.00"]);
  expect([sums?.credited, sums?.refunded, sums?.total, sums?.paid].map(usd)).toEqual([
    ...["$0.00", "-$60.00", "$60.00", "$120.00"],
  ]);
  const issued = await chargesOf(customer)({ month: "2026-03", by: "issue" });
  expect(issued.lines.map(({ is }) => is)).toEqual(["refunded"]);
});

test("over all months every line stands once, either way, and all of them are what the documents come to", async () => {
  const of = { accounts: runs(5, 60), months: runs(3, 14), seed: seed() };
  const { db, customers } = await liveThrough(of);
  const chance = chanceFrom(seed());
  let returned = 0;
  for (const customer of customers) {
    for (const { id, status } of await customer.invoices()) {
      if (status !== "paid" || chance() < 0.6) continue;
      const grossMinor = BigInt(Math.ceil(chance() * 5_000));
      const wish = { of: { kind: "amount", grossMinor }, destination: "account_credit" } as const;
      returned += await ask(customer, id, wish).then(() => 1, refused);
    }
  }
  expect(returned).toBeGreaterThan(0);
  for (const customer of customers) {
    const charges = portalOf(customer.id, {}, db).invoices.charges;
    for (const by of ["period", "issue"] as const) {
      const { months } = await charges({ by });
      const told = await Promise.all(months.map((month) => charges({ month, by })));
      await expectAll(customer, told);
    }
  }
});

type Charges = Awaited<ReturnType<ReturnType<typeof chargesOf>>>;

async function expectAll({ id, db }: Customer, told: Charges[]): Promise<void> {
  const { rows: lines } = await sql<{ id: string }>`
    select id from invoice_lines where account_id = ${id} and kind not in ('tax', 'discount')`.execute(
    db,
  );
  const shown = told.flatMap((month) => month.lines);
  expect(shown.map((one) => one.id).sort()).toEqual(lines.map((one) => one.id).sort());
  const { rows: documents } = await sql<{ currency: string; total: bigint; paid: bigint }>`
    select currency, sum(total_minor)::int8 as total,
      coalesce(sum(paid_minor) filter (where document = 'invoice' and total_minor > 0), 0)::int8 as paid
    from invoices where account_id = ${id} and status not in ('draft', 'void') group by 1`.execute(
    db,
  );
  for (const { currency, total, paid } of documents) {
    const sums = told.flatMap((month) => month.totals).filter((one) => one.currency === currency);
    const all = (figure: "total" | "paid") =>
      sums.reduce((sum, one) => sum + one[figure].minor, 0n);
    expect([all("total"), all("paid")]).toEqual([total, paid]);
  }
}

function refused(error: unknown): number {
  if (error instanceof BillingError) return 0;
  throw error;
}
