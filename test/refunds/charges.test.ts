import { sql } from "kysely";
import { expect, test } from "vitest";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { inTransaction } from "@/db/transaction";
import type { InvoiceId } from "@/lib/ids";
import { listPaymentsOf } from "@/staff/invoice-queries";
import { books, Customer, openBooks } from "../books";
import { testCatalog } from "../catalog";
import { buyPack } from "../packs";
import { stripeBeside } from "../stripe/paying";
import { ask, paidPack, preview, refunded, refundsOf, send, slicesOf } from "./refunding";

// Credits by the piece, a cent each: thirty are less than a card is charged for.
const catalog = defineCatalog({
  ...testCatalog,
  customPack: { min: 1n, max: 1_000_000n, validMonths: 12, unitPrice: { usd: "0.01" } },
});

/** $0.30 and $5.00, of which the small one is paid with the other: one charge of $5.30. */
async function paidTogether() {
  await openBooks("2026-03-01T00:00:00Z");
  await inTransaction(books(), (tx) => applyCatalog(tx, catalog));
  const [customer, stripe] = [await Customer.open(), await stripeBeside()];
  await stripe.card(customer);
  const small = await buyPack(customer, { credits: 30n, grants: "on_payment" });
  const large = await buyPack(customer, { credits: 500n, grants: "on_payment" });
  await stripe.payNow(customer, large.invoiceId);
  const ids = [small.invoiceId, large.invoiceId] as InvoiceId[];
  return { customer, stripe, small: ids[0] as InvoiceId, large: ids[1] as InvoiceId };
}

test("one charge that paid two documents gives back of each what it paid of it, and no more of both than it took", async () => {
  const { customer, stripe, small, large } = await paidTogether();
  const all = { of: { kind: "all" } } as const;
  expect((await preview(customer, small, all)).money).toMatchObject({
    ...{ total: { minor: 30n }, card: { minor: 30n }, left: { minor: 30n } },
  });
  const tooMuch = { of: { kind: "amount", grossMinor: 31n } } as const;
  await expect(preview(customer, small, tooMuch)).rejects.toMatchObject({
    ...{ code: "refund_exceeds_payment", facts: { left: 30n } },
  });
  await refunded({ customer, stripe, invoiceId: small }, all);
  await refunded({ customer, stripe, invoiceId: large }, all);
  expect(await refundsOf(customer)).toMatchObject([
    { status: "succeeded", invoice_id: small, card_minor: 30n },
    { status: "succeeded", invoice_id: large, card_minor: 500n },
  ]);
  expect(await slicesOf(customer)).toMatchObject([
    { slice: 30n, revoked: 30n },
    { slice: 500n, revoked: 500n },
  ]);
  expect(await stripe.charges()).toMatchObject([{ amount: 530, amount_refunded: 530 }]);
  expect((await customer.balance()).available).toBe(0n);
  // Staff see the one charge at both.
  for (const invoiceId of [small, large]) {
    const of = { accountId: customer.id, invoiceId };
    expect(await inTransaction(books(), (tx) => listPaymentsOf(tx, of))).toMatchObject([
      { amountMinor: 530n },
    ]);
  }
  // Stripe keeps 2.9 % of $5.30, half-up, and 30 cents.
  expect(await customer.books()).toMatchObject({ stripe_balance: -45n, processor_fees: 45n });
  await expect(ask(customer, small, all)).rejects.toMatchObject({
    ...{ code: "refund_exceeds_payment", facts: { left: 0n } },
  });
});

test("a refund that leaves in another currency than it was charged in goes through exchange on both sides", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  const before = (await customer.books()).stripe_balance ?? 0n;
  const inEuros: PaymentGateway = {
    ...stripe.gateway,
    refund: async (...asked) => {
      const made = await stripe.gateway.refund(...asked);
      const transactionId = made.balance?.transactionId ?? "";
      // $60.00 at 0.92, and a fee of Stripe's for giving it back.
      const balance = { grossMinor: -5_520n, feeMinor: 25n, currency: "eur", exchangeRate: "0.92" };
      return { ...made, balance: { ...balance, transactionId } };
    },
  };
  await ask(customer, invoiceId);
  await send(inEuros);
  expect(await refundsOf(customer)).toMatchObject([
    {
      ...{ status: "succeeded", currency: "usd", card_minor: 6_000n },
      ...{ settled_currency: "eur", settled_minor: -5_520n, fee_minor: 25n, exchange_rate: "0.92" },
    },
  ]);
  // The dollars leave and come from exchange; the euros go into it and leave Stripe's balance, the fee with them.
  expect(await atStripe(customer)).toEqual([
    { kind: "exchange", asset: "eur", balance: 5_520n },
    { kind: "exchange", asset: "usd", balance: -6_000n },
    { kind: "processor_fees", asset: "eur", balance: 25n },
    // $3.78 for taking the payment.
    { kind: "processor_fees", asset: "usd", balance: 378n },
    { kind: "stripe_balance", asset: "eur", balance: -5_545n },
    { kind: "stripe_balance", asset: "usd", balance: before },
  ]);
});

async function atStripe(customer: Customer) {
  const { rows } = await sql`
    select l.kind, l.asset, b.balance from ledger_accounts l
    join balances b on b.account_id = l.account_id and b.ledger_account_id = l.id
    where l.account_id = ${customer.id} and l.kind in ('exchange', 'processor_fees', 'stripe_balance')
    order by l.kind, l.asset`.execute(customer.db);
  return rows;
}
