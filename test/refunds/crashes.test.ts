import { expect, test } from "vitest";
import { collectDue } from "@/billing/payments/collect";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import type { Trouble } from "@/sandbox/stripe/script";
import { insertEvent } from "@/stripe/event-queries";
import { workEvents } from "@/stripe/work-events";
import { books, type Customer } from "../books";
import { type Place, statementsOf, struck } from "../crashes/faults";
import { asVictim, dies } from "../crashes/victim";
import { nightly, runs, seed } from "../runs";
import { chanceFrom } from "../year";
import { type Beside, confirm, paidPack, preview, refundsOf, send, slicesOf } from "./refunding";

/** A refund of $60.00 of $120.00 about to be asked for, or to be sent. */
type Ready = { customer: Customer; stripe: Beside; ask(db: Db): Promise<unknown> };

type Stage = {
  begin(): Promise<Ready>;
  /** What the process does that dies; nothing else is going on. */
  work(ready: Ready, db: Db): Promise<unknown>;
};

async function begin(): Promise<Ready> {
  const { customer, stripe, invoiceId } = await paidPack();
  await customer.consume(6_000n);
  const { quoteId } = await preview(customer, invoiceId);
  // The same customer, as another process of ours would ask for it.
  const on = (db: Db) => Object.create(customer, { db: { value: db } }) as Customer;
  return { customer, stripe, ask: (db) => confirm(on(db), quoteId, { key: "the one" }) };
}

const stages: Record<string, Stage> = {
  "asked for": { begin, work: ({ ask }, db) => ask(db) },
  sent: {
    begin: async () => {
      const ready = await begin();
      await ready.ask(books());
      return ready;
    },
    work: ({ stripe }, db) => send(stripe.gateway, db),
  },
};

const chance = chanceFrom(seed());

/** All in the nightly lane, else some of them. */
function some<T>(items: readonly T[], count: number): T[] {
  if (nightly) return [...items];
  return items.filter(() => chance() < count / items.length);
}

/** Who asked clicks once more; events come twice and eldest last, before our own process has come to; it goes on. */
async function recover({ ask, stripe }: Ready): Promise<void> {
  const { gateway } = stripe;
  await ask(books());
  const { events } = await gateway.listEvents({ since: new Date(0) });
  for (const [copy, event] of [...events, ...events].reverse().entries()) {
    const told = { ...event, id: `${event.id}x${copy}`, ignoredBecause: null };
    await inTransaction(books(), (tx) => insertEvent(tx, told));
  }
  await workEvents(books(), gateway);
  for (let round = 0; round < 6; round += 1) await send(gateway);
  await collectDue(books(), gateway);
}

/** One refund, one revocation, clean books: whatever happened. */
async function expectOne({ customer, stripe }: Ready, cell: string): Promise<void> {
  const { data } = await stripe.client.ask(({ refunds }) => refunds.list({ limit: 10 }));
  const open = await books()
    .selectFrom("gateway_calls")
    .where("ended_at", "is", null)
    .select("id")
    .execute();
  expect(
    {
      ours: (await refundsOf(customer)).map(({ status }) => status),
      theirs: data.map(({ amount, status }) => [amount, status]),
      slices: await slicesOf(customer),
      balance: await customer.balance(),
      // $120.00 less 2.9 % and 30, less $60.00; $10.00 of the $50.00 net were earned.
      books: await customer.books(),
      open: open.length,
    },
    cell,
  ).toMatchObject({
    ...{ ours: ["succeeded"], theirs: [[6_000, "succeeded"]], open: 0 },
    slices: [{ slice: 5_000n, revoked: 4_000n, debt: 1_000n }],
    balance: { available: 0n, held: 0n },
    books: { stripe_balance: 5_622n, refunds: 1_000n, tax_payable: -1_000n },
  });
}

test.each(Object.entries(stages))(
  "while it is %s: whatever statement the process dies at, it is one refund and one revocation",
  async (name, stage) => {
    const whole = await stage.begin();
    const statements = await statementsOf(() => asVictim((db) => stage.work(whole, db)));
    expect(statements.length).toBeGreaterThan(5);
    await recover(whole);
    await expectOne(whole, `${name}, nothing dies`);
    const places = statements.flatMap((_, at): Place[] => [
      { at, side: "before" },
      { at, side: "after" },
    ]);
    const cells = some(places, 7);
    for (const place of cells) {
      const ready = await stage.begin();
      await asVictim((db) => struck(place, dies, () => stage.work(ready, db))).catch(() => {});
      await recover(ready);
      await expectOne(ready, `${name}, ${place.side} ${place.at} ${statements[place.at]}`);
    }
    print(name, cells.length, places.length);
  },
  runs(180_000, 3_600_000),
);

const troubles: Trouble[] = [
  ...(["500-before", "500-after", "reset-before", "reset-after", "timeout-after"] as const),
  ...(["timeout-before", "garbage", "429", "409"] as const),
];

test(
  "whatever Stripe answers, and whoever tells of it first, it is one refund and one revocation",
  async () => {
    const cells = troubles.flatMap((trouble) => [1, 2, 3].map((times) => ({ trouble, times })));
    const chosen = some(cells, 7);
    for (const { trouble, times } of chosen) {
      const ready = await (stages.sent as Stage).begin();
      ready.stripe.simulator.trouble.add({ trouble, calls: "POST /v1/refunds", times });
      await send(ready.stripe.gateway).catch(() => {});
      await recover(ready);
      await expectOne(ready, `${trouble} ${times} times`);
    }
    print("Stripe's troubles", chosen.length, cells.length);
  },
  runs(180_000, 1_800_000),
);

/** The matrix tells how much of it was walked. */
function print(stage: string, walked: number, cells: number): void {
  process.stdout.write(
    `refund crash matrix | ${stage} | ${walked} of ${cells} cells: one refund each\n`,
  );
}
