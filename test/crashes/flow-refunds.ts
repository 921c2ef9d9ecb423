import type { Trouble } from "@/sandbox/stripe/script";
import { Customer, setClock } from "../books";
import { type Beside, payPack, refundsOf, slicesOf, tasksOf } from "../refunds/refunding";
import type { At, Flow, Life } from "./flow";
import { arrive, works } from "./flow-hands";
import {
  afterCommitOf,
  beforeBeginOf,
  beforeCommitOf,
  everywhere,
  withinThatOf,
} from "./flow-places";
import {
  approve,
  ask,
  askedWith,
  inWorld,
  lookUntilAsked,
  preview,
  send,
  sendHeardFirst,
  tell,
  troubled,
} from "./flow-refund-acts";

/** A pack of $100.00 and 20 % is paid, and $60.00 are to go back; of 10,000 credits 6,000 are spent. */
const begin =
  (testCard: string, spent: bigint) =>
  async (stripe: Beside): Promise<Life> => {
    const { customer, invoiceId } = await payPack(stripe, testCard);
    if (spent > 0n) await customer.consume(spent);
    return { accountId: customer.id, known: { invoiceId } };
  };
const begun = begin("pm_card_visa", 6_000n);

async function ends({ db, stripe, life }: Parameters<Flow["ends"]>[0]) {
  const customer = Customer.of(life.accountId, db);
  const { data } = await stripe.client.ask(({ refunds }) => refunds.list({ limit: 10 }));
  const open = db.selectFrom("gateway_calls").where("ended_at", "is", null).select("id");
  const told = await db
    .selectFrom("domain_events")
    .where("type", "like", "refund.%")
    .select("type")
    .execute();
  return {
    ours: (await refundsOf(customer)).map(({ status }) => status),
    theirs: data.map(({ amount, status }) => [amount, status]),
    slices: await slicesOf(customer),
    balance: await customer.balance(),
    books: await customer.books(),
    notes: (await customer.invoices()).map(({ total }) => total),
    told: told.map(({ type }) => type),
    open: (await open.execute()).length,
    tasks: await tasksOf(customer),
  };
}

/** $120.00 less 2.9 % and 30. */
const received = 11_622n;

/** One refund, one revocation: 5,000 credits are the slice, 4,000 there are, 1,000 are owed. */
const once = {
  ...{ ours: ["succeeded"], theirs: [[6_000, "succeeded"]], open: 0, tasks: [] as string[] },
  slices: [{ slice: 5_000n, revoked: 4_000n, debt: 1_000n }],
  balance: { available: 0n, held: 0n },
  // $10.00 of the $50.00 net were earned.
  books: { stripe_balance: received - 6_000n, refunds: 1_000n, tax_payable: -1_000n },
  ...{ notes: [12_000n, -6_000n], told: ["refund.succeeded"] },
};

const plain = { preview, ask };
const at = (name: string, act: string, places: At["places"]): At => ({ name, act, places });

/** What Stripe answers or does not: who sent it notes that nobody knows, and asks again. */
function lost(point: string, trouble: Trouble, times: number): Flow {
  return {
    begin: begun,
    acts: { ...plain, "Stripe fails": troubled(trouble, times), send, tell },
    points: [at(`${point} ${trouble}`, "send", beforeCommitOf("gateway_calls"))],
    ends,
    expected: once,
  };
}

const refund: Flow = {
  begin: begun,
  acts: { ...plain, send, tell },
  points: [
    at("F0 before it is written down", "ask", beforeCommitOf("refunds")),
    at("F1 written down, unheard", "ask", afterCommitOf("refunds")),
    at("F2 taken, before the call", "send", afterCommitOf("gateway_calls")),
    at("F5 answered, before it is booked", "send", beforeBeginOf("line_returns")),
    at("F6 within the booking", "send", withinThatOf("line_returns")),
    at("F7 booked, unheard", "send", afterCommitOf("line_returns")),
    at("F8 booked, before anybody is told", "tell", everywhere),
  ],
  ends,
  expected: once,
};

const heardFirst: Flow = {
  ...refund,
  acts: { ...plain, send: sendHeardFirst, tell },
  points: [at("F4w told before the answer", "send", everywhere)],
};

