import type Stripe from "stripe";
import { expect, test } from "vitest";
import { decideDispute, openDispute } from "@/sandbox/stripe/ask";
import { refusalOf, type Simulated, simulated } from "./simulated";

const paid = async (stripe: Stripe, payment_method: string, amount = 5000) => {
  const intent = await stripe.paymentIntents.create({
    amount,
    currency: "usd",
    payment_method,
    confirm: true,
  });
  return String(intent.latest_charge);
};

const balance = async ({ stripe }: Simulated) =>
  (await stripe.balance.retrieve()).available[0]?.amount;

test("refunds give back at most what is left, and Stripe keeps its fee", async () => {
  const play = await simulated();
  const { stripe } = play;
  // $50.00 less 2.9 % (145 ¢) and 30 ¢.
  const charge = await paid(stripe, "pm_card_visa");
  expect(await balance(play)).toBe(4825);
  const first = await stripe.refunds.create({ charge, amount: 1500, metadata: { refund: "1" } });
  expect(first).toMatchObject({ status: "succeeded", amount: 1500, metadata: { refund: "1" } });
  expect(await balance(play)).toBe(3325);
  const much = await refusalOf(stripe.refunds.create({ charge, amount: 3501 }));
  expect(much).toMatchObject({ statusCode: 400, param: "amount" });
  expect(await stripe.refunds.create({ charge })).toMatchObject({ amount: 3500 });
  const shown = await stripe.charges.retrieve(charge, { expand: ["refunds"] });
  expect(shown).toMatchObject({ refunded: true, amount_refunded: 5000 });
  expect(shown.refunds?.data).toHaveLength(2);
  const none = await refusalOf(stripe.refunds.create({ charge }));
  expect(none.code).toBe("charge_already_refunded");
  expect(await balance(play)).toBe(-175);
});

test("a refund may be on its way for a moment before it arrives", async () => {
  const { stripe, pass } = await simulated();
  const charge = await paid(stripe, "pm_card_pendingRefund");
  const { id, status } = await stripe.refunds.create({ charge });
  expect(status).toBe("pending");
  await pass(9);
  expect((await stripe.refunds.retrieve(id)).status).toBe("pending");
  await pass(1);
  expect((await stripe.refunds.retrieve(id)).status).toBe("succeeded");
  const [told] = (await stripe.events.list({ type: "refund.updated" })).data;
  expect(told?.data).toMatchObject({ previous_attributes: { status: "pending" } });
});

test("a refund that seemed to succeed may fail: the money is on the balance again", async () => {
  const play = await simulated();
  const { stripe, pass } = play;
  const charge = await paid(stripe, "pm_card_refundFail");
  const { id, status } = await stripe.refunds.create({ charge, amount: 2000 });
  expect([status, await balance(play)]).toEqual(["succeeded", 2825]);
  await pass(10);
  const failed = await stripe.refunds.retrieve(id, { expand: ["failure_balance_transaction"] });
  expect(failed).toMatchObject({ status: "failed", failure_reason: "expired_or_canceled_card" });
  expect(failed.failure_balance_transaction).toMatchObject({
    type: "refund_failure",
    amount: 2000,
  });
  expect(await balance(play)).toBe(4825);
  expect(await stripe.charges.retrieve(charge)).toMatchObject({
    amount_refunded: 0,
    refunded: false,
  });
  expect((await stripe.events.list({ type: "refund.failed" })).data).toHaveLength(1);
});

async function disputed(play: Simulated, card: string): Promise<Stripe.Dispute> {
  await paid(play.stripe, card);
  await play.simulator.tick();
  const [dispute] = (await play.stripe.disputes.list()).data;
  if (!dispute) throw new Error("nobody disputes it");
  return dispute;
}

const told = async (stripe: Stripe) =>
  (await stripe.events.list({ type: "charge.dispute.*" })).data
    .map(({ type }) => type)
    .toReversed();

test("a dispute takes the money and $15; won, the money comes back and the fee does not", async () => {
  const play = await simulated();
  const { stripe } = play;
  const dispute = await disputed(play, "pm_card_createDispute");
  expect(dispute).toMatchObject({ status: "needs_response", reason: "fraudulent", amount: 5000 });
  expect(dispute.balance_transactions).toMatchObject([{ amount: -5000, fee: 1500, net: -6500 }]);
  expect(await balance(play)).toBe(4825 - 6500);
  const refused = await refusalOf(stripe.refunds.create({ charge: String(dispute.charge) }));
  expect(refused.code).toBe("charge_disputed");

  const evidence = { uncategorized_text: "winning_evidence" };
  const won = await stripe.disputes.update(dispute.id, { evidence, submit: true });
  expect(won.status).toBe("won");
  expect(await balance(play)).toBe(4825 - 1500);
  expect(await told(stripe)).toEqual([
    "charge.dispute.created",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.closed",
    "charge.dispute.funds_reinstated",
  ]);
});

