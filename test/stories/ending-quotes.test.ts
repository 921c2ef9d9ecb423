import { expect, test } from "vitest";
import { setTax } from "@/billing/invoices/taxes";
import { inTransaction } from "@/db/transaction";
import { Customer, openBooks, setClock } from "../books";
import { confirmGiveUp, previewGiveUp } from "../give-up";
import { buyPack } from "../packs";
import { ask } from "../refunds/refunding";

const usd = (minor: bigint) => ({ minor, currency: "usd" });

/** A pack of 10,000 for $100.00 and 20 %, owed and granted at once, 4,000 of it used. */
async function packOwed() {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  const rate = { name: "VAT", ppm: 200_000n, included: false };
  await inTransaction(customer.db, (tx) => setTax(tx, customer.id, { treatment: "rate", rate }));
  const { invoiceId } = await buyPack(customer, { pack: "pack_10000" });
  if (!invoiceId) throw new Error("A pack has an invoice");
  await customer.consume(4_000n);
  return { customer, invoiceId };
}

test("giving up shows what is lost and what is only not earned, and books what was shown", async () => {
  const { customer, invoiceId } = await packOwed();
  const shown = await previewGiveUp(customer, { invoiceId, as: "uncollectible" });
  // 40.00 of 100.00 are earned: they are lost with 20.00 of tax.
  expect(shown.money).toMatchObject({
    ...{ owed: usd(12_000n), unearned: usd(6_000n), lost: usd(6_000n) },
    ...{ tax: usd(0n), turnedBack: usd(0n), keptAgain: usd(0n), rest: usd(0n) },
  });
  expect(shown.credits).toEqual({
    ...{ before: 6_000n, after: 0n, revoked: 6_000n, expired: 0n, writtenOff: 4_000n, granted: 0n },
  });
  expect(await customer.books()).toMatchObject({ receivable: 12_000n });

  // Used since, 1,000 more are earned: what is promised, $120.00 and 10,000 credits, is the same.
  await customer.consume(1_000n);
  const done = await confirmGiveUp(customer, shown.quoteId, "once");
  expect(done).toMatchObject({ stale: false, answer: { revoked: 5_000n, writtenOff: 5_000n } });
  expect(await customer.books()).toMatchObject({ write_off: 7_000n, "revenue.pack": -5_000n });
  expect(await customer.books()).not.toHaveProperty("receivable");

  expect(await confirmGiveUp(customer, shown.quoteId, "once")).toMatchObject({
    answer: { replayed: true, revoked: 5_000n },
  });
  await expect(confirmGiveUp(customer, shown.quoteId)).rejects.toMatchObject({
    code: "quote_used",
  });
});

test("voiding shows what is turned back of the revenue and of the tax", async () => {
  const { customer, invoiceId } = await packOwed();
  const { money, credits } = await previewGiveUp(customer, { invoiceId, as: "void" });
  expect(money).toMatchObject({
    ...{ owed: usd(12_000n), unearned: usd(6_000n), turnedBack: usd(4_000n), tax: usd(2_000n) },
    ...{ lost: usd(0n) },
  });
  expect(credits).toMatchObject({ before: 6_000n, after: 0n, revoked: 6_000n, writtenOff: 4_000n });
});

test("a quote that ran out, or shows another sum than is owed by now, is stale, and the fresh one holds", async () => {
  const { customer, invoiceId } = await packOwed();
  const old = await previewGiveUp(customer, { invoiceId, as: "uncollectible" });
  await setClock("2026-04-01T00:15:00Z");
  const stale = await confirmGiveUp(customer, old.quoteId);
  if (!stale.stale) throw new Error("It held a quarter of an hour");
  expect(stale.fresh.money.owed).toEqual(usd(12_000n));

  // Half of it is credited meanwhile: $60.00 with 5,000 credits.
  const half = { kind: "amount", grossMinor: 6_000n } as const;
  await ask(customer, invoiceId, { of: half, destination: "credit_note" });
  const again = await confirmGiveUp(customer, stale.fresh.quoteId);
  if (!again.stale) throw new Error("Another sum is owed by now");
  expect(again.fresh.money.owed).toEqual(usd(6_000n));
  expect(again.fresh.credits).toMatchObject({ before: 1_000n, after: 0n });
  expect(await confirmGiveUp(customer, again.fresh.quoteId)).toMatchObject({ stale: false });
  expect(await customer.books()).not.toHaveProperty("receivable");
});

test("a change that waits: what account credit paid of it is kept again, and pays what is open", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.pay((await customer.start("twenty")).invoiceId);
  await setClock("2026-04-16T00:00:00Z");
  // -10.00 + 2.50: 7.50 are kept. Then -2.50 + 49.50 take them, and wait for 39.50.
  await customer.change("five");
  const { invoiceId } = await customer.change("pro", { grants: "on_payment" });
  await buyPack(customer, { pack: "pack_1000", grants: "on_payment" });
  const shown = await previewGiveUp(customer, { invoiceId, as: "void" });
  expect(shown.money).toMatchObject({
    ...{ owed: usd(3_950n), unearned: usd(4_700n), keptAgain: usd(-750n), turnedBack: usd(0n) },
  });
  expect(shown.credits).toMatchObject({ granted: 0n, revoked: 0n, after: shown.credits.before });
  await confirmGiveUp(customer, shown.quoteId);
  // Of 12.00 for the order 7.50 are paid.
  expect(await customer.books()).toMatchObject({ receivable: 450n });
});
