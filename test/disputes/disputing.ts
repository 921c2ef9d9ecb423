import { sql } from "kysely";
import { expect } from "vitest";
import { applyDispute } from "@/billing/disputes/apply-dispute";
import type { ProcessorRefund } from "@/billing/payments/gateway";
import type { ProcessorDispute } from "@/billing/payments/processor-disputes";
import { inTransaction } from "@/db/transaction";
import { handlerOf } from "@/stripe/handlers";
import { books, type Customer } from "../books";

export type Said = Partial<Omit<ProcessorDispute, "movements">> & { name?: string };

/** A dispute of the customer's one charge as the processor tells of it: its money, and what came of it. */
export async function told(
  customer: Customer,
  status: ProcessorDispute["status"],
  { name = "one", ...said }: Said = {},
  /** Whole minor units that left or came back, by their names there. */
  moved: Record<string, bigint> = {},
): Promise<ProcessorDispute> {
  const { charge_id: chargeId, amount_minor: amountMinor } = await customer.db
    .selectFrom("payments")
    .where("account_id", "=", customer.id)
    .orderBy("booked_at")
    .select(["charge_id", "amount_minor"])
    .executeTakeFirstOrThrow();
  return {
    ...{ id: `du_${name}_${customer.id}`, chargeId, customerId: null, status, amountMinor },
    ...{ reason: "fraudulent", network: "visa", networkReason: "10.4", currency: "usd" },
    ...{ dueBy: new Date("2026-03-08T00:00:00Z"), submissions: 0 },
    openedAt: new Date("2026-03-01T00:00:00Z"),
    movements: Object.entries(moved).map(([key, grossMinor]) => ({
      ...{ transactionId: `txn_${key}_${customer.id}`, currency: "usd", grossMinor },
      ...{ feeMinor: grossMinor < 0n ? 1_500n : 0n, exchangeRate: null },
      createdAt: said.openedAt ?? new Date("2026-03-01T00:00:00Z"),
    })),
    ...said,
  };
}

export async function apply(said: ProcessorDispute): Promise<void> {
  await inTransaction(books(), (tx) => applyDispute(tx, said));
}

/** All that may be told, in any order and any number of times: half of it was so a while ago. */
export type News = { refund: ProcessorRefund } | { dispute: ProcessorDispute };

/** A refund of the disputed charge that nobody asked us for. */
export function madeThere(
  { chargeId, id }: ProcessorDispute,
  amountMinor: bigint,
  index = 0,
): News {
  return {
    refund: {
      ...{ id: `re_${index}_${id}`, chargeId, refundId: null, status: "succeeded" },
      ...{ currency: "usd", amountMinor, failureCode: null, balance: null },
    },
  };
}

/** As the handlers of events have it, once the thing was asked for. */
export async function hear(one: News): Promise<void> {
  const [type, fetched] =
    "refund" in one
      ? ["refund.updated", { refunds: [one.refund], paid: undefined }]
      : ["charge.dispute.updated", { dispute: one.dispute, paid: undefined }];
  const handled = await inTransaction(
    books(),
    (tx) => handlerOf(type)?.apply(tx, fetched, "") as never,
  );
  expect(handled).toMatchObject({ result: "applied" });
}

export async function disputesOf(customer: Customer) {
  return await customer.db
    .selectFrom("disputes")
    .where("account_id", "=", customer.id)
    .orderBy("id")
    .selectAll()
    .execute();
}

/** Slices of disputes that stand, as they are settled. */
export async function slicesOf(customer: Customer) {
  const { rows } = await sql<Record<string, bigint>>`
    select slice, revoked, expired, debt, written_off as "writtenOff", waived from line_returns
    where account_id = ${customer.id} and kind = 'dispute' and stands order by returned_at, id`.execute(
    customer.db,
  );
  return rows;
}

/** Money balances; what stands at nothing is told as that. */
export async function balancesOf(customer: Customer): Promise<Record<string, bigint>> {
  const none = { dispute_hold: 0n, dispute_loss: 0n, deferred_revenue: 0n, tax_payable: 0n };
  return { ...none, ...(await customer.books()) };
}
