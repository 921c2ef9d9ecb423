import type Stripe from "stripe";
import { expect, test } from "vitest";
import { inTransaction } from "@/db/transaction";
import { handlerOf } from "@/stripe/handlers";
import { balancesOf, invoicesOf } from "../book-rows";
import { books } from "../books";
import { chanceFrom, shuffled } from "../chance";
import { assertBooksAreClean } from "../database";
import { seed, shareOf } from "../runs";
import { accountOf, type Billing, periodsOf, stripeBilling } from "./subscribed";

type Act = (life: { billing: Billing; made: Stripe.Subscription }) => Promise<unknown>;

type Life = {
  plans: string[];
  /** What is asked for at 1 March, beside the first of the plans; no card where it says so. */
  given?: Partial<Stripe.SubscriptionCreateParams>;
  steps: [at: string, act?: Act][];
  periods: string[];
  /** Of the ledger, deferred and earned money of plans together. */
  ends: Record<string, bigint | undefined>;
  totals: bigint[];
};

const to =
  (plan: string, proration_behavior: Stripe.SubscriptionUpdateParams.ProrationBehavior): Act =>
  ({ billing, made }) =>
    billing.ask((stripe) =>
      stripe.subscriptions.update(made.id, {
        items: [{ id: made.items.data[0]?.id ?? "", price: billing.priceOf(plan) }],
        proration_behavior,
      }),
    );
const cancel =
  (how: Stripe.SubscriptionCancelParams = {}): Act =>
  ({ billing, made }) =>
    billing.ask((stripe) => stripe.subscriptions.cancel(made.id, how));

const aprilPaid: Life["steps"] = [["04-01T00:00"], ["04-01T01:00"]];
const marchPro = "pro 2026-03-01 2026-04-01 start renewal";

// Pro is $99.00 for 20,000 credits, Scale $499.00 for 120,000; half of April is left on the 16th. Of $99.00 Stripe keeps
// 2.87 and 0.30. March was charged before the books were ours.
const lives: Record<string, Life> = {
  "an end at once, nothing given back: what was paid for stays until its time is over": {
    plans: ["pro"],
    steps: [...aprilPaid, ["04-16T00:00", cancel()], ["04-20T00:00"]],
    periods: [marchPro, "pro 2026-04-01 2026-04-16 renewal cancel"],
    ends: { grant: 20_000n, plan: -9_900n, stripe_balance: 9_583n },
    totals: [9_900n],
  },
  "an end at once that gives back: half the money is credit, half the credits are gone": {
    plans: ["pro"],
    steps: [
      ...aprilPaid,
      ["04-16T00:00", cancel({ prorate: true, invoice_now: true })],
      ["04-20T00:00"],
    ],
    periods: [marchPro, "pro 2026-04-01 2026-04-16 renewal cancel"],
    ends: {
      ...{ grant: 10_000n, revoked: 10_000n, plan: -4_950n },
      ...{ account_credit: -4_950n, stripe_balance: 9_583n },
    },
    totals: [9_900n, -4_950n],
  },
  "an upgrade that waits for the renewal: credits at once, money with the next document": {
    plans: ["pro", "scale"],
    steps: [
      ...aprilPaid,
      ["04-16T00:00", to("scale", "create_prorations")],
      ...[["05-01T00:00"], ["05-01T01:00"], ["05-01T02:00"]].map(([at]) => [at] as [string]),
    ],
    periods: [
      ...[marchPro, "pro 2026-04-01 2026-04-16 renewal change"],
      ...["scale 2026-04-16 2026-05-01 change renewal", "scale 2026-05-01 2026-06-01 renewal open"],
    ],
    // −49.50 + 249.50 + 499.00 = 699.00, of which Stripe keeps 20.27 and 0.30.
    ends: { grant: 120_000n, revoked: 10_000n, plan: -79_800n, stripe_balance: 77_426n },
    totals: [9_900n, 69_900n],
  },
  "from months to a year: a cycle of its own from that day, the old one given back by its time": {
    plans: ["pro", "pro_yearly"],
    steps: [
      ...aprilPaid,
      ["04-16T00:00", to("pro_yearly", "create_prorations")],
      ["05-02T00:00"],
      ["05-16T01:00"],
    ],
    periods: [
      ...[marchPro, "pro 2026-04-01 2026-04-16 renewal change"],
      "pro_yearly 2026-04-16 2027-04-16 change open",
    ],
    // −49.50 + 990.00 = 940.50, of which Stripe keeps 27.27 and 0.30. The second month has begun.
    ends: { grant: 20_000n, revoked: 10_000n, plan: -103_950n, stripe_balance: 100_876n },
    totals: [9_900n, 94_050n],
  },
  "a year that drips: twelve allowances by our clock, and the next year": {
    plans: ["pro_yearly"],
    steps: [
      ...[["03-15T00:00"], ["04-01T00:00"], ["04-01T01:00"], ["2027-03-01T00:00"]].map(
        ([at]) => [at] as [string],
      ),
      ...[["2027-03-01T01:00"], ["2027-03-01T02:00"]].map(([at]) => [at] as [string]),
    ],
    periods: [
      "pro_yearly 2026-03-01 2027-03-01 start renewal",
      "pro_yearly 2027-03-01 2028-03-01 renewal open",
    ],
    // Of $990.00 Stripe keeps 28.71 and 0.30.
    ends: { grant: 20_000n, expired: 240_000n, plan: -99_000n, stripe_balance: 96_099n },
    totals: [99_000n],
  },
  "a trial that ends with a card: its credits end, the first month is paid": {
    plans: ["starter"],
    given: { trial_period_days: 14 },
    steps: [["03-14T00:00"], ["03-15T00:00"], ["03-15T01:00"], ["03-15T02:00"]],
    periods: [
      "starter 2026-03-01 2026-03-15 start renewal",
      "starter 2026-03-15 2026-04-15 trial_end open",
    ],
    // $29.00 less 0.84 and 0.30.
    ends: { grant: 5_000n, expired: 1_000n, plan: -2_900n, stripe_balance: 2_786n },
    totals: [2_900n],
  },
  "a trial ended early: the month begins that day": {
    plans: ["starter"],
    given: { trial_period_days: 14 },
    steps: [
      [
        "03-08T00:00",
        ({ billing, made }) =>
          billing.ask((stripe) => stripe.subscriptions.update(made.id, { trial_end: "now" })),
      ],
      ["03-20T00:00"],
    ],
    periods: [
      "starter 2026-03-01 2026-03-08 start change",
      "starter 2026-03-08 2026-04-08 trial_end open",
    ],
    ends: { grant: 5_000n, plan: -2_900n, stripe_balance: 2_786n },
    totals: [2_900n],
  },
};

