import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { applyDiscount } from "@/billing/invoices/discounts";
import { setTax } from "@/billing/invoices/taxes";
import { inTransaction } from "@/db/transaction";
import { ppmOf } from "@/lib/percent";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";

const invoicesOf = (customer: Customer) => portalOf(customer.id, {}, books()).invoices;

/** The latest document beside the one before it, or beside another. */
async function compared(customer: Customer, now = 0, other: number | null = null) {
  const portal = invoicesOf(customer);
  const { items } = await portal.list();
  const idAt = (index: number) => items[index]?.id ?? items[0]?.id;
  const invoiceId = idAt(now);
  if (!invoiceId) throw new Error("There is an invoice");
  return await portal.compare({ invoiceId, with: other === null ? null : (idAt(other) ?? null) });
}

const stepsOf = ({ steps }: Awaited<ReturnType<typeof compared>>) =>
  steps.map(({ step, difference }) => `${step} ${difference.minor}`);

/** What no operation does. */
async function rewriteCurrency(currency: string): Promise<void> {
  await sql`alter table invoices disable trigger user`.execute(books());
  await sql`update invoices set currency = ${currency} where number = 'INV-000001'`.execute(
    books(),
  );
  await sql`alter table invoices enable trigger user`.execute(books());
}

beforeEach(async () => {
  await openBooks("2026-04-01T00:00:00Z");
});

describe("why a bill changed (ID11)", () => {
  test("Pro with 5,000 beyond, then with 7,500: +25.00 of use, nothing of prices", async () => {
    const customer = await Customer.open();
    await customer.pay((await customer.start("pro")).invoiceId);
    await customer.consume(25_000n);
    await advance("2026-05-01T02:00:00Z");
    await customer.pay((await invoicesOf(customer).list()).items[0]?.id ?? null);
    await customer.consume(27_500n);
    await advance("2026-06-01T02:00:00Z");
    const told = await compared(customer);
    expect(stepsOf(told)).toEqual(["plan 0", "overage_volume 2500", "overage_price 0"]);
    expect([told.before?.owed.minor, told.now.owed.minor]).toEqual([14_900n, 17_400n]);
    expect(told.overage).toMatchObject([
      { before: { credits: 5_000n }, now: { credits: 7_500n }, atOldPrice: { minor: 7_500n } },
    ]);
    // Beside the first one, which had no overage: all 75.00 are use.
    expect(stepsOf(await compared(customer, 0, 2))).toEqual([
      ...["plan 0", "overage_volume 7500", "overage_price 0"],
    ]);
  });

  test("another plan: its price, and its price of a credit for the use of now", async () => {
    const customer = await Customer.open();
    await customer.pay((await customer.start("pro")).invoiceId);
    await customer.consume(25_000n);
    await customer.change("scale", { when: "period_end" });
    await advance("2026-05-01T02:00:00Z");
    await customer.pay((await invoicesOf(customer).list()).items[0]?.id ?? null);
    await customer.consume(130_000n);
    await advance("2026-06-01T02:00:00Z");
    // May's: 499.00 + 5,000 × 0.01. June's: 499.00 + 10,000 × 0.008.
    const told = await compared(customer);
    expect(stepsOf(told)).toEqual([
      // 10,000 at $0.01 are 100.00: +50.00 of use; at $0.008 they are 80.00: −20.00 of price.
      ...["plan 0", "overage_volume 5000", "overage_price -2000"],
    ]);
    expect([told.before?.owed.minor, told.now.owed.minor]).toEqual([54_900n, 57_900n]);
    expect(stepsOf(await compared(customer, 1))).toEqual([
      ...["plan 40000", "overage_volume 5000", "overage_price 0"],
    ]);
  });

  test("half-way from $10 to $20 with 10 % off and 20 % tax, account credit in the end", async () => {
    const customer = await Customer.open();
    const off = { kind: "percent" as const, ppm: ppmOf("10") };
    await inTransaction(books(), async (tx) => {
      await applyDiscount(tx, customer.id, { code: "TEN", off, cycles: null });
      const rate = { name: "VAT", ppm: ppmOf("20"), included: false };
      await setTax(tx, customer.id, { treatment: "rate", rate });
    });
    // 10.00 − 1.00 + 1.80 = 10.80
    await customer.pay((await customer.start("ten")).invoiceId);
    await setClock("2026-04-16T00:00:00Z");
    const { invoiceId } = await customer.change("twenty");
    // −4.50 of the 9.00 paid, +10.00 less 1.00; taxes −0.90 and +1.80: 5.40.
    const told = await compared(customer);
    expect(told.now.owed.minor).toBe(540n);
    expect(stepsOf(told)).toEqual([...["plan -1000", "proration 550", "discount 0", "tax -90"]]);
    await customer.pay(invoiceId);
    // And down again a week on leaves money that pays part of the next one.
    await setClock("2026-04-23T12:00:00Z");
    await customer.change("five");
    await advance("2026-05-01T02:00:00Z");
    const last = await compared(customer);
    const { now, before } = last;
    expect(before?.number).toBe("CN-000001");
    expect(now.creditApplied.minor).toBeGreaterThan(0n);
    expect(now.owed.minor).toBe(now.total.minor - now.creditApplied.minor);
    const credit = last.steps.find(({ step }) => step === "account_credit");
    expect(credit?.difference.minor).toBe(-now.creditApplied.minor);
    expect(last.steps.at(-1)?.after.minor).toBe(now.owed.minor);
  });

  test("the first document has none before it; each other of the account can be chosen", async () => {
    const customer = await Customer.open();
    await customer.start("pro");
    const told = await compared(customer);
    expect(told).toMatchObject({ before: null, steps: [], choices: [] });
    await advance("2026-05-01T02:00:00Z");
    const { choices, before } = await compared(customer);
    expect(choices.map(({ number }) => number)).toEqual(["INV-000001"]);
    expect(before?.number).toBe("INV-000001");
  });

  test("documents of two currencies are refused in a plain sentence", async () => {
    const customer = await Customer.open();
    await customer.start("pro");
    await advance("2026-05-01T02:00:00Z");
    // An account has one currency from its first document on; books from elsewhere may have had two.
    await rewriteCurrency("eur");
    const refused = compared(customer, 0, 1);
    await expect(refused).rejects.toMatchObject({
      code: "UNPROCESSABLE_CONTENT",
      message: "These invoices are in EUR and USD: no difference of theirs is an amount.",
    });
    await expect(refused).rejects.toMatchObject({ cause: { facts: { field: "with" } } });
    // It is not offered either, and nothing stands before the other by itself.
    expect(await compared(customer)).toMatchObject({ before: null, choices: [] });
    await rewriteCurrency("usd");
  });
});
