import { beforeAll, expect, test } from "vitest";
import { applyDispute } from "@/billing/disputes/apply-dispute";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { applyRefund } from "@/billing/refunds/apply-refund";
import { lockAccounts } from "@/billing/snapshot";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { insertEvent } from "@/stripe/event-queries";
import { workEvents } from "@/stripe/work-events";
import { books, Customer, openBooks } from "../books";
import { disputesOf, madeThere, told } from "../disputes/disputing";
import {
  ask,
  type Beside,
  confirm,
  payPack,
  preview,
  refundsOf,
  send,
  slicesOf,
} from "../refunds/refunding";
import { shareOf } from "../runs";
import { stripeBeside } from "../stripe/paying";
import { type Actor, inOrder, ordersOf } from "./explorer";

/** Both of two actors stop four times. */
const orders = ordersOf([4, 4]);
const inWords = (order: readonly number[]) => order.map((who) => "AB"[who]).join("");
const chosen = (part: number) =>
  shareOf(orders, { part, of: 24 }).map((order) => ({ order, words: inWords(order) }));

beforeAll(() => {
  expect(orders).toHaveLength(70);
});

type Paid = Awaited<ReturnType<typeof payPack>>;

async function paid(): Promise<Paid> {
  await openBooks("2026-03-01T00:00:00Z");
  return await payPack(await stripeBeside(), "pm_card_visa");
}

/** Somebody of staff who looks at $72.00 of $120.00 and asks for it: two transactions, begun and ended. */
function staff({ customer, invoiceId }: Paid, by: string): Actor {
  return {
    stopsBefore: (edge) => edge < 4,
    act: async (db) => {
      const there = Customer.of(customer.id, db);
      const seven = { of: { kind: "amount", grossMinor: 7_200n }, by } as const;
      const { quoteId } = await preview(there, invoiceId, seven);
      return await confirm(there, quoteId, { by });
    },
  };
}

test.each(chosen(0))(
  "two of staff give back 60 % each, $words: one does, the other reads how much is left and who was first (R1)",
  async ({ order }) => {
    const here = await paid();
    const ends = await inOrder(order, [staff(here, "staff:a"), staff(here, "staff:b")], books());
    const won = ends.findIndex(({ status }) => status === "fulfilled");
    const lost = ends[1 - won];
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(lost?.status === "rejected" && lost.reason).toMatchObject({
      code: "refund_exceeds_payment",
      facts: { left: 4_800n, currency: "usd" },
    });
    expect(await refundsOf(here.customer)).toMatchObject([
      { requested_by: ["staff:a", "staff:b"][won], amount_minor: 7_200n, status: "reserved" },
    ]);
  },
);

/** The worker that sends: before it asks, before it is answered, before it books and before that is committed. */
function sender({ stripe }: { stripe: Beside }): Actor {
  let hasAnswer = false;
  let since = 0;
  return {
    // The two edges of the transaction that books the answer.
    stopsBefore: () => {
      if (!hasAnswer) return false;
      since += 1;
      return since <= 2;
    },
    act: async (db, gate) => {
      const gateway: PaymentGateway = {
        ...stripe.gateway,
        refund: async (...asked) => {
          await gate();
          const answer = await stripe.gateway.refund(...asked);
          await gate();
          hasAnswer = true;
          return answer;
        },
      };
      await send(gateway, db);
    },
  };
}

/** All that Stripe has told by then arrives, and a worker works it: it takes it, asks, and books. */
function hearer({ stripe }: { stripe: Beside }): Actor {
  return {
    stopsBefore: () => false,
    act: async (db, gate) => {
      await gate();
      const { events } = await stripe.gateway.listEvents({ since: new Date(0) });
      await gate();
      await arrive(db, events);
      await gate();
      const stops: PaymentGateway = {
        ...stripe.gateway,
        getRefund: async (id) => {
          const refund = await stripe.gateway.getRefund(id);
          await gate();
          return refund;
        },
      };
      await workEvents(db, stops);
    },
  };
}

