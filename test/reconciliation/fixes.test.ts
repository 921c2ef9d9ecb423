import { sql } from "kysely";
import { expect, test } from "vitest";
import { answerAdjustment } from "@/billing/adjustments/request";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { grantMissing } from "@/billing/reconciliation/grant-missing";
import { inTransaction } from "@/db/transaction";
import { fixDifference, previewFix } from "@/stripe/fix-difference";
import { advance, author, books, Customer, setClock } from "../books";
import { apply, disputesOf, told } from "../disputes/disputing";
import { paidPack, refundsOf } from "../refunds/refunding";
import { dropGuards } from "../tampering";
import { colleague, fixed } from "./fixing";
import { causesOf, differences, listingOtherwise, reconciled } from "./reconciling";

test("a refund nobody heard of: what its fix shows is what it books, once, and the next run finds nothing", async () => {
  const { customer, stripe } = await paidPack();
  await customer.consume(6_000n);
  const [charge] = await stripe.charges();
  await stripe.client.ask(({ refunds }) =>
    refunds.create({ charge: charge?.id ?? "", amount: 6_000 }),
  );
  await advance("2026-03-03T00:00:00Z");
  await reconciled(stripe.gateway);
  const before = await customer.books();
  const { shown, confirm } = await fixed(stripe.gateway);
  // $60.00 of $120.00 with 20 %: $10.00 of it tax; the half of 10,000 credits is 5,000, of which 4,000 are left.
  const of = (from: string, to: string) =>
    shown.moves.find((one) => one.from === from && one.to === to)?.amount;
  expect(of("stripe_balance", "tax_payable")).toBe(1_000n);
  expect(of("held", "revoked")).toBe(4_000n);
  expect(await customer.books()).toEqual(before);
  expect(await refundsOf(customer)).toEqual([]);
  expect(await confirm()).toEqual({ stale: false, answer: { status: "fixed" } });
  expect(await confirm()).toEqual({ stale: false, answer: { status: "fixed" } });
  expect(await refundsOf(customer)).toMatchObject([{ status: "succeeded", amount_minor: 6_000n }]);
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual([]);
  expect(await differences(books(), "resolved")).toHaveLength(1);
});

test("what would move otherwise than it was shown moves nothing, and a fresh quote is there", async () => {
  const { customer, stripe } = await paidPack();
  const [charge] = await stripe.charges();
  await stripe.client.ask(({ refunds }) =>
    refunds.create({ charge: charge?.id ?? "", amount: 6_000 }),
  );
  await setClock("2026-03-03T00:00:00Z");
  await reconciled(stripe.gateway);
  const { shown, confirm } = await fixed(stripe.gateway);
  await customer.consume(9_000n);
  const outcome = await confirm();
  expect(outcome).toMatchObject({ stale: true });
  expect(outcome.stale && outcome.fresh.moves).not.toEqual(shown.moves);
  expect(await refundsOf(customer)).toEqual([]);
  expect(await differences()).toHaveLength(1);
});

test("a fee other than we booked: the difference is booked, and the line matches from then on", async () => {
  const { customer, stripe } = await paidPack();
  const dearer = listingOtherwise(stripe.gateway, (lines) =>
    lines.map((one) => ({ ...one, feeMinor: one.feeMinor + 25n })),
  );
  await setClock("2026-03-03T00:00:00Z");
  await reconciled(dearer);
  expect(await differences()).toEqual(["amount_differs fee_differs -25 usd"]);
  const { shown, confirm } = await fixed(dearer);
  expect(shown.moves).toEqual([
    { from: "stripe_balance", to: "processor_fees", asset: "usd", amount: 25n },
  ]);
  await confirm();
  await reconciled(dearer);
  expect(await differences()).toEqual([]);
  // 2.9 % of $120.00, 30 ¢, and what was lacking.
  expect(await customer.books()).toMatchObject({ processor_fees: 378n + 25n });
});

/** A processor that keeps $20.00 back as a reserve. */
function keepingReserve(gateway: PaymentGateway): PaymentGateway {
  return listingOtherwise(gateway, (lines) => [
    ...lines,
    ...lines.slice(0, 1).map((one) => ({
      ...{ ...one, id: "txn_reserve", type: "reserve_transaction", category: "risk_reserved" },
      ...{ sourceId: null, amountMinor: -2_000n, feeMinor: 0n },
    })),
  ]);
}

test("a movement that is nobody's is booked on the house account, as an adjustment", async () => {
  const { stripe } = await paidPack();
  const reserve = keepingReserve(stripe.gateway);
  await setClock("2026-03-03T00:00:00Z");
  await reconciled(reserve);
  expect(await differences()).toEqual(["missing_here other_movement -2000 usd"]);
  const { shown, confirm } = await fixed(reserve);
  expect(shown.moves).toEqual([
    { from: "stripe_balance", to: "adjustments", asset: "usd", amount: 2_000n },
  ]);
  await confirm();
  await reconciled(reserve);
  expect(await differences()).toEqual([]);
});

