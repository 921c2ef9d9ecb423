import { applyDispute } from "@/billing/disputes/apply-dispute";
import { applyInvoice } from "@/billing/payments/apply-invoice";
import type { PaymentGateway, ProcessorPayment } from "@/billing/payments/gateway";
import type { BalanceLine } from "@/billing/payments/processor-balance";
import type { ProcessorDispute } from "@/billing/payments/processor-disputes";
import { applyRefund } from "@/billing/refunds/apply-refund";
import { inTransaction } from "@/db/transaction";
import type { Customer } from "../books";

type Charge = { id: string; amountMinor: bigint; currency: string; customer: Customer };

/**
 * A processor that takes money and tells of it at once, and keeps a list of its balance of its own: what is booked of it
 * and what it lists are worked out apart. Its names carry the account's id, so that copied books have names of their own.
 */
export class Processor {
  readonly lines: BalanceLine[] = [];
  at = new Date(0);
  private counted = 0;

  private name(prefix: string, { id }: Pick<Customer, "id">): string {
    this.counted += 1;
    return `${prefix}_${String(this.counted).padStart(6, "0")}_${id}`;
  }

  /** Books a movement of its own balance. */
  list(
    type: string,
    of: { id: string; sourceId: string; amountMinor: bigint; feeMinor?: bigint; currency?: string },
  ): NonNullable<ProcessorPayment["balance"]> {
    const { id, sourceId, amountMinor, feeMinor = 0n, currency = "usd" } = of;
    this.lines.push({
      ...{ id, type, category: type, sourceId, currency, amountMinor, feeMinor },
      ...{ exchangeRate: null, description: null, createdAt: this.at, availableAt: this.at },
    });
    const booked = { transactionId: id, currency, grossMinor: amountMinor, feeMinor };
    return { ...booked, exchangeRate: null, createdAt: this.at };
  }

  /** A card for an account: what it owes is collected by itself from then on. */
  async card(customer: Customer): Promise<void> {
    const account_id = customer.id;
    await customer.db
      .insertInto("processor_customers")
      .values({ account_id, customer_id: `cus_${customer.id}`, created_at: this.at })
      .execute();
    const facts = { kind: "card", is_default: true, added_at: this.at };
    const method_id = `pm_${customer.id}`;
    await customer.db
      .insertInto("payment_methods")
      .values({ account_id, method_id, ...facts })
      .execute();
  }

  /** Takes what is to be collected of an account: 2.9 % and 30 ¢ of each are kept. */
  async collect(customer: Customer): Promise<Charge[]> {
    const open = await customer.db
      .selectFrom("collections")
      .where("account_id", "=", customer.id)
      .where("status", "in", ["intended", "open"])
      .orderBy("id")
      .select(["id", "amount_minor", "currency"])
      .execute();
    const charges: Charge[] = [];
    for (const one of open) {
      const { amount_minor: amountMinor, currency } = one;
      const id = this.name("ch", customer);
      const feeMinor = (amountMinor * 29n + 500n) / 1_000n + 30n;
      const line = {
        id: this.name("txn", customer),
        sourceId: id,
        amountMinor,
        feeMinor,
        currency,
      };
      const payment: ProcessorPayment = {
        ...{ paymentIntentId: this.name("pi", customer), chargeId: id, amountMinor, currency },
        ...{ paidAt: this.at, balance: this.list("charge", line) },
        method: { kind: "card", brand: "visa", last4: "4242" },
      };
      await inTransaction(customer.db, (tx) =>
        applyInvoice(tx, {
          ...{ id: this.name("in", customer), customerId: `cus_${customer.id}`, currency },
          ...{ collectionId: one.id, status: "paid", totalMinor: amountMinor, remainingMinor: 0n },
          ...{ hostedUrl: null, payments: [payment], processing: false, requiresAction: false },
          lastFailure: null,
        }),
      );
      charges.push({ id, amountMinor, currency, customer });
    }
    return charges;
  }

  /** Given back in its dashboard; answers how to say that it came back after all. */
  async refund({ id: chargeId, currency, customer }: Charge, amountMinor: bigint) {
    const id = this.name("re", customer);
    const line = { id: this.name("txn", customer), sourceId: id, amountMinor: -amountMinor };
    const balance = this.list("refund", line);
    const say = (status: "succeeded" | "failed") =>
      inTransaction(customer.db, (tx) =>
        applyRefund(tx, {
          ...{ id, chargeId, refundId: null, status, currency, amountMinor, balance },
          failureCode: status === "failed" ? "expired_or_canceled_card" : null,
        }),
      );
    await say("succeeded");
    return async () => {
      this.list("refund_failure", { id: this.name("txn", customer), sourceId: id, amountMinor });
      await say("failed");
    };
  }

  /** The payer's bank takes all of it back; answers how to say how it ends. */
  async dispute({ id: chargeId, amountMinor, currency, customer }: Charge) {
    const id = this.name("dp", customer);
    const moved = (minor: bigint, feeMinor: bigint) =>
      this.list("adjustment", {
        ...{ id: this.name("txn", customer), sourceId: id, amountMinor: minor, feeMinor, currency },
      });
    const movements = [moved(-amountMinor, 1_500n)];
    const say = (status: ProcessorDispute["status"]) =>
      inTransaction(customer.db, (tx) =>
        applyDispute(tx, {
          ...{ id, chargeId, customerId: null, status, amountMinor, currency, movements },
          ...{ reason: "fraudulent", network: "visa", networkReason: "10.4", submissions: 0 },
          ...{ dueBy: null, openedAt: this.at },
        }),
      );
    await say("needs_response");
    return async (outcome: "won" | "lost") => {
      if (outcome === "won") movements.push(moved(amountMinor, 0n));
      await say(outcome);
    };
  }
}

/** A gateway that lists these lines, `perPage` at a time, and says that what they sum to lies there. */
export function gatewayListing(lines: readonly BalanceLine[], perPage = 100): PaymentGateway {
  const newest = lines.toSorted((a, b) => +b.createdAt - +a.createdAt || (a.id < b.id ? 1 : -1));
  const sums = new Map<string, bigint>();
  for (const { currency, amountMinor, feeMinor } of lines)
    sums.set(currency, (sums.get(currency) ?? 0n) + amountMinor - feeMinor);
  const gateway: Pick<PaymentGateway, "listBalanceTransactions" | "getBalance"> = {
    listBalanceTransactions: async ({ since, until, after }) => {
      const within = newest.filter(
        ({ createdAt }) => createdAt >= since && (until === null || createdAt < until),
      );
      const from = after === null ? 0 : within.findIndex(({ id }) => id === after) + 1;
      const page = within.slice(from, from + perPage);
      const isLast = from + perPage >= within.length;
      return { lines: page, next: isLast ? null : (page.at(-1)?.id ?? null) };
    },
    getBalance: async () => [...sums].map(([currency, minor]) => ({ currency, minor })),
  };
  return gateway as PaymentGateway;
}
