import { sql } from "kysely";
import { expect, test } from "vitest";
import { bookHouse } from "@/billing/reconciliation/book-house";
import { insertLines } from "@/billing/reconciliation/line-queries";
import { inTransaction } from "@/db/transaction";
import { books, openBooks, setClock } from "../books";
import { gatewayListing, Processor } from "./processor";
import { differences, reconciled } from "./reconciling";

test("lines that moved nothing are booked nowhere, are no difference, and hold no comparison up", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const processor = new Processor();
  processor.at = new Date("2026-03-01T00:00:00Z");
  processor.list("payout", { id: "txn_1", sourceId: "po_1", amountMinor: -100n });
  for (const [nth, type] of ["payout", "stripe_fee", "adjustment", "contribution"].entries())
    processor.list(type, { id: `txn_0_${nth}`, sourceId: `x_${nth}`, amountMinor: 0n });
  processor.list("stripe_fee", { id: "txn_2", sourceId: "fee_1", amountMinor: 0n, feeMinor: 30n });
  await setClock("2026-03-03T12:00:00Z");
  const run = await reconciled(gatewayListing(processor.lines));
  expect(run).toMatchObject({ step: "done", listed: 6n, booked: 2n });
  expect(run.totals?.classes).toMatchObject({ matched: 6 });
  expect(await differences()).toEqual([]);
  const booked = await books()
    .selectFrom("balance_bookings")
    .orderBy("balance_transaction_id")
    .select("balance_transaction_id as line")
    .execute();
  expect(booked.map(({ line }) => line)).toEqual(["txn_1", "txn_2"]);
});

test("a line the processor dates ahead of our clock has happened by ours, behind older ones too", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const processor = new Processor();
  processor.at = new Date("2026-03-01T00:00:00Z");
  processor.list("payout", { id: "txn_1", sourceId: "po_1", amountMinor: -100n });
  processor.at = new Date("2026-03-03T12:00:40Z");
  processor.list("payout", { id: "txn_2", sourceId: "po_2", amountMinor: -200n });
  await setClock("2026-03-03T12:00:00Z");
  await inTransaction(books(), async (tx) => {
    await insertLines(tx, processor.lines);
    expect(await bookHouse(tx, { actor: "system", requestId: "test" })).toBe(2);
  });
  const { rows } = await sql`
    select x.occurred_at as "occurredAt", t.amount from ledger_transactions x
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version order by t.amount`.execute(
    books(),
  );
  expect(rows).toEqual([
    { occurredAt: new Date("2026-03-01T00:00:00Z"), amount: 100n },
    { occurredAt: new Date("2026-03-03T12:00:00Z"), amount: 200n },
  ]);
});
