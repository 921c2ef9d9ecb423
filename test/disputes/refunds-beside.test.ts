import { expect, test } from "vitest";
import { undoRefund } from "@/billing/refunds/approve";
import { act, ask, openTasksOf, paidPack, refundsOf, send } from "../refunds/refunding";
import { apply, balancesOf, disputesOf, slicesOf, told } from "./disputing";

const taken = { out: -12_000n };

test("while a payment is disputed nothing of it is refunded, and it says why; won, it can be (R2)", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  await apply(await told(customer, "needs_response", {}, taken));
  for (const destination of ["card", "account_credit"] as const) {
    const refused = ask(customer, invoiceId, { destination });
    await expect(refused).rejects.toMatchObject({ code: "invoice_disputed" });
  }
  expect(await refundsOf(customer)).toEqual([]);
  await apply(await told(customer, "won", {}, { ...taken, back: 12_000n }));
  await ask(customer, invoiceId);
  await send(stripe.gateway);
  expect(await refundsOf(customer)).toMatchObject([{ status: "succeeded" }]);
});

test("asked for before the dispute came: Stripe will not make it, and the dispute holds what it gave up (R2)", async () => {
  const { customer, stripe, invoiceId } = await paidPack("pm_card_createDispute");
  await ask(customer, invoiceId);
  // $60.00 are on their way: the dispute of all of it holds the other half.
  await apply(await told(customer, "needs_response", {}, taken));
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 10_000n });
  expect(await slicesOf(customer)).toMatchObject([{ slice: 5_000n }]);
  // Anything asked of it makes the dispute open there too.
  await stripe.charges();
  await send(stripe.gateway);
  expect(await refundsOf(customer)).toMatchObject([
    { status: "failed", failure_code: "charge_disputed" },
  ]);
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 10_000n });
  expect(await slicesOf(customer)).toMatchObject([{ slice: 10_000n, revoked: 10_000n }]);
  await apply(await told(customer, "lost", {}, taken));
  expect(await disputesOf(customer)).toMatchObject([{ returned_minor: 12_000n, excess_minor: 0n }]);
  // Nothing of it was used: all of $100.00 was unearned; the tax of $20.00 is lost.
  expect(await balancesOf(customer)).toMatchObject({ deferred_revenue: 0n, dispute_loss: 2_000n });
  const late = ask(customer, invoiceId, { of: { kind: "amount", grossMinor: 1n } });
  await expect(late).rejects.toMatchObject({ code: "refund_exceeds_payment" });
});

test("lost while a refund was on its way, which then fails: the dispute takes its credits, and nothing is beyond the charge", async () => {
  const { customer, stripe, invoiceId } = await paidPack("pm_card_createDispute");
  await ask(customer, invoiceId);
  await apply(await told(customer, "needs_response", {}, taken));
  await apply(await told(customer, "lost", {}, taken));
  // $60.00 are the refund's: of the other $60.00 $10.00 are tax, and $60.00 are beyond what was left.
  expect(await disputesOf(customer)).toMatchObject([
    { returned_minor: 6_000n, excess_minor: 6_000n },
  ]);
  expect(await openTasksOf(customer)).toEqual(["dispute_excess"]);
  expect(await balancesOf(customer)).toMatchObject({ dispute_loss: 7_000n });
  await stripe.charges();
  await send(stripe.gateway);
  expect(await refundsOf(customer)).toMatchObject([{ status: "failed" }]);
  expect(await disputesOf(customer)).toMatchObject([{ returned_minor: 12_000n, excess_minor: 0n }]);
  expect(await openTasksOf(customer)).toEqual([]);
  expect(await slicesOf(customer)).toMatchObject([{ slice: 10_000n, revoked: 10_000n }]);
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
  expect(await balancesOf(customer)).toMatchObject({ deferred_revenue: 0n, dispute_loss: 2_000n });
});

test("taken back by a person before it was sent, its credits go to the dispute and not to be spent", async () => {
  const { customer, invoiceId } = await paidPack();
  const { refundId } = await ask(customer, invoiceId);
  await apply(await told(customer, "needs_response", {}, taken));
  await act(undoRefund, customer, refundId);
  await apply(await told(customer, "under_review", { submissions: 1 }, taken));
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 10_000n });
  await apply(await told(customer, "won", {}, { ...taken, back: 12_000n }));
  expect(await customer.balance()).toMatchObject({ available: 10_000n, held: 0n });
});

test("two disputes of one charge take no more than was paid between them, whichever is lost", async () => {
  const { customer } = await paidPack();
  const half = { name: "half", amountMinor: 6_000n };
  const all = { name: "all" };
  await apply(await told(customer, "needs_response", half, { half: -6_000n }));
  await apply(await told(customer, "needs_response", all, { all: -12_000n }));
  expect(await slicesOf(customer)).toMatchObject([{ slice: 5_000n }, { slice: 5_000n }]);
  await apply(await told(customer, "won", half, { half: -6_000n, halfBack: 6_000n }));
  // What the one gives up the other holds at once, whoever tells of it.
  expect(await slicesOf(customer)).toMatchObject([{ slice: 10_000n }]);
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 10_000n });
  await apply(await told(customer, "lost", all, { all: -12_000n }));
  expect(await slicesOf(customer)).toMatchObject([{ slice: 10_000n, revoked: 10_000n }]);
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
  expect(await balancesOf(customer)).toMatchObject({ dispute_hold: 0n, dispute_loss: 2_000n });
});