type Told = Awaited<ReturnType<PaymentGateway["listEvents"]>>["events"];

async function arrive(db: Db, events: Told): Promise<void> {
  for (const event of events) {
    await inTransaction(db, (tx) => insertEvent(tx, { ...event, ignoredBecause: null }));
  }
}

test.each(chosen(2))(
  "Stripe's answer and Stripe's event, $words: one refund, booked once (F4w)",
  async ({ order }) => {
    const here = await paid();
    await here.customer.consume(6_000n);
    await ask(here.customer, here.invoiceId);
    const ends = await inOrder(order, [sender(here), hearer(here)], books());
    expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
    const { events } = await here.stripe.gateway.listEvents({ since: new Date(0) });
    await arrive(
      books(),
      events.map((event) => ({ ...event, id: `${event.id}x` })),
    );
    await workEvents(books(), here.stripe.gateway);
    await send(here.stripe.gateway);
    expect(await refundsOf(here.customer)).toMatchObject([{ status: "succeeded" }]);
    expect(await slicesOf(here.customer)).toMatchObject([
      { slice: 5_000n, revoked: 4_000n, debt: 1_000n },
    ]);
    // $120.00 less 2.9 % and 30, less $60.00.
    expect(await here.customer.books()).toMatchObject({ stripe_balance: 5_622n, refunds: 1_000n });
  },
);

test("a refund made at Stripe that two hear of at once is booked once, whoever is first", async () => {
  const { customer } = await paid();
  const one = madeThere(await told(customer, "needs_response"), 6_000n);
  if (!("refund" in one)) throw new Error("It is a refund");
  const holds: Actor = {
    stopsBefore: () => false,
    act: (db, gate) =>
      inTransaction(db, async (tx) => {
        await lockAccounts(tx, [customer.id]);
        await gate();
      }),
  };
  const hears: Actor = {
    stopsBefore: () => false,
    act: async (db, gate) => {
      await gate();
      await inTransaction(db, (tx) => applyRefund(tx, one.refund));
    },
  };
  // Both have looked whether it is known, and wait for the account.
  const ends = await inOrder([1, 2, 0], [holds, hears, hears], books());
  expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
  expect(await refundsOf(customer)).toMatchObject([
    { origin: "processor", status: "succeeded", amount_minor: 6_000n, excess_minor: 0n },
  ]);
  // $120.00 less 2.9 % and 30, less $60.00; half of 10,000 credits are left.
  expect(await customer.books()).toMatchObject({ stripe_balance: 5_622n });
  expect(await customer.balance()).toMatchObject({ available: 5_000n, held: 0n });
});

/** The bank takes all of it back: told twice, by two processes of ours one after the other. */
function disputer({ customer }: Paid): Actor {
  return {
    stopsBefore: (edge) => edge < 4,
    act: async (db) => {
      const said = await told(customer, "needs_response", {}, { out: -12_000n });
      await inTransaction(db, (tx) => applyDispute(tx, said));
      await inTransaction(db, (tx) => applyDispute(tx, said));
    },
  };
}

test.each(chosen(4))(
  "a refund of 60 % while the bank takes all back, $words: one of them, or both within what was paid (R2)",
  async ({ order }) => {
    const here = await paid();
    const [refund, dispute] = await inOrder(
      order,
      [staff(here, "staff:a"), disputer(here)],
      books(),
    );
    expect(dispute?.status).toBe("fulfilled");
    const [held] = await disputesOf(here.customer);
    expect(held).toMatchObject({ status: "open", withdrawn_minor: 12_000n });
    const refunds = await refundsOf(here.customer);
    if (refund?.status === "rejected") {
      expect(refund.reason).toMatchObject({ code: "invoice_disputed" });
      expect(refunds).toEqual([]);
    } else {
      // It was first: of 10,000 credits its 6,000 and the dispute's 4,000 are kept back, each once.
      expect(refunds).toMatchObject([{ status: "reserved", amount_minor: 7_200n }]);
    }
    expect(await here.customer.balance()).toMatchObject({ available: 0n, held: 10_000n });
  },
);
