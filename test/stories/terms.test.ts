import { afterEach, describe, expect, test } from "vitest";
import { applyDiscount, removeDiscount } from "@/billing/invoices/discounts";
import { type GivenTax, setTax } from "@/billing/invoices/taxes";
import type { DiscountState } from "@/billing/invoices/terms";
import { inTransaction } from "@/db/transaction";
import { ppmOf } from "@/lib/percent";
import { advance, Customer, openBooks, setClock } from "../books";
import { trails } from "../pages";

let opened: Customer | undefined;

afterEach(async () => {
  if (opened) await trails(opened);
  opened = undefined;
});

const discount = (customer: Customer, off: DiscountState["off"], cycles: number | null = null) =>
  inTransaction(customer.db, (tx) =>
    applyDiscount(tx, customer.id, { code: "WELCOME", off, cycles }),
  );

const percent = (text: string) => ({ kind: "percent" as const, ppm: ppmOf(text) });

const vat = (customer: Customer, text: string, included = false) => {
  const rate = { name: "VAT", ppm: ppmOf(text), included };
  return tax(customer, { treatment: "rate", rate });
};

const tax = (customer: Customer, given: GivenTax) =>
  inTransaction(customer.db, (tx) => setTax(tx, customer.id, given));

async function paidPlan(plan: string, before: (customer: Customer) => Promise<unknown>) {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  opened = customer;
  await before(customer);
  await customer.pay((await customer.start(plan)).invoiceId);
  return customer;
}

/** Lines of a document as "kind amount". */
const amounts = ({ lines }: { lines: string[] } | undefined = { lines: [] }) =>
  lines.map((line) => line.replace(/ .* = /, " ")).sort();

describe("tax (BOOKS B10, B11)", () => {
  test("on top of $99.00 is posted at issue, and is no revenue", async () => {
    const customer = await paidPlan("pro", (one) => vat(one, "19"));
    const [invoice] = await customer.invoices();
    expect([invoice?.total, amounts(invoice)]).toEqual([11_781n, ["plan 9900", "tax 1881"]]);
    expect(await customer.books()).toMatchObject({
      ...{ bank: 11_781n, tax_payable: -1_881n, deferred_revenue: -9_900n },
    });
  });

  test("in a price of $99.00 leaves $83.19 to earn", async () => {
    const customer = await paidPlan("pro", (one) => vat(one, "19", true));
    expect((await customer.invoices())[0]?.total).toBe(9_900n);
    expect(await customer.books()).toMatchObject({
      ...{ bank: 9_900n, tax_payable: -1_581n, deferred_revenue: -8_319n },
    });
  });

  test("goes back with what is given back: half-way from $10 to $20 at 20 % is -6.00 + 12.00", async () => {
    const customer = await paidPlan("ten", (one) => vat(one, "20"));
    await setClock("2026-04-16T00:00:00Z");
    const { shown } = await customer.change("twenty");
    // -5.00 with 1.00 of tax, 10.00 with 2.00: a tax line of 1.00 for both.
    expect(shown.money).toMatchObject({
      ...{ subtotal: { minor: 500n }, tax: { minor: 100n }, total: { minor: 600n } },
    });
    expect(amounts((await customer.invoices()).at(-1))).toEqual([
      ...["proration_charge 1000", "proration_credit -500", "tax 100"],
    ]);
    expect(await customer.books()).toMatchObject({ tax_payable: -300n, receivable: 600n });
  });

  test("in the price goes back in the price: half-way from $10 to $20 at 25 % is -5.00 + 10.00", async () => {
    const customer = await paidPlan("ten", (one) => vat(one, "25", true));
    await setClock("2026-04-16T00:00:00Z");
    const { shown } = await customer.change("twenty");
    // Net 8.00 of 10.00: half is 4.00, with half of 2.00 tax; the new 10.00 have 2.00 in them.
    expect(shown.money).toMatchObject({ total: { minor: 500n }, tax: { minor: 100n } });
    expect(await customer.books()).toMatchObject({
      ...{ tax_payable: -300n, deferred_revenue: -800n, "revenue.plan": -400n },
    });
  });

  test("of overage in its price is taken off its revenue", async () => {
    const customer = await paidPlan("pro", (one) => vat(one, "25", true));
    await customer.consume(25_000n);
    await advance("2026-05-01T01:00:00Z");
    const renewal = (await customer.invoices()).at(-1);
    expect([renewal?.total, amounts(renewal)]).toEqual([14_900n, ["overage 5000", "plan 9900"]]);
    // 149.00 have 29.80 of tax in them; of the 50.00 for use 40.00 are revenue.
    expect(await customer.books()).toMatchObject({ "revenue.overage": -4_000n });
  });

  test("is accounted for by a buyer with a tax id where that was said, and only with one", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await expect(tax(customer, { treatment: "reverse_charge", rate: null })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });
});