const declined: Flow = {
  begin: begun,
  acts: {
    ...plain,
    // The payer's bank has said so to Stripe, and Stripe to nobody yet.
    "it is disputed": inWorld(async ({ stripe }) => {
      const [charge] = await stripe.charges();
      const kept = charge && stripe.simulator.state.find("charge", charge.id);
      if (!kept) throw new Error("It was paid by a charge");
      stripe.simulator.state.put({ ...kept, disputed: true });
    }),
    ...{ send, tell },
  },
  points: [at("F9 Stripe would not", "send", beforeCommitOf("line_returns"))],
  ends,
  expected: {
    // Nothing has left, and every credit that was held is there again.
    ...{ ours: ["failed"], theirs: [], slices: [], tasks: [], open: 0 },
    ...{ books: { stripe_balance: received }, balance: { available: 4_000n, held: 0n } },
    ...{ notes: [12_000n], told: ["refund.failed"] },
  },
};

const returned: Flow = {
  begin: begin("pm_card_refundFail", 6_000n),
  acts: {
    ...{ ...plain, send },
    "it comes back": inWorld(async ({ db, stripe }) => {
      await setClock("2026-03-01T01:00:00Z", db);
      await stripe.charges(); // anything asked of it makes it go on
    }),
    arrive: { by: "worker", run: (hands) => arrive(hands).then(() => works.hear(hands)) },
    tell,
  },
  points: [at("F10 it failed after it had left", "arrive", beforeCommitOf("staff_tasks"))],
  ends,
  expected: {
    // The note and the revocation stand; the money is owed.
    ...{ ours: ["returned"], theirs: [[6_000, "failed"]], open: 0, tasks: ["refund_returned"] },
    slices: once.slices,
    books: { stripe_balance: received, account_credit: -6_000n },
  },
};

const dayAway: Flow = {
  begin: begun,
  acts: {
    ...{ ...plain, "Stripe fails": troubled("500-before", 1), send },
    "a day passes": inWorld(async ({ db }) => {
      const created_at = new Date(Date.now() - 25 * 3_600_000);
      await db
        .updateTable("gateway_calls")
        .set({ created_at })
        .where("ended_at", "is", null)
        .execute();
    }),
    "look for it": lookUntilAsked,
    "a person says yes": approve,
    ...{ "send again": send, tell },
  },
  points: [at("F11 a day without Stripe", "look for it", beforeCommitOf("refunds"))],
  ends,
  expected: { ...once, tasks: ["refund_unproven"] },
};

const spent: Flow = {
  begin: begin("pm_card_visa", 0n),
  acts: {
    preview,
    // All but 2,000 of what was shown to be there.
    "the customer uses them": inWorld(({ customer }) => customer.consume(8_000n)),
    ...{ ask: askedWith("write_off"), send, tell },
  },
  points: [at("F12 spent since it was shown", "ask", beforeCommitOf("refunds"))],
  ends,
  expected: {
    ...{ ...once, books: { stripe_balance: received - 6_000n } },
    slices: [{ slice: 5_000n, revoked: 2_000n, writtenOff: 3_000n, debt: 0n }],
  },
};

/** A reset the SDK tries once more by itself. */
const neverActedOn: [Trouble, number][] = [
  ["reset-before", 2],
  ["500-before", 1],
  ["timeout-before", 1],
  ["429", 1],
  ["409", 1],
];
const unanswered: [Trouble, number][] = [
  ["timeout-after", 1],
  ["reset-after", 2],
  ["500-after", 1],
  ["garbage", 1],
];

/** FAULTS §3.1, point by point. */
export const refundFlows: Record<string, Flow> = {
  "a refund": refund,
  ...Object.fromEntries(
    neverActedOn.map(([trouble, times]) => [`a refund, ${trouble}`, lost("F3", trouble, times)]),
  ),
  ...Object.fromEntries(
    unanswered.map(([trouble, times]) => [`a refund, ${trouble}`, lost("F4", trouble, times)]),
  ),
  "a refund told of first": heardFirst,
  "a refund declined": declined,
  "a refund that comes back": returned,
  "a refund after a day without Stripe": dayAway,
  "a refund of credits spent": spent,
};
