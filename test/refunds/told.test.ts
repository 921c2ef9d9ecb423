import { expect, test } from "vitest";
import { readAccountCredit } from "@/billing/reports/read-account-credit";
import { inTransaction } from "@/db/transaction";
import { mailRefunds } from "@/jobs/mail-refunds";
import { books, type Customer, setClock } from "../books";
import { buyPack } from "../packs";
import { mails, member } from "../stripe/mailed";
import { tellAll } from "../stripe/telling";
import { ask, paidPack, refunded, refundsOf, send, slicesOf, tasksOf } from "./refunding";

/** $120.00 less 2.9 % and 30. */
const received = 11_622n;

test("it failed after it had left: owed as account credit, the note stands, a person is told (F10)", async () => {
  const { customer, stripe, invoiceId } = await paidPack("pm_card_refundFail");
  await refunded({ customer, stripe, invoiceId });
  await tellAll(stripe);
  expect(await refundsOf(customer)).toMatchObject([{ status: "succeeded" }]);
  await setClock("2026-03-01T01:00:00Z");
  // Anything asked of it makes it go on.
  await stripe.charges();
  await tellAll(stripe, 2);
  expect(await refundsOf(customer)).toMatchObject([{ status: "returned" }]);
  expect(await customer.books()).toMatchObject({
    ...{ stripe_balance: received, account_credit: -6_000n },
  });
  expect((await customer.balance()).available).toBe(5_000n);
  expect(await tasksOf(customer)).toEqual(["refund_returned"]);
  await member(customer, "owner@example.com", "owner", null);
  await mailRefunds(books());
  const [mail] = (await mails()).filter(({ kind }) => kind === "refund_returned");
  expect(mail?.body).toContain("could not be delivered. It is yours as account credit");
});

test("a refund on its way arrives later: its credits stay held until then", async () => {
  const { customer, stripe, invoiceId } = await paidPack("pm_card_pendingRefund");
  await refunded({ customer, stripe, invoiceId });
  expect(await refundsOf(customer)).toMatchObject([{ status: "calling" }]);
  expect(await customer.balance()).toMatchObject({ available: 5_000n, held: 5_000n });
  await setClock("2026-03-01T01:00:00Z");
  await stripe.charges();
  await tellAll(stripe, 2);
  expect(await refundsOf(customer)).toMatchObject([{ status: "succeeded" }]);
  expect(await customer.balance()).toMatchObject({ available: 5_000n, held: 0n });
});

test("told before we are answered, it is booked once (F4w)", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  await ask(customer, invoiceId);
  stripe.simulator.trouble.add({ trouble: "reset-after", calls: "POST /v1/refunds", times: 2 });
  await send(stripe.gateway);
  expect(await refundsOf(customer)).toMatchObject([{ status: "unknown" }]);
  await tellAll(stripe, 2);
  expect(await refundsOf(customer)).toMatchObject([{ status: "succeeded" }]);
  await send(stripe.gateway);
  expect(await slicesOf(customer)).toHaveLength(1);
  expect(await customer.books()).toMatchObject({ stripe_balance: received - 6_000n });
});

test("a refund made at Stripe is booked by the default policy, once, and a person is told", async () => {
  const { customer, stripe } = await paidPack();
  await customer.consume(6_000n);
  const [charge] = await stripe.charges();
  await stripe.client.ask(({ refunds }) =>
    refunds.create({ charge: charge?.id ?? "", amount: 6_000 }),
  );
  await tellAll(stripe, 3);
  expect(await refundsOf(customer)).toMatchObject([
    { origin: "processor", status: "succeeded", policy: "proportional", shortfall: "write_off" },
  ]);
  expect(await slicesOf(customer)).toMatchObject([
    { slice: 5_000n, revoked: 4_000n, writtenOff: 1_000n, debt: 0n },
  ]);
  expect(await tasksOf(customer)).toEqual(["refund_at_processor"]);
  expect(await customer.books()).toMatchObject({ stripe_balance: received - 6_000n });
});

/** $60.00 were kept for the account, and all $120.00 refunded at Stripe after that. */
async function keptAndRefunded(testCard?: string, between = async (_: Customer) => {}) {
  const { customer, stripe, invoiceId } = await paidPack(testCard);
  await ask(customer, invoiceId, { destination: "account_credit" });
  expect(await customer.books()).toMatchObject({ account_credit: -6_000n });
  await between(customer);
  const [charge] = await stripe.charges();
  await stripe.client.ask(({ refunds }) => refunds.create({ charge: charge?.id ?? "" }));
  await tellAll(stripe, 2);
  return { customer, stripe };
}

test("what Stripe gives back of what was kept for the account is not kept any more: given once, without credits, and told", async () => {
  const { customer } = await keptAndRefunded();
  expect(await customer.books()).toMatchObject({ stripe_balance: received - 12_000n });
  for (const none of ["account_credit", "dispute_loss"])
    expect(await customer.books()).not.toHaveProperty(none);
  expect(await slicesOf(customer)).toMatchObject([{ revoked: 5_000n }, { revoked: 5_000n }]);
  expect(await tasksOf(customer)).toEqual(["refund_at_processor", "refund_excess"]);
  const { entries } = await inTransaction(books(), (tx) => readAccountCredit(tx, customer.id));
  expect(entries.map(({ what, amount }) => [what, amount.minor])).toEqual([
    ["kept", 6_000n],
    ["paidOut", 6_000n],
  ]);
});

test("what was spent of it by then is lost", async () => {
  // $12.00 and 20 % of tax.
  const { customer } = await keptAndRefunded("pm_card_visa", async (one) => {
    await buyPack(one, { pack: "pack_1000" });
  });
  expect(await customer.books()).toMatchObject({ dispute_loss: 1_440n });
  expect(await customer.books()).not.toHaveProperty("account_credit");
  expect(await customer.balance()).toMatchObject({ available: 1_000n });
});

test("and where that refund comes back, it is kept again with the rest", async () => {
  const { customer, stripe } = await keptAndRefunded("pm_card_refundFail");
  await setClock("2026-03-01T01:00:00Z");
  await stripe.charges();
  await tellAll(stripe, 2);
  expect(await refundsOf(customer)).toMatchObject([{}, { status: "returned" }]);
  expect(await customer.books()).toMatchObject({
    ...{ stripe_balance: received, account_credit: -12_000n },
  });
});

test("made at Stripe while ours is on its way: there is room for one, ours gives way, and the credits are taken", async () => {
  for (const asked of [12_000n, 6_000n]) {
    const { customer, stripe, invoiceId } = await paidPack();
    await customer.consume(6_000n);
    await ask(customer, invoiceId, { of: { kind: "amount", grossMinor: asked } });
    const [charge] = await stripe.charges();
    await stripe.client.ask(({ refunds }) => refunds.create({ charge: charge?.id ?? "" }));
    await tellAll(stripe);
    await send(stripe.gateway);
    await tellAll(stripe);
    expect(await refundsOf(customer)).toMatchObject([
      { origin: "staff", status: "failed", failure_code: "made_at_processor" },
      { origin: "processor", status: "succeeded", card_minor: 12_000n, excess_minor: 0n },
    ]);
    // 4,000 were left of 10,000; all of $120.00 went back.
    expect(await slicesOf(customer)).toMatchObject([
      { slice: 10_000n, revoked: 4_000n, writtenOff: 6_000n },
    ]);
    expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
    expect(await customer.books()).toMatchObject({ stripe_balance: received - 12_000n });
    expect(await tasksOf(customer)).toEqual(["refund_at_processor"]);
  }
});
