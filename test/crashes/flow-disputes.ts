import { acceptDispute, previewAccept } from "@/billing/disputes/answer";
import { inTransaction } from "@/db/transaction";
import type { DisputeId, QuoteId } from "@/lib/ids";
import { Customer } from "../books";
import { disputesOf, slicesOf } from "../disputes/disputing";
import { type Beside, payPack, tasksOf } from "../refunds/refunding";
import type { Act, Flow, Life } from "./flow";
import { arrive, works } from "./flow-hands";
import { afterCommitOf, beforeCommitOf, withinThatOf } from "./flow-places";
import { author, inWorld, requestOf } from "./flow-refund-acts";

/** A pack of $100.00 and 20 %, by a card whose bank takes it back; of 10,000 credits 6,000 are spent. */
async function begin(stripe: Beside): Promise<Life> {
  const { customer } = await payPack(stripe, "pm_card_createDispute");
  await customer.consume(6_000n);
  return { accountId: customer.id, known: {} };
}

const opens = inWorld(({ stripe }) => stripe.charges()); // anything asked of it makes it go on
const hear: Act = { by: "worker", run: (hands) => arrive(hands).then(() => works.hear(hands)) };
const tell: Act = { by: "worker", run: works.tell };
const send: Act = { by: "worker", run: works.send };

const decided = (outcome: "won" | "lost"): Act =>
  inWorld(async ({ stripe }) => {
    const [dispute] = (await stripe.client.ask(({ disputes }) => disputes.list())).data;
    // Stripe's test evidence decides.
    const text = outcome === "won" ? "winning_evidence" : "losing_evidence";
    const answer = { evidence: { uncategorized_text: text }, submit: true };
    await stripe.client.ask(({ disputes }) => disputes.update(dispute?.id ?? "", answer));
  });

const preview: Act = {
  by: "web",
  run: async ({ db, life: { accountId, known } }) => {
    if (known.quoteId) return undefined; // who has seen a quote asks for that one
    const [dispute] = await disputesOf(Customer.of(accountId, db));
    const id = dispute?.id as DisputeId;
    const { quoteId } = await inTransaction(db, (tx) =>
      previewAccept(tx, { accountId, author: author("staff:one") }, id),
    );
    return { quoteId };
  },
};

const accept: Act = {
  by: "web",
  run: async ({ db, life: { accountId, known } }) => {
    const request = {
      ...{ ...requestOf(accountId, "accept", "staff:one"), quoteId: known.quoteId as QuoteId },
      ...{ policy: "proportional" as const, shortfall: "write_off" as const },
    };
    const done = await inTransaction(db, (tx) => acceptDispute(tx, request));
    if (done.stale) throw new Error("Nothing happened that the quote did not show");
    return undefined;
  },
};

async function ends({ db, life }: Parameters<Flow["ends"]>[0]) {
  const customer = Customer.of(life.accountId, db);
  const told = await db
    .selectFrom("domain_events")
    .where("type", "like", "dispute.%")
    .select("type")
    .execute();
  const open = db.selectFrom("gateway_calls").where("ended_at", "is", null).select("id");
  return {
    disputes: (await disputesOf(customer)).map(({ status, answer }) => [status, answer]),
    slices: await slicesOf(customer),
    balance: await customer.balance(),
    books: await customer.books(),
    told: told.map(({ type }) => type).sort(),
    tasks: await tasksOf(customer),
    open: (await open.execute()).length,
  };
}

/** $120.00 less 2.9 % and 30, and what the dispute costs, won or lost. */
const received = 11_622n - 1_500n;
const slice = { slice: 10_000n, revoked: 4_000n, writtenOff: 6_000n, debt: 0n };
const quiet = { tasks: [] as string[], open: 0 };

/** Lost: $40.00 of it were not earned; the rest and the tax are lost. */
const lost = {
  ...{ ...quiet, disputes: [["lost", null]], slices: [slice] },
  balance: { available: 0n, held: 0n },
  books: { stripe_balance: received - 12_000n, dispute_loss: 8_000n, tax_payable: -2_000n },
  told: ["dispute.closed", "dispute.opened"],
};

/** Where the booking of a dispute's news dies. */
const booked = (name: string, act: string) => [
  { name: `${name}, within the booking`, act, places: withinThatOf("disputes") },
  { name: `${name}, before its commit`, act, places: beforeCommitOf("disputes") },
  { name: `${name}, unheard`, act, places: afterCommitOf("disputes") },
];

/** One dispute, held once, and released or taken once. */
export const disputeFlows: Record<string, Flow> = {
  "a dispute opened": {
    begin,
    acts: { opens, hear, tell },
    points: booked("opened", "hear"),
    ends,
    expected: {
      ...{ ...quiet, disputes: [["open", null]], slices: [slice], told: ["dispute.opened"] },
      balance: { available: 0n, held: 4_000n },
      books: { stripe_balance: received - 12_000n, dispute_hold: 12_000n },
    },
  },
  "a dispute won": {
    begin,
    acts: { opens, hear, "it is won": decided("won"), "hear of it": hear, tell },
    points: booked("won", "hear of it"),
    ends,
    expected: {
      ...{ ...quiet, disputes: [["won", null]], slices: [] },
      balance: { available: 4_000n, held: 0n },
      // What was used is told as earned by the day's end, not by this.
      books: { stripe_balance: received, deferred_revenue: -10_000n },
      told: ["dispute.closed", "dispute.opened"],
    },
  },
  "a dispute lost": {
    begin,
    acts: { opens, hear, "it is lost": decided("lost"), "hear of it": hear, tell },
    points: booked("lost", "hear of it"),
    ends,
    expected: lost,
  },
  "a dispute given up": {
    begin,
    acts: { opens, hear, preview, accept, send, tell },
    points: [
      { name: "asked for", act: "accept", places: beforeCommitOf("disputes") },
      { name: "asked for, unheard", act: "accept", places: afterCommitOf("disputes") },
      { name: "taken, before the call", act: "send", places: afterCommitOf("gateway_calls") },
      { name: "answered, within the booking", act: "send", places: withinThatOf("line_returns") },
    ],
    ends,
    expected: lost,
  },
};
