import { applyDispute } from "@/billing/disputes/apply-dispute";
import type { ProcessorDispute } from "@/billing/payments/processor-disputes";
import { inTransaction } from "@/db/transaction";
import { books, type Customer } from "../books";

export type Disputed = {
  which: number;
  share: number;
  said: "warning_needs_response" | "needs_response" | "under_review" | "won" | "lost";
  /** Whether its money, or a part of it, is told to be back. */
  back: boolean;
};

/** A payer's bank says something of one of two disputes of a payment, old or new, twice. */
export async function dispute(customer: Customer, one: Disputed): Promise<void> {
  const payments = await customer.db
    .selectFrom("payments")
    .where("account_id", "=", customer.id)
    .orderBy("id")
    .selectAll()
    .execute();
  const payment = payments[one.which % Math.max(1, payments.length)];
  if (!payment) return;
  const id = `du_${one.which % 2}_${payment.id}`;
  const known = await customer.db
    .selectFrom("disputes")
    .where("processor_dispute_id", "=", id)
    .selectAll()
    .executeTakeFirst();
  const share = BigInt(Math.round(one.share * 10_000));
  const amountMinor = known?.amount_minor ?? ((payment.amount_minor * share) / 10_000n || 1n);
  const isOut = known?.withdrawn_minor || one.said !== "warning_needs_response";
  const isBack =
    isOut && (known?.reinstated_minor || one.said === "won" || (one.said === "lost" && one.back));
  const backMinor =
    known?.reinstated_minor || (one.said === "won" ? amountMinor : amountMinor / 3n);
  const moves = [...(isOut ? [-amountMinor] : []), ...(isBack ? [backMinor] : [])];
  const told: ProcessorDispute = {
    ...{ id, chargeId: payment.charge_id, customerId: null, status: one.said, amountMinor },
    ...{ reason: "general", network: null, networkReason: null, currency: payment.currency },
    ...{ dueBy: null, submissions: 0, openedAt: payment.booked_at },
    movements: moves.map((grossMinor, index) => ({
      ...{ transactionId: `txn_${index}_${id}`, currency: payment.currency, grossMinor },
      ...{ feeMinor: grossMinor < 0n ? 1_500n : 0n, exchangeRate: null },
      createdAt: payment.booked_at,
    })),
  };
  for (let time = 0; time < 2; time += 1) {
    await inTransaction(books(), (tx) => applyDispute(tx, told));
  }
}

/** What is open is won: from then on its payment can be refunded. */
export async function winAll(customer: Customer): Promise<void> {
  const open = await customer.db
    .selectFrom("disputes as d")
    .innerJoin("payments as p", (join) =>
      join.onRef("p.account_id", "=", "d.account_id").onRef("p.id", "=", "d.payment_id"),
    )
    .where("d.account_id", "=", customer.id)
    .where("d.status", "in", ["open", "under_review"])
    .selectAll("d")
    .select("p.charge_id")
    .execute();
  for (const one of open) {
    const { processor_dispute_id: id, amount_minor: amountMinor, currency } = one;
    await inTransaction(books(), (tx) =>
      applyDispute(tx, {
        ...{ id, chargeId: one.charge_id, customerId: null, status: "won", amountMinor, currency },
        ...{ reason: "general", network: null, networkReason: null, dueBy: null, submissions: 0 },
        openedAt: one.opened_at,
        movements: [-amountMinor, amountMinor].map((grossMinor, index) => ({
          ...{ transactionId: `txn_${index}_${id}`, currency, grossMinor },
          ...{ feeMinor: grossMinor < 0n ? 1_500n : 0n, exchangeRate: null },
          createdAt: one.opened_at,
        })),
      }),
    );
  }
}