test("two of us who set one difference right at the same moment book it once", async () => {
  const { stripe } = await paidPack();
  const reserve = keepingReserve(stripe.gateway);
  await setClock("2026-03-03T00:00:00Z");
  await reconciled(reserve);
  const [one, other] = [await fixed(reserve), await fixed(reserve)];
  const outcomes = await Promise.allSettled([one.confirm(), other.confirm()]);
  const booked = outcomes.filter(({ status }) => status === "fulfilled");
  expect(booked).toHaveLength(1);
  const { rows } = await sql<{ minor: bigint }>`
    select sum(amount_minor)::int8 as minor from balance_bookings where balance_transaction_id = 'txn_reserve'`.execute(
    books(),
  );
  expect(rows).toEqual([{ minor: -2_000n }]);
});

test("two of us who give a pack that nobody was given at the same moment give it once", async () => {
  const { customer, stripe } = await paidPack();
  await dropGuards(books());
  // Its credits stand on no line any more: as if they had come from elsewhere, and the pack's had never come.
  await sql`update grants set category = 'promo', invoice_line_id = null, paid_minor = 0`.execute(
    books(),
  );
  await setClock("2026-03-03T00:00:00Z");
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual(["charge_without_grant never_granted -10000 credits"]);
  const [one, other] = [await fixed(stripe.gateway), await fixed(stripe.gateway)];
  const outcomes = await Promise.allSettled([one.confirm(), other.confirm()]);
  const done = outcomes.filter((out) => out.status === "fulfilled" && !out.value.stale);
  expect(done).toHaveLength(1);
  const { rows } = await sql<{ credits: bigint }>`
    select amount as credits from grants where account_id = ${customer.id} and category = 'pack'`.execute(
    books(),
  );
  expect(rows).toEqual([{ credits: 10_000n }]);
});

test("a dispute the bank decided, of which no event came and no money moved, is found and set right", async () => {
  const { customer, stripe } = await paidPack();
  const opened = await told(customer, "needs_response", {}, { out: -12_000n });
  await apply(opened);
  const deciding: PaymentGateway = {
    ...stripe.gateway,
    getDispute: async () => ({ ...opened, status: "lost" }),
  };
  const asked = { ...stripe.gateway, getDispute: async () => opened };
  const decided = async () => (await causesOf()).filter((one) => one.includes("dispute_decided"));
  await reconciled(asked);
  expect(await decided()).toEqual([]);
  await reconciled(deciding);
  expect(await decided()).toEqual(["missing_here dispute_decided"]);
  const by = await colleague();
  const { id: differenceId } = await books()
    .selectFrom("reconciliation_differences")
    .where("cause", "=", "dispute_decided")
    .select("id")
    .executeTakeFirstOrThrow();
  const shown = await previewFix(books(), deciding, { differenceId, by });
  // All 10,000 credits were there: held, and now taken back; $100.00 unearned and $20.00 of tax are gone.
  const of = (from: string, to: string) =>
    shown.moves.find((one) => one.from === from && one.to === to)?.amount;
  expect(of("held", "revoked")).toBe(10_000n);
  expect(of("dispute_hold", "deferred_revenue")).toBe(10_000n);
  expect(of("dispute_hold", "dispute_loss")).toBe(2_000n);
  const { quoteId, accountId } = shown;
  if (!quoteId || !accountId) throw new Error("It books something");
  const confirm = { differenceId, by, reason: "Its event was lost", quoteId, accountId };
  expect(await fixDifference(books(), deciding, confirm)).toMatchObject({ stale: false });
  expect(await disputesOf(customer)).toMatchObject([{ status: "lost" }]);
  await reconciled(deciding);
  expect(await decided()).toEqual([]);
});

test("a pack whose money was heard of since is not given a second time", async () => {
  const { customer, invoiceId } = await paidPack();
  const line = await books()
    .selectFrom("invoice_lines")
    .where("invoice_id", "=", invoiceId)
    .where("kind", "=", "pack")
    .select(["id", "credits"])
    .executeTakeFirstOrThrow();
  const of = { accountId: customer.id, invoiceId, lineId: line.id, credits: line.credits };
  const subject = `invoice_line:${line.id}`;
  const again = inTransaction(books(), (tx) => grantMissing(tx, { ...of, subject }, author));
  await expect(again).rejects.toMatchObject({ code: "invalid_input" });
  expect(await customer.books()).toMatchObject({ grant: 10_000n });
});

test("credits nobody was charged for are taken back once, whoever asks while another is asked, or before books are compared again", async () => {
  const { stripe } = await paidPack();
  const other = await Customer.open();
  await other.grant(25_000n, { category: "pack" });
  await setClock("2026-03-03T00:00:00Z");
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual(["grant_without_charge granted_without_line 25000 credits"]);
  const first = await fixed(stripe.gateway);
  const second = await fixed(stripe.gateway);
  // More than 10,000 credits take a second person.
  expect(first.shown).toMatchObject({ waits: true, moves: [] });
  expect(await first.confirm()).toMatchObject({ answer: { status: "waiting" } });
  const refused = { code: "invalid_input", facts: { field: "differenceId" } };
  await expect(second.confirm()).rejects.toMatchObject(refused);
  const { id: adjustmentId } = await books()
    .selectFrom("adjustments")
    .select("id")
    .executeTakeFirstOrThrow();
  const { staffUserId } = await colleague();
  const answer = { accountId: other.id, adjustmentId, author, staffUserId, says: "yes" as const };
  await inTransaction(books(), (tx) => answerAdjustment(tx, answer));
  expect(await other.balance()).toMatchObject({ available: 0n });
  await expect(fixed(stripe.gateway)).rejects.toMatchObject(refused);
  await advance("2026-03-03T01:00:00Z");
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual([]);
});
