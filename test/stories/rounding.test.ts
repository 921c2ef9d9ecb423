import { afterEach, describe, expect, test } from "vitest";
import { setTax } from "@/billing/invoices/taxes";
import { giveUpInvoice } from "@/billing/payments/give-up";
import { inTransaction } from "@/db/transaction";
import { ppmOf } from "@/lib/percent";
import { advance, Customer, openBooks, setClock } from "../books";
import { trails } from "../pages";

let opened: Customer | undefined;

afterEach(async () => {
  if (opened) await trails(opened);
  opened = undefined;
});

/** On a plan of 3.333 or 6.667 dinars: a card is charged 3.330 or 6.670. */
async function paysInDinars(plan: string) {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open({ currency: "kwd" });
  opened = customer;
  const { invoiceId } = await customer.start(plan);
  return { customer, invoiceId };
}

async function last(customer: Customer) {
  const invoice = (await customer.invoices()).at(-1);
  const lines = invoice?.lines.map((line) => line.replace(/ .* = /, " ")).sort();
  return { total: invoice?.total, lines };
}

describe("what a card is charged in dinars ends in 0 (BOOKS B11)", () => {
  test("3.333 are 3.330: the line stays as priced, 0.003 are an adjustment", async () => {
    const { customer, invoiceId } = await paysInDinars("ten");
    expect(await last(customer)).toEqual({ total: 3_330n, lines: ["adjustment -3", "plan 3333"] });
    expect(await customer.books()).toEqual({
      ...{ receivable: 3_330n, deferred_revenue: -3_333n, adjustments: 3n },
    });
    await customer.pay(invoiceId);
    expect(await customer.books()).toMatchObject({ bank: 3_330n });
  });

  test("after its tax: 5 % of 6.667 are 0.333, and exactly 7.000 are due", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open({ currency: "kwd" });
    opened = customer;
    const rate = { name: "VAT", ppm: ppmOf("5"), included: false };
    await inTransaction(customer.db, (tx) => setTax(tx, customer.id, { treatment: "rate", rate }));
    await customer.start("twenty");
    expect(await last(customer)).toEqual({ total: 7_000n, lines: ["plan 6667", "tax 333"] });
  });

  test("the quote shows it, and the next invoice's too", async () => {
    const { customer, invoiceId } = await paysInDinars("ten");
    await customer.pay(invoiceId);
    await setClock("2026-04-16T00:00:00Z");
    const { shown } = await customer.change("twenty");
    // Half of 3.333 is 1.667, half of 6.667 is 3.334: 1.667 between them, 1.670 on the card.
    expect(shown.money.lines.map(({ kind, amount }) => `${kind} ${amount.minor}`)).toEqual([
      ...["proration_credit -1667", "proration_charge 3334", "adjustment 3"],
    ]);
    expect(shown.money).toMatchObject({
      dueNow: { minor: 1_670n },
      nextInvoice: { minor: 6_670n },
    });
    expect((await last(customer)).total).toBe(1_670n);
    expect(await customer.books()).toMatchObject({ receivable: 1_670n });
    expect((await customer.books()).adjustments ?? 0n).toBe(0n);
  });

  test("so does what is kept for the account: the rest of the renewal is a whole step", async () => {
    const { customer, invoiceId } = await paysInDinars("twenty");
    await customer.pay(invoiceId);
    await setClock("2026-04-16T00:00:00Z");
    await customer.change("ten");
    expect(await last(customer)).toEqual({
      total: -1_670n,
      lines: ["adjustment -3", "proration_charge 1667", "proration_credit -3334"],
    });
    await advance("2026-05-01T01:00:00Z");
    // 3.330 less the 1.670 kept.
    expect(await customer.books()).toMatchObject({ receivable: 1_660n });
  });

  test("a renewal's draft is rounded as it stands, and once more at issue to the same", async () => {
    const { customer, invoiceId } = await paysInDinars("ten");
    await customer.pay(invoiceId);
    await advance("2026-05-01T00:00:00Z");
    await customer.change("twenty");
    // All of 3.333 back, 6.667 charged, beside the 3.333: 6.667, on the card 6.670.
    expect((await last(customer)).total).toBe(6_670n);
    await advance("2026-05-01T01:00:00Z");
    expect(await last(customer)).toMatchObject({ total: 6_670n });
  });

  test("void takes the rounding back", async () => {
    const { customer, invoiceId } = await paysInDinars("twenty");
    expect(await customer.books()).toMatchObject({ adjustments: -3n });
    if (!invoiceId) throw new Error("There is an invoice to end");
    const request = { ...customer.request("end"), invoiceId, reason: "Test" };
    await inTransaction(customer.db, (tx) => giveUpInvoice(tx, { ...request, as: "void" }));
    expect(await customer.books()).toEqual({});
  });
});
