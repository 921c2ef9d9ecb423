import { expect, test } from "vitest";
import { acceptDispute, previewAccept, submitAnswer } from "@/billing/disputes/answer";
import type { DisputeTerms } from "@/billing/disputes/dispute";
import { GatewayError } from "@/billing/payments/gateway";
import { inTransaction } from "@/db/transaction";
import { type DisputeId, newId, type QuoteId } from "@/lib/ids";
import type { Customer } from "../books";
import { paidPack, send } from "../refunds/refunding";
import { apply, balancesOf, disputesOf, slicesOf, told } from "./disputing";

const taken = { out: -12_000n };

test("given up: what is shown per policy is what is booked, once Stripe says that it is lost", async () => {
  const { customer, stripe } = await paidPack();
  await customer.consume(6_000n);
  await apply(await told(customer, "needs_response", {}, taken));
  const shown = await preview(customer);
  const usd = (minor: bigint) => ({ minor, currency: "usd" });
  expect(shown.money).toMatchObject({
    ...{ total: usd(12_000n), excess: usd(0n) },
    lines: [{ net: usd(10_000n), tax: usd(2_000n), unearned: usd(4_000n) }],
  });
  expect(shown.policies).toMatchObject({
    proportional: { slice: 10_000n, revoked: 4_000n, short: 6_000n, before: 0n, after: 0n },
    unused_only: { revoked: 4_000n, short: 0n, waived: 6_000n },
    full: { revoked: 4_000n, short: 6_000n },
    // What is held and not taken is there again.
    none: { revoked: 0n, waived: 10_000n, before: 0n, after: 4_000n },
  });
  expect(shown.policies.proportional.grants).toMatchObject([
    { granted: 10_000n, used: 6_000n, toRevoke: 4_000n, after: 0n },
  ]);
  const key = newId<string>();
  const first = await accept(customer, shown.quoteId, { policy: "unused_only", key });
  expect(first).toMatchObject({ answer: { answer: "accepting", replayed: false } });
  expect(await accept(customer, shown.quoteId, { policy: "unused_only", key })).toMatchObject({
    answer: { replayed: true },
  });
  const lost = await told(customer, "lost", {}, taken);
  await send({ ...stripe.gateway, closeDispute: async () => lost });
  expect(await slicesOf(customer)).toMatchObject([
    { slice: 10_000n, revoked: 4_000n, waived: 6_000n, writtenOff: 0n },
  ]);
  expect(await disputesOf(customer)).toMatchObject([
    { status: "lost", answer: null, accepted_by: "test", policy: "unused_only" },
  ]);
  // $40.00 were unearned; $60.00 and the tax of $20.00 are lost.
  expect(await balancesOf(customer)).toMatchObject({ dispute_loss: 8_000n, deferred_revenue: 0n });
  await expect(preview(customer)).rejects.toMatchObject({ code: "dispute_not_open" });
});

test("given up while Stripe's answer is a fault it keeps under our key: what it did is looked up, and not asked for a day", async () => {
  const { customer, stripe } = await paidPack("pm_card_createDispute");
  await stripe.charges(); // anything asked of it makes the dispute open there
  const [there] = (await stripe.client.ask(({ disputes }) => disputes.list())).data;
  const said = await stripe.gateway.getDispute(there?.id ?? "");
  if (!said) throw new Error("Stripe has the dispute");
  await apply(said);
  const { quoteId } = await preview(customer);
  await accept(customer, quoteId, { policy: "proportional", key: newId<string>() });
  stripe.simulator.trouble.add({ trouble: "500-after", calls: "POST /v1/disputes/", times: 1 });
  for (let time = 0; time < 2; time += 1) await send(stripe.gateway);
  expect(await disputesOf(customer)).toMatchObject([{ status: "lost", answer: null }]);
  const open = customer.db.selectFrom("gateway_calls").where("ended_at", "is", null);
  expect(await open.select("id").execute()).toEqual([]);
  // Nothing was used: all 10,000 are taken back, and the tax of $20.00 is lost.
  expect(await slicesOf(customer)).toMatchObject([{ revoked: 10_000n, writtenOff: 0n }]);
  expect(await balancesOf(customer)).toMatchObject({ dispute_loss: 2_000n, deferred_revenue: 0n });
});

test("an answer is sent once, with what is written; refused, it can be written anew; what is over is not answered", async () => {
  const { customer, stripe } = await paidPack();
  await apply(await told(customer, "needs_response", {}, taken));
  await expect(submit(customer)).rejects.toMatchObject({ code: "dispute_not_open" });
  const [{ id = "" } = {}] = await disputesOf(customer);
  const write = (text: string) =>
    customer.db
      .updateTable("disputes")
      .set({ evidence: JSON.stringify({ uncategorized_text: text }) })
      .where("account_id", "=", customer.id)
      .execute();
  await write("They used all of it.");
  await submit(customer);
  await expect(write("Or not.")).rejects.toMatchObject({ code: "TB006" });
  await expect(submit(customer)).rejects.toMatchObject({ code: "dispute_not_open" });
  const refuse = async () => {
    throw new GatewayError("refused", "No", { code: "invalid_request" });
  };
  await send({ ...stripe.gateway, submitEvidence: refuse });
  expect(await disputesOf(customer)).toMatchObject([
    { answer: "failed", answer_code: "invalid_request", submitted_at: null },
  ]);
  await write("They used all of it, here is when.");
  await submit(customer);
  const sent: unknown[] = [];
  const review = await told(customer, "under_review", { submissions: 1 }, taken);
  await send({
    ...stripe.gateway,
    submitEvidence: async (name, evidence) => {
      sent.push([name, evidence]);
      return review;
    },
  });
  expect(sent).toEqual([[review.id, { uncategorized_text: "They used all of it, here is when." }]]);
  expect(await disputesOf(customer)).toMatchObject([
    { id, status: "under_review", submissions: 1, submitted_by: "test", answer: null },
  ]);
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 10_000n });
});

async function preview(customer: Customer) {
  const [dispute] = await disputesOf(customer);
  const asker = { accountId: customer.id, author: { actor: "test", requestId: "test" } };
  const id = dispute?.id as DisputeId;
  return await inTransaction(customer.db, (tx) => previewAccept(tx, asker, id));
}

function accept(
  customer: Customer,
  quoteId: QuoteId,
  { policy, key }: Pick<DisputeTerms, "policy"> & { key: string },
) {
  const request = customer.request("disputes.accept", key, quoteId);
  const asked = { ...request, quoteId, policy, shortfall: "write_off" as const };
  return inTransaction(customer.db, (tx) => acceptDispute(tx, asked));
}

async function submit(customer: Customer) {
  const [dispute] = await disputesOf(customer);
  const disputeId = dispute?.id as DisputeId;
  const request = customer.request("disputes.submit", newId<string>(), disputeId);
  return await inTransaction(customer.db, (tx) => submitAnswer(tx, { ...request, disputeId }));
}