for (const [part, [name, life]] of Object.entries(lives).entries()) {
  test(`${name}; heard at once or all at the end, twice, in any order`, async () => {
    for (const isLate of shareOf([false, true], { part, of: 2 })) {
      const billing = await stripeBilling("2026-03-01T00:00:00Z", life.plans);
      const [plan = ""] = life.plans;
      const made = await billing.subscribe(plan, life.given ? { subscription: life.given } : {});
      const { findings } = await billing.bringOver();
      expect(findings).toEqual([]);
      await billing.hear();
      for (const [at, act] of life.steps) {
        await billing.pass(`${at.startsWith("20") ? at : `2026-${at}`}:00Z`);
        await act?.({ billing, made });
        if (!isLate) await billing.hear();
        await assertBooksAreClean(books());
      }
      if (isLate) await hearShuffled(billing);
      // Of what is older than the thirty days Stripe keeps events no event tells: Stripe is asked.
      if (isLate) expect((await billing.askAbout()).failed).toEqual([]);
      for (let time = 0; time < 2; time += 1) await billing.hear();
      const id = await accountOf(made.customer);
      const ends = await inTransaction(books(), (tx) => balancesOf(tx, id));
      const plans = (ends.deferred_revenue ?? 0n) + (ends["revenue.plan"] ?? 0n);
      const told = `${name}, ${isLate ? `late, seed ${seed()}` : "at once"}`;
      expect(await periodsOf(id), told).toEqual(life.periods);
      expect({ ...ends, plan: plans }, told).toMatchObject(life.ends);
      expect(ends.receivable, told).toBeUndefined();
      expect(
        (await invoicesOf(books(), id)).map(({ total }) => total),
        told,
      ).toEqual(life.totals);
    }
  }, 120_000);
}

/** All that Stripe told, each asked for as it is now and applied twice, in an order by the seed. */
async function hearShuffled({ ask, gateway }: Billing): Promise<void> {
  const { data } = await ask((stripe) => stripe.events.list({ limit: 100 }));
  const told = data.filter(({ type }) => /^(customer\.subscription|invoice)\./.test(type));
  for (const event of shuffled([...told, ...told], chanceFrom(seed()))) {
    const handler = handlerOf(event.type);
    const about = "id" in event.data.object ? String(event.data.object.id) : "";
    if (!handler) continue;
    const fetched = await handler.fetch(gateway, about);
    await inTransaction(books(), (tx) => handler.apply(tx, fetched, about));
  }
}
