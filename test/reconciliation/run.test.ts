import { expect, test } from "vitest";
import { findReconciledThrough } from "@/billing/reconciliation/queries";
import { inTransaction } from "@/db/transaction";
import { insertEvent } from "@/stripe/event-queries";
import { workEvents } from "@/stripe/work-events";
import { books, setClock } from "../books";
import { type Beside, paidPack, refunded } from "../refunds/refunding";
import { differences, reconciled } from "./reconciling";

/** All that Stripe ever told, delivered and worked. */
async function tellAll(stripe: Beside): Promise<void> {
  const { events } = await stripe.gateway.listEvents({ since: new Date(0) });
  for (const event of events) {
    await inTransaction(books(), (tx) => insertEvent(tx, { ...event, ignoredBecause: null }));
  }
  await workEvents(books(), stripe.gateway);
}

test("what was paid and given back matches line by line, and what lies there is what the ledgers say", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  await refunded({ customer, stripe, invoiceId });
  await setClock("2026-03-02T00:00:01Z");
  const { totals, step } = await reconciled(stripe.gateway);
  expect(step).toBe("done");
  // $120.00 less 2.9 % and 30 ¢ came, $60.00 left.
  expect(totals?.matched).toEqual([{ currency: "usd", minor: 11_622n - 6_000n }]);
  expect(await differences()).toEqual([]);
  expect(await findReconciledThrough(books(), "stripe")).toEqual(new Date("2026-03-02T00:00:01Z"));
});

test("a refund nobody told of is timing for a day, then missing here, and gone once it is heard of", async () => {
  const { stripe } = await paidPack();
  const [charge] = await stripe.charges();
  await stripe.client.ask(({ refunds }) =>
    refunds.create({ charge: charge?.id ?? "", amount: 6_000 }),
  );
  await setClock("2026-03-01T12:00:00Z");
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual(["timing on_its_way -6000 usd"]);
  await setClock("2026-03-02T12:00:00Z");
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual(["missing_here refund_not_heard -6000 usd"]);
  await tellAll(stripe);
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual([]);
  expect(await differences(books(), "gone")).toHaveLength(1);
});

test("payouts, the monthly fee and what is topped up are the house's, booked once", async () => {
  const { stripe } = await paidPack();
  await stripe.client.ask(({ payouts }) => payouts.create({ amount: 10_000, currency: "usd" }));
  await setClock("2026-03-03T00:00:00Z");
  await reconciled(stripe.gateway);
  await reconciled(stripe.gateway);
  expect(await differences()).toEqual([]);
  const house = await books()
    .selectFrom("ledger_accounts as l")
    .innerJoin("accounts as a", "a.id", "l.account_id")
    .innerJoin("balances as b", (join) =>
      join.onRef("b.account_id", "=", "l.account_id").onRef("b.ledger_account_id", "=", "l.id"),
    )
    .where("a.house_of", "is not", null)
    .where("b.balance", "<>", 0n)
    .select(["l.kind", "b.balance"])
    .orderBy("l.kind")
    .execute();
  expect(house).toEqual([
    { kind: "bank", balance: 10_000n },
    { kind: "stripe_balance", balance: -10_000n },
  ]);
});