test("a dispute that is lost or given up keeps the money away", async () => {
  const play = await simulated();
  const { stripe } = play;
  const dispute = await disputed(play, "pm_card_createDisputeProductNotReceived");
  expect(dispute.reason).toBe("product_not_received");
  expect((await stripe.disputes.close(dispute.id)).status).toBe("lost");
  expect(await balance(play)).toBe(4825 - 6500);
  await refusalOf(stripe.disputes.close(dispute.id));
});

test("evidence waits until it is submitted, with files that are what they say they are", async () => {
  const play = await simulated();
  const { stripe } = play;
  const { id } = await disputed(play, "pm_card_createDispute");
  const upload = (data: string, key?: string) =>
    stripe.files.create(
      {
        purpose: "dispute_evidence",
        file: { data: Buffer.from(data, "latin1"), name: "Zürich.pdf", type: "application/pdf" },
      },
      key ? { idempotencyKey: key } : {},
    );
  // 4 bytes more than the 5 of "%PDF-": each byte counts as one, also one that is no letter.
  const file = await upload("%PDF-\x00\xff\r\n", "once");
  expect(file).toMatchObject({ size: 9, type: "pdf", filename: "Zürich.pdf" });
  expect((await upload("%PDF-\x00\xff\r\n", "once")).id).toBe(file.id);
  await refusalOf(upload("%PDF-\x00\xfe\r\n", "once"));
  await refusalOf(upload("GIF89a"));
  await refusalOf(upload(`%PDF-${"0".repeat(5 * 1_048_576)}`));

  const receipt = await refusalOf(stripe.disputes.update(id, { evidence: { receipt: "file_no" } }));
  expect(receipt.param).toBe("evidence[receipt]");
  const evidence = { receipt: file.id, uncategorized_text: "winning_evidence" };
  const staged = await stripe.disputes.update(id, { evidence, submit: false });
  expect(staged).toMatchObject({ status: "needs_response", evidence });
  expect(staged.evidence_details).toMatchObject({ has_evidence: true, submission_count: 0 });
  const won = await stripe.disputes.update(id, { submit: true });
  expect([won.status, won.evidence_details.submission_count]).toEqual(["won", 1]);
});

test("any charge is disputed in part and decided when somebody says so", async () => {
  const play = await simulated();
  const charge = await paid(play.stripe, "pm_card_visa");
  const at = { key: "sk_test_simulated", apiUrl: play.simulator.url };
  const reason = "subscription_canceled";
  const { id } = await openDispute(at, { charge, reason, amount: 2000 });
  // 50.00 less 2.9 % and 30 is 48.25; 20.00 and the fee of 15.00 leave.
  expect(await balance(play)).toBe(4825 - 3500);
  expect((await decideDispute(at, { dispute: id, outcome: "lost" })).status).toBe("lost");
  expect(await play.stripe.disputes.retrieve(id)).toMatchObject({ reason, amount: 2000 });
  await expect(openDispute(at, { charge, amount: 9_999 })).rejects.toThrow("not that much left");
});

test("an inquiry moves no money until it becomes a dispute", async () => {
  const play = await simulated();
  const { stripe } = play;
  const inquiry = await disputed(play, "pm_card_createDisputeInquiry");
  expect(inquiry).toMatchObject({ status: "warning_needs_response", is_charge_refundable: true });
  expect(await balance(play)).toBe(4825);
  const evidence = { uncategorized_text: "escalate_inquiry_evidence" };
  const now = await stripe.disputes.update(inquiry.id, { evidence, submit: true });
  expect(now.status).toBe("needs_response");
  expect(await balance(play)).toBe(4825 - 6500);

  const other = await simulated();
  const { id } = await disputed(other, "pm_card_createDisputeInquiry");
  expect((await other.stripe.disputes.close(id)).status).toBe("warning_closed");
  expect(await balance(other)).toBe(4825);
});

test("a payout takes the balance to the bank", async () => {
  const play = await simulated();
  await paid(play.stripe, "pm_card_visa");
  const payout = await play.stripe.payouts.create({ amount: 4825, currency: "usd" });
  expect(payout.status).toBe("paid");
  expect(await balance(play)).toBe(0);
  const moved = await play.stripe.balanceTransactions.list({ type: "payout" });
  expect(moved.data).toMatchObject([{ amount: -4825, source: payout.id }]);
});
