import { beforeEach, expect, test } from "vitest";
import { Customer, openBooks, setClock } from "../books";
import { giveUp } from "../give-up";
import { buyPack, takeBack } from "../packs";
import { count } from "./clients";

beforeEach(async () => {
  await openBooks("2026-04-01T00:00:00Z");
});

/** Half-way through April on Pro, with a change to Scale that waits for $200.00 of its money. */
async function waiting() {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  await setClock("2026-04-16T00:00:00Z");
  const { invoiceId } = await customer.change("scale", { grants: "on_payment" });
  return { customer, invoiceId };
}

const outcomeOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => "done",
    (error: { code: string }) => error.code,
  );

test("a pack paid eight times at once is paid and granted once", async () => {
  const customer = await Customer.open();
  const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () => outcomeOf(customer.pay(invoiceId))),
  );
  expect(count(outcomes)).toEqual({ done: 1, invoice_not_payable: 7 });
  expect(await customer.balance()).toMatchObject({ available: 10_000n });
});

test("a change that is paid and undone at once is one of both, and no money is lost or made", async () => {
  for (let round = 0; round < 6; round += 1) {
    await openBooks("2026-04-01T00:00:00Z");
    const { customer, invoiceId } = await waiting();
    const [paid, undone] = await Promise.all([
      outcomeOf(customer.pay(invoiceId)),
      outcomeOf(customer.undo()),
    ]);
    const { available } = await customer.balance();
    const { bank = 0n, account_credit: kept = 0n } = await customer.books();
    // $99.00 of April, and $200.00 of the change wherever its money was taken.
    if (undone === "done") {
      expect(available).toBe(20_000n);
      // Refused while it was being undone, or taken after it and kept for the account.
      expect(["done", "invoice_not_payable"]).toContain(paid);
      expect([bank, kept]).toEqual(paid === "done" ? [29_900n, -20_000n] : [9_900n, 0n]);
    } else {
      expect([paid, undone]).toEqual(["done", "nothing_scheduled"]);
      expect([available, bank, kept]).toEqual([70_000n, 29_900n, 0n]);
    }
  }
});

test("an invoice that is paid and made void at once is one of both", async () => {
  for (let round = 0; round < 6; round += 1) {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    const { invoiceId } = await customer.start("pro");
    const [paid, ended] = await Promise.all([
      outcomeOf(customer.pay(invoiceId)),
      outcomeOf(giveUp(customer, { invoiceId, as: "void" })),
    ]);
    const { available } = await customer.balance();
    const { bank = 0n, account_credit: kept = 0n } = await customer.books();
    if (ended === "done") {
      expect(available).toBe(0n);
      expect(["done", "invoice_not_payable"]).toContain(paid);
      expect([bank, kept]).toEqual(paid === "done" ? [9_900n, -9_900n] : [0n, 0n]);
    } else {
      expect([paid, ended]).toEqual(["done", "invoice_not_endable"]);
      expect([available, bank, kept]).toEqual([20_000n, 9_900n, 0n]);
    }
  }
});

test("an order that is paid and taken back at once is one of both", async () => {
  for (let round = 0; round < 6; round += 1) {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    const { invoiceId } = await buyPack(customer, { pack: "pack_10000", grants: "on_payment" });
    const [paid, taken] = await Promise.all([
      outcomeOf(customer.pay(invoiceId)),
      outcomeOf(takeBack(customer, invoiceId)),
    ]);
    const { available } = await customer.balance();
    const { bank = 0n, account_credit: kept = 0n } = await customer.books();
    if (taken === "done") {
      expect(available).toBe(0n);
      expect(["done", "invoice_not_payable"]).toContain(paid);
      expect([bank, kept]).toEqual(paid === "done" ? [10_000n, -10_000n] : [0n, 0n]);
    } else {
      expect([paid, taken]).toEqual(["done", "invoice_not_endable"]);
      expect([available, bank, kept]).toEqual([10_000n, 10_000n, 0n]);
    }
  }
});
