import { sql } from "kysely";
import { expect, test } from "vitest";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { approveRefund, rejectRefund, undoRefund } from "@/billing/refunds/approve";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { testCatalog } from "../catalog";
import { stripeBeside } from "../stripe/paying";
import {
  act,
  ask,
  confirm,
  paidPack,
  preview,
  refunded,
  refundsOf,
  send,
  slicesOf,
  tasksOf,
} from "./refunding";

/** $120.00 less 2.9 % and 30. */
const received = 11_622n;

test("credits are held for half a minute and until the money has left, then they are taken back", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  const { status } = await ask(customer, invoiceId);
  expect(status).toBe("reserved");
  expect(await customer.balance()).toMatchObject({ available: 5_000n, held: 5_000n });
  // Not before its time.
  await stripe.collect();
  expect(await refundsOf(customer)).toMatchObject([{ status: "reserved" }]);
  await send(stripe.gateway);
  expect(await refundsOf(customer)).toMatchObject([{ status: "succeeded", failure_code: null }]);
  expect(await customer.balance()).toMatchObject({ available: 5_000n, held: 0n });
  expect(await customer.books()).toMatchObject({ stripe_balance: received - 6_000n });
});

test("taken back within half a minute nothing was sent, and the credits are there as they were", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  const { refundId } = await ask(customer, invoiceId);
  await act(undoRefund, customer, refundId, "staff:one");
  await send(stripe.gateway);
  expect(await refundsOf(customer)).toMatchObject([{ status: "undone" }]);
  expect(await customer.balance()).toMatchObject({ available: 10_000n, held: 0n });
  expect(await customer.books()).toMatchObject({ stripe_balance: received });
  // Of one that was sent there is nothing to take back.
  const { refundId: sent } = await ask(customer, invoiceId);
  await send(stripe.gateway);
  await expect(act(undoRefund, customer, sent)).rejects.toMatchObject({ code: "refund_not_open" });
});

test("the same key is the same refund, another request under it is refused", async () => {
  const { customer, invoiceId } = await paidPack();
  const { quoteId } = await preview(customer, invoiceId);
  const first = await confirm(customer, quoteId, { key: "one" });
  const again = await confirm(customer, quoteId, { key: "one" });
  if (first.stale || again.stale) throw new Error("A quote just made is not stale");
  expect(again.answer).toEqual({ ...first.answer, replayed: true });
  const other = await preview(customer, invoiceId, { of: { kind: "amount", grossMinor: 1n } });
  await expect(confirm(customer, other.quoteId, { key: "one" })).rejects.toMatchObject({
    code: "idempotency_key_reused",
  });
  expect(await refundsOf(customer)).toHaveLength(1);
});

test("two at once cannot give back more than was paid, and the second reads how much is left (R1)", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  const seven = { of: { kind: "amount", grossMinor: 7_200n } } as const;
  const [one, two] = [
    await preview(customer, invoiceId, seven),
    await preview(customer, invoiceId, seven),
  ];
  const both = await Promise.allSettled([
    confirm(customer, one.quoteId, { by: "staff:one" }),
    confirm(customer, two.quoteId, { by: "staff:two" }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const refused = both.find((answer) => answer.status === "rejected");
  expect(refused?.reason).toMatchObject({
    code: "refund_exceeds_payment",
    facts: { left: 4_800n, currency: "usd" },
  });
  await send(stripe.gateway);
  expect(await customer.books()).toMatchObject({ stripe_balance: received - 7_200n });
});

test("what was used since the preview is shortfall; where that is to stop it, the quote is stale", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  const first = await preview(customer, invoiceId);
  await customer.consume(8_000n);
  const stopped = await confirm(customer, first.quoteId, { shortfall: "block" });
  if (!stopped.stale) throw new Error("3,000 of 5,000 are spent");
  expect(stopped.fresh.policies.proportional).toMatchObject({ revoked: 2_000n, short: 3_000n });
  await expect(
    confirm(customer, stopped.fresh.quoteId, { shortfall: "block" }),
  ).rejects.toMatchObject({ code: "refund_blocked", facts: { short: 3_000n } });
  await confirm(customer, first.quoteId, { shortfall: "write_off" });
  await send(stripe.gateway);
  expect(await slicesOf(customer)).toMatchObject([
    { slice: 5_000n, revoked: 2_000n, writtenOff: 3_000n, debt: 0n },
  ]);
});

test("above the limit a second person says yes, and nobody to what they asked for themselves (R5)", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  const limited = defineCatalog({ ...testCatalog, refunds: { approvalAbove: { usd: 5_000n } } });
  await inTransaction(books(), (tx) => applyCatalog(tx, limited));
  const { refundId, status } = await ask(customer, invoiceId, { by: "staff:one" });
  expect(status).toBe("requested");
  expect(await customer.balance()).toMatchObject({ available: 10_000n, held: 0n });
  await expect(act(approveRefund, customer, refundId, "staff:one")).rejects.toMatchObject({
    code: "own_request",
  });
  const moved = books().updateTable("refunds").where("id", "=", refundId);
  const at = new Date("2026-03-01T00:00:00Z");
  const own = { status: "reserved", approver: "staff:one", approved_at: at };
  await expect(moved.set(own).execute()).rejects.toThrow(/refunds_two_people/);
  await expect(moved.set({ status: "reserved" }).execute()).rejects.toMatchObject({
    code: "TB007",
  });
  await act(approveRefund, customer, refundId, "staff:two");
  expect(await customer.balance()).toMatchObject({ available: 5_000n, held: 5_000n });
  await send(stripe.gateway);
  expect(await refundsOf(customer)).toMatchObject([
    { status: "succeeded", requested_by: "staff:one", approver: "staff:two" },
  ]);
  const { refundId: second } = await ask(customer, invoiceId, { by: "staff:one" });
  await act(rejectRefund, customer, second, "staff:two");
  expect((await refundsOf(customer))[1]).toMatchObject({ status: "rejected", approver: null });
});

