import { expect, test } from "vitest";
import { undoRefund } from "@/billing/refunds/approve";
import type { Customer } from "../books";
import { balancesOf } from "../disputes/disputing";
import { tellAll } from "../stripe/telling";
import { type Asked, act, ask, paidPack, refundsOf, send, slicesOf } from "./refunding";

// Of 10,000 credits for $100.00 and $20.00 of tax 6,000 are used, so that each half of the money owns a slice of 5,000,
// and 4,000 are there for both. The half asked for first holds them; what it lets go of is the other half's.

async function held(asked: Asked = {}) {
  const paid = await paidPack();
  await paid.customer.consume(6_000n);
  const { refundId } = await ask(paid.customer, paid.invoiceId, asked);
  expect(await paid.customer.balance()).toMatchObject({ available: 0n, held: 4_000n });
  return { ...paid, refundId };
}

async function owedBy(customer: Customer): Promise<bigint> {
  return (await customer.balance()).debt;
}

test("a refund made at Stripe wrote off what ours had on hold: ours undone, the credits are taken for it", async () => {
  const { customer, stripe, refundId } = await held();
  const [charge] = await stripe.charges();
  await stripe.client.ask(({ refunds }) =>
    refunds.create({ charge: charge?.id ?? "", amount: 6_000 }),
  );
  await tellAll(stripe);
  expect(await slicesOf(customer)).toMatchObject([
    { slice: 5_000n, revoked: 4_000n, debt: 1_000n },
    { slice: 5_000n, revoked: 0n, writtenOff: 5_000n },
  ]);
  await act(undoRefund, customer, refundId);
  expect(await slicesOf(customer)).toMatchObject([
    { slice: 5_000n, revoked: 4_000n, writtenOff: 1_000n, debt: 0n },
  ]);
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
  // $60.00 were earned, and $50.00 net went back: all $40.00 that were unearned, and $10.00 of what was earned.
  expect(await balancesOf(customer)).toMatchObject({ deferred_revenue: 0n, refunds: 1_000n });
});

test("of two of ours the second finds what the first lets go of, and takes it once it is sent", async () => {
  for (const shortfall of ["write_off", "debt"] as const) {
    const { customer, stripe, invoiceId, refundId } = await held();
    await ask(customer, invoiceId, { shortfall });
    await act(undoRefund, customer, refundId);
    expect(await customer.balance()).toMatchObject({ available: 0n, held: 4_000n });
    const short = shortfall === "debt" ? { debt: 1_000n } : { writtenOff: 1_000n };
    expect(await slicesOf(customer)).toMatchObject([{ slice: 5_000n, revoked: 4_000n, ...short }]);
    await send(stripe.gateway);
    expect(await refundsOf(customer)).toMatchObject([
      { status: "undone" },
      { status: "succeeded" },
    ]);
    expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
    expect(await owedBy(customer)).toBe(shortfall === "debt" ? 1_000n : 0n);
  }
});

test("one that takes only what is not used takes what was held and not used", async () => {
  const { customer, stripe, invoiceId, refundId } = await held();
  await ask(customer, invoiceId, { policy: "unused_only" });
  expect(await slicesOf(customer)).toMatchObject([{}, { slice: 5_000n, waived: 5_000n }]);
  await act(undoRefund, customer, refundId);
  await send(stripe.gateway);
  expect(await slicesOf(customer)).toMatchObject([
    { slice: 5_000n, revoked: 4_000n, waived: 1_000n },
  ]);
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
});

test("what takes only the unused holds it until its money has left, and lets go of it where none does", async () => {
  const { customer, invoiceId, refundId } = await held();
  const second = await ask(customer, invoiceId, { policy: "unused_only" });
  await act(undoRefund, customer, refundId);
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 4_000n });
  await act(undoRefund, customer, second.refundId);
  expect(await customer.balance()).toMatchObject({ available: 4_000n, held: 0n });
});

test("one that takes nothing takes nothing", async () => {
  const { customer, stripe, invoiceId, refundId } = await held();
  await ask(customer, invoiceId, { policy: "none" });
  await act(undoRefund, customer, refundId);
  await send(stripe.gateway);
  expect(await slicesOf(customer)).toMatchObject([{ slice: 5_000n, revoked: 0n, waived: 5_000n }]);
  expect(await customer.balance()).toMatchObject({ available: 4_000n, held: 0n });
});

test("neither comes about: all that was left is there again", async () => {
  const { customer, invoiceId, refundId } = await held();
  const second = await ask(customer, invoiceId, { shortfall: "write_off" });
  await act(undoRefund, customer, refundId);
  await act(undoRefund, customer, second.refundId);
  expect(await customer.balance()).toMatchObject({ available: 4_000n, held: 0n });
  expect(await slicesOf(customer)).toEqual([]);
});

test("what the second was owed for is repaid from what the first lets go of", async () => {
  const { customer, stripe, invoiceId, refundId } = await held();
  const second = await ask(customer, invoiceId, { destination: "account_credit" });
  expect(second.refundId).not.toBe(refundId);
  expect(await owedBy(customer)).toBe(5_000n);
  await act(undoRefund, customer, refundId);
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n, debt: 1_000n });
  await send(stripe.gateway);
});

test("of what ours lets go of a smaller one made at Stripe takes its own slice, and the rest is there again", async () => {
  const { customer, stripe, refundId } = await held({ policy: "unused_only" });
  const [charge] = await stripe.charges();
  await stripe.client.ask(({ refunds }) =>
    refunds.create({ charge: charge?.id ?? "", amount: 2_400 }),
  );
  await tellAll(stripe);
  // $24.00 of $120.00 own 2,000 of 10,000.
  expect(await slicesOf(customer)).toMatchObject([{}, { slice: 2_000n, writtenOff: 2_000n }]);
  await act(undoRefund, customer, refundId);
  expect(await slicesOf(customer)).toMatchObject([{ slice: 2_000n, revoked: 2_000n }]);
  expect(await customer.balance()).toMatchObject({ available: 2_000n, held: 0n });
  // $40.00 were unearned, $20.00 net went back: $20.00 for the 2,000 that are left.
  expect(await customer.books()).toMatchObject({ deferred_revenue: -2_000n });
});
