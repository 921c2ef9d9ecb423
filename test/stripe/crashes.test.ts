import { expect, test } from "vitest";
import { collectDue } from "@/billing/payments/collect";
import { payNow } from "@/billing/payments/pay-now";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { topUp } from "@/jobs/top-up";
import { BillingError } from "@/lib/errors";
import type { InvoiceId } from "@/lib/ids";
import type { Trouble } from "@/sandbox/stripe/script";
import { insertEvent } from "@/stripe/event-queries";
import { pollEvents } from "@/stripe/poll-events";
import { workEvents } from "@/stripe/work-events";
import { advance, author, books, Customer, openBooks } from "../books";
import { chanceFrom } from "../chance";
import { type Place, statementsOf } from "../crashes/faults";
import { asVictim, diesAt } from "../crashes/victim";
import { buyPack } from "../packs";
import { nightly, runs, seed } from "../runs";
import { dueNow, stripeBeside } from "./paying";
import { agreed } from "./top-ups";

type Beside = Awaited<ReturnType<typeof stripeBeside>>;
type Ready = { customer: Customer; stripe: Beside; invoiceId: InvoiceId | null };

/** What is about to be paid, and the work of the process that pays it. */
type Story = {
  begin(): Promise<Ready>;
  pay(db: Db, ready: Ready): Promise<unknown>;
  /** Credits there in the end, and what is on the account at Stripe: prices less 2.9 % and 30 each. */
  ends: { credits: bigint; stripe: bigint; charges: number };
};

const byItself = (db: Db, { stripe }: Ready) => collectDue(db, stripe.gateway);

async function withCard(): Promise<Omit<Ready, "invoiceId">> {
  await openBooks("2026-03-01T00:00:00Z");
  const [customer, stripe] = [await Customer.open(), await stripeBeside()];
  await stripe.card(customer);
  return { customer, stripe };
}

const stories: Record<string, Story> = {
  "a first payment": {
    begin: async () => {
      const ready = await withCard();
      return { ...ready, ...(await ready.customer.start("pro", { grants: "on_payment" })) };
    },
    pay: byItself,
    ends: { credits: 20_000n, stripe: 9_583n, charges: 1 },
  },
  "a renewal": {
    begin: async () => {
      const ready = await withCard();
      await ready.customer.start("pro");
      await ready.stripe.collect();
      await advance("2026-04-01T01:00:00Z");
      return { ...ready, invoiceId: null };
    },
    pay: byItself,
    ends: { credits: 20_000n, stripe: 19_166n, charges: 2 },
  },
  "a pack": {
    begin: async () => {
      const ready = await withCard();
      return {
        ...ready,
        ...(await buyPack(ready.customer, { pack: "pack_10000", grants: "on_payment" })),
      };
    },
    pay: (db, { stripe, customer, invoiceId }) => {
      if (!invoiceId) throw new Error("A pack has an invoice");
      return payNow(db, stripe.gateway, {
        accountId: customer.id,
        invoiceId,
        author,
        how: "method",
      });
    },
    // $100.00: 290 and 30.
    ends: { credits: 10_000n, stripe: 9_680n, charges: 1 },
  },
  "an automatic top-up": {
    begin: async () => {
      const ready = await withCard();
      await ready.customer.grant(1_200n);
      await agreed(ready.customer);
      await ready.customer.consume(300n);
      return { ...ready, invoiceId: null };
    },
    pay: (db, { stripe }) => topUp(db, stripe.gateway),
    // 900 and a pack of 1,000 for $12.00: 35 and 30.
    ends: { credits: 1_900n, stripe: 1_135n, charges: 1 },
  },
};

const chance = chanceFrom(seed());

/** All in the nightly lane, else some of them. */
function some<T>(items: readonly T[], count: number): T[] {
  if (nightly) return [...items];
  return items.filter(() => chance() < count / items.length);
}

test.each(Object.entries(stories))(
  "%s: whatever statement its process dies at, money is taken once and credits are granted once",
  async (name, story) => {
    const whole = await story.begin();
    const statements = await statementsOf(() => asVictim((db) => story.pay(db, whole)));
    expect(statements.length).toBeGreaterThan(5);
    await expectEnd(whole, story);
    const places = statements.flatMap((_, at): Place[] => [
      { at, side: "before" },
      { at, side: "after" },
    ]);
    for (const place of some(places, 2)) {
      const ready = await story.begin();
      await asVictim((db) => diesAt(place, () => story.pay(db, ready)));
      await recover(ready, story);
      await expectEnd(ready, story, `${name}, ${place.side} ${place.at} ${statements[place.at]}`);
    }
  },
  runs(120_000, 1_800_000),
);

const troubles: Trouble[] = [
  ...(["500-before", "500-after", "reset-before", "reset-after", "timeout-after"] as const),
  ...(["garbage", "429", "409"] as const),
];
const calls = ["POST /v1/customers", "POST /v1/invoices", "POST /v1/invoices/in_"];

test.each(Object.entries(stories))(
  "%s: whatever Stripe answers, and whoever tells of it first, it is the same",
  async (name, story) => {
    const cells = troubles.flatMap((trouble) => calls.map((of) => ({ trouble, of })));
    for (const { trouble, of } of some(cells, 2)) {
      const ready = await story.begin();
      ready.stripe.simulator.trouble.add({ trouble, calls: of, times: 2 });
      await story.pay(books(), ready).catch(() => {});
      await recover(ready, story);
      await expectEnd(ready, story, `${name}, ${trouble} at ${of}`);
    }
  },
  runs(120_000, 1_800_000),
);

/** Nobody helps: leases run out, the worker goes on, events arrive, and who was there clicks once more. */
async function recover(ready: Ready, story: Story): Promise<void> {
  const { gateway } = ready.stripe;
  const { events } = await gateway.listEvents({ since: new Date(0) });
  // Told before our own process has come to: twice, the eldest last.
  for (const event of [...events, ...events].reverse()) {
    await inTransaction(books(), (tx) => insertEvent(tx, { ...event, ignoredBecause: null }));
  }
  await workEvents(books(), gateway);
  await story.pay(books(), ready).catch((error: unknown) => {
    if (!(error instanceof BillingError)) throw error;
  });
  for (let round = 0; round < 12; round += 1) {
    await dueNow();
    await collectDue(books(), gateway);
    await topUp(books(), gateway);
  }
  await pollEvents(books(), gateway, { livemode: false });
  await workEvents(books(), gateway);
}

async function expectEnd({ customer, stripe }: Ready, { ends }: Story, cell = ""): Promise<void> {
  const paid = (await stripe.charges()).filter((charge) => charge.paid);
  const payments = await books().selectFrom("payments").select("charge_id").execute();
  const open = await books()
    .selectFrom("gateway_calls")
    .where("ended_at", "is", null)
    .select("id")
    .execute();
  const unended = await books()
    .selectFrom("top_up_runs")
    .where("ended_at", "is", null)
    .select("id")
    .execute();
  expect(
    {
      credits: (await customer.balance()).available,
      stripe: (await customer.books()).stripe_balance,
      charges: paid.length,
      payments: payments.length,
      unpaid: (await customer.invoices()).filter(({ status }) => status !== "paid").length,
      open: open.length + unended.length,
    },
    cell,
  ).toEqual({ ...ends, payments: ends.charges, unpaid: 0, open: 0 });
}