test("Stripe would not: the credits are there again with the time they had left, and why is known (F9)", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  const { refundId } = await ask(customer, invoiceId);
  // Somebody gave all of it back at Stripe meanwhile, and nobody has told us.
  const [charge] = await stripe.charges();
  await stripe.client.ask(({ refunds }) => refunds.create({ charge: charge?.id ?? "" }));
  await setClock("2026-03-03T00:00:00Z");
  await send(stripe.gateway);
  expect(await refundsOf(customer)).toMatchObject([
    { id: refundId, status: "failed", failure_code: "charge_already_refunded" },
  ]);
  expect(await slicesOf(customer)).toEqual([]);
  expect((await customer.balance()).available).toBe(10_000n);
  const { rows: children } = await childGrants();
  // Held for two days, they end two days later.
  expect(children).toEqual([
    { amount: 5_000n, category: "rollover", longer: 2 * 86_400, paid_minor: 5_000n },
  ]);
  expect(await customer.books()).toMatchObject({ stripe_balance: received });
});

async function childGrants() {
  return await sql`select c.amount, c.category, c.paid_minor,
      extract(epoch from c.expires_at - p.expires_at)::int4 as longer
    from grants c join grants p on p.account_id = c.account_id and p.id = c.parent_grant_id`.execute(
    books(),
  );
}

test("a day without an answer: looked for, never sent blindly; a person decides (F11)", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  const { refundId } = await ask(customer, invoiceId);
  stripe.simulator.trouble.add({ trouble: "500-before", calls: "POST /v1/refunds", times: 1 });
  await send(stripe.gateway);
  await books()
    .updateTable("gateway_calls")
    .set({ created_at: new Date(Date.now() - 25 * 3_600_000) })
    .where("refund_id", "=", refundId)
    .execute();
  await send(stripe.gateway);
  expect(await refundsOf(customer)).toMatchObject([{ status: "unknown", asks_person: true }]);
  expect(await tasksOf(customer)).toEqual(["refund_unproven"]);
  await act(approveRefund, customer, refundId);
  await send(stripe.gateway);
  expect(await refundsOf(customer)).toMatchObject([{ status: "succeeded", asks_person: false }]);
  expect(await customer.books()).toMatchObject({ stripe_balance: received - 6_000n });
});

test("a plan's month given back whole ends it; a part of it ends it where that was asked", async () => {
  for (const [grossMinor, period, isLeft] of [
    [9_900n, "keep", true],
    [3_300n, "keep", false],
    [3_300n, "cancel", true],
  ] as const) {
    await openBooks("2026-03-01T00:00:00Z");
    const [customer, stripe] = [await Customer.open(), await stripeBeside()];
    await stripe.card(customer);
    const { invoiceId } = await customer.start("pro");
    if (!invoiceId) throw new Error("Pro costs something");
    await stripe.collect();
    await advance("2026-03-11T00:00:00Z");
    await customer.consume(5_000n);
    await refunded({ customer, stripe, invoiceId }, { of: { kind: "amount", grossMinor }, period });
    const periods = await books().selectFrom("plan_periods").select("state").execute();
    expect(periods).toEqual([{ state: isLeft ? "closed" : "open" }]);
    // A third of the money is a third of the credits: 6,667 of 20,000.
    const { available } = await customer.balance();
    expect(available).toBe(grossMinor === 9_900n ? 0n : 20_000n - 5_000n - 6_667n);
  }
});

test.each([
  ["has left it ends", "pm_card_visa", "closed"],
  ["is refused it goes on", "pm_card_createDispute", "open"],
])(
  "half of a plan's month kept and half on its way ends nothing yet; once that %s",
  async (_, testCard, ends) => {
    await openBooks("2026-03-01T00:00:00Z");
    const [customer, stripe] = [await Customer.open(), await stripeBeside()];
    await stripe.card(customer, testCard);
    const { invoiceId } = await customer.start("pro");
    if (!invoiceId) throw new Error("Pro costs something");
    await stripe.collect();
    const half = { of: { kind: "amount", grossMinor: 4_950n } } as const;
    await ask(customer, invoiceId, half);
    await ask(customer, invoiceId, { ...half, destination: "account_credit" });
    const states = () => books().selectFrom("plan_periods").select("state").execute();
    expect(await states()).toEqual([{ state: "open" }]);
    await stripe.charges(); // what is disputed there is so from now on
    await send(stripe.gateway);
    expect(await states()).toEqual([{ state: ends }]);
  },
);

test("what is owed less is no longer owed: a credit note lowers an open invoice, and moves no money", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  if (!invoiceId) throw new Error("Pro costs something");
  const asked = { of: { kind: "amount", grossMinor: 4_950n } } as const;
  await ask(customer, invoiceId, { ...asked, destination: "credit_note" });
  expect(await customer.books()).toMatchObject({ receivable: 4_950n });
  expect((await customer.books()).account_credit).toBeUndefined();
  expect((await customer.balance()).available).toBe(10_000n);
  await customer.pay(invoiceId);
  expect(await customer.books()).toMatchObject({ bank: 4_950n });
});