describe("a discount (BOOKS B10)", () => {
  test("of 10 % is no revenue: $89.10 of $99.00 are deferred, and taxed", async () => {
    const customer = await paidPlan("pro", async (one) => {
      await discount(one, percent("10"));
      await vat(one, "20");
    });
    const [invoice] = await customer.invoices();
    expect([invoice?.total, amounts(invoice)]).toEqual([
      ...[10_692n, ["discount -990", "plan 9900", "tax 1782"]],
    ]);
    expect(await customer.books()).toMatchObject({ deferred_revenue: -8_910n });
  });

  test("once is off the first cycle and what is changed within it, not off the next", async () => {
    const customer = await paidPlan("ten", (one) => discount(one, percent("50"), 1));
    await setClock("2026-04-16T00:00:00Z");
    const { shown } = await customer.change("twenty");
    // Half of the 5.00 that were charged, and half of 20.00 less half.
    expect(shown.money.lines.map(({ kind, amount }) => `${kind} ${amount.minor}`)).toEqual([
      ...["proration_credit -250", "proration_charge 1000", "discount -500"],
    ]);
    expect(shown.money).toMatchObject({ dueNow: { minor: 250n }, nextInvoice: { minor: 2_000n } });
    await advance("2026-05-01T01:00:00Z");
    expect(amounts((await customer.invoices()).at(-1))).toEqual(["plan 2000"]);
  });

  test("of $10.00 for two cycles is off two plans, and off half a cycle $5.00", async () => {
    const off = { kind: "amount" as const, minor: 1_000n };
    const customer = await paidPlan("pro", (one) => discount(one, off, 2));
    await setClock("2026-04-16T00:00:00Z");
    const { shown } = await customer.change("scale");
    // 44.50 of 89.00, and 249.50 less 5.00.
    expect(shown.money.total.minor).toBe(-4_450n + 24_950n - 500n);
    expect(shown.money.nextInvoice.minor).toBe(48_900n);
    await advance("2026-05-01T01:00:00Z");
    await advance("2026-06-01T01:00:00Z");
    expect((await customer.invoices()).slice(-2).map(amounts)).toEqual([
      ...[["discount -1000", "plan 49900"], ["plan 49900"]],
    ]);
  });

  test("that ends while a renewal is a draft is not on the document", async () => {
    const customer = await paidPlan("pro", (one) => discount(one, percent("10")));
    const { id } = await discount(customer, percent("10"));
    await advance("2026-05-01T00:30:00Z");
    await inTransaction(customer.db, (tx) => removeDiscount(tx, customer.id, id));
    await advance("2026-05-01T01:00:00Z");
    expect((await customer.invoices()).at(-1)).toMatchObject({ total: 9_900n, status: "issued" });
  });

  test("in the hour of a draft: a change gives back what was charged, and its own rest is discounted", async () => {
    const customer = await paidPlan("ten", async (one) => {
      await discount(one, percent("10"));
      await vat(one, "20");
    });
    await advance("2026-05-01T00:00:00Z");
    const { shown } = await customer.change("twenty");
    // All of 9.00 with 1.80, and 18.00 with 3.60.
    expect(shown.money).toMatchObject({ onDraft: true, total: { minor: 1_080n } });
    await advance("2026-05-01T01:00:00Z");
    expect((await customer.invoices()).at(-1)?.total).toBe(2_160n);
  });

  test("of two cycles has the second one again when the change it was taken up for is not paid", async () => {
    const customer = await paidPlan("ten", (one) => discount(one, percent("50"), 2));
    await setClock("2026-04-16T00:00:00Z");
    // A new anchor begins a cycle of its own: 20.00 less half.
    await customer.change("twenty", { grants: "on_payment", anchor: "reset" });
    await advance("2026-04-17T00:00:00Z");
    await advance("2026-05-01T01:00:00Z");
    await advance("2026-06-01T01:00:00Z");
    // April and May are discounted; what was asked for in between is void.
    expect((await customer.invoices()).map(({ status, total }) => [status, total])).toEqual([
      ["paid", 500n],
      ["void", 1_000n - 250n],
      ["issued", 500n],
      ["issued", 1_000n],
    ]);
  });

  test("of one cycle for a change that makes room for another is taken up once", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    opened = customer;
    await customer.pay((await customer.start("five")).invoiceId);
    await discount(customer, percent("50"), 1);
    await setClock("2026-04-16T00:00:00Z");
    await customer.change("pro", { grants: "on_payment" });
    const { invoiceId } = await customer.change("twenty", { grants: "on_payment" });
    await customer.pay(invoiceId);
    // -2.50 + 49.50 less half; then -2.50 + 10.00 less half.
    expect((await customer.invoices()).map(({ status, total }) => [status, total])).toEqual([
      ["paid", 500n],
      ["void", 2_225n],
      ["paid", 250n],
    ]);
  });

  test("of everything leaves nothing to pay, and the plan runs", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await discount(customer, percent("100"));
    await customer.start("pro", { grants: "on_payment" });
    expect(await customer.invoices()).toMatchObject([{ status: "paid", total: 0n }]);
    expect(await customer.balance()).toMatchObject({ available: 20_000n });
  });

  test("is given once under its code", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    const first = await discount(customer, percent("10"));
    expect(await discount(customer, percent("10"))).toMatchObject({ id: first.id, changed: false });
    await expect(discount(customer, percent("20"))).rejects.toMatchObject({
      code: "discount_exists",
    });
  });
});
