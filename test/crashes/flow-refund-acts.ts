import { hashRequest } from "@/billing/operate";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { approveRefund } from "@/billing/refunds/approve";
import { previewRefund } from "@/billing/refunds/preview";
import { requestRefund } from "@/billing/refunds/request";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import type { AccountId, InvoiceId, QuoteId, RefundId } from "@/lib/ids";
import type { Trouble } from "@/sandbox/stripe/script";
import { Customer } from "../books";
import { type Beside, refundsOf } from "../refunds/refunding";
import type { Act } from "./flow";
import { arrive, works } from "./flow-hands";

export const author = (actor: string) => ({ actor, requestId: "test" });

/** Of one request, by its key. */
export const requestOf = (accountId: AccountId, key: string, actor: string) => ({
  ...{ accountId, key, procedure: key, requestHash: hashRequest(key, null) },
  author: author(actor),
});

export const preview: Act = {
  by: "web",
  run: async ({ db, life: { accountId, known } }) => {
    if (known.quoteId) return undefined; // who has seen a quote asks for that one
    const wanted = {
      invoiceId: known.invoiceId as InvoiceId,
      destination: "card",
      period: "keep",
      of: { kind: "amount", grossMinor: 6_000n },
    } as const;
    const asker = { accountId, author: author("staff:one") };
    const { quoteId } = await inTransaction(db, (tx) => previewRefund(tx, asker, wanted));
    return { quoteId };
  },
};

export const askedWith = (shortfall: "debt" | "write_off"): Act => ({
  by: "web",
  run: async ({ db, life: { accountId, known } }) => {
    const asked = {
      ...requestOf(accountId, "refund", "staff:one"),
      quoteId: known.quoteId as QuoteId,
      policy: "proportional",
      shortfall,
      reason: "Asked by the customer",
    } as const;
    const done = await inTransaction(db, (tx) => requestRefund(tx, asked));
    if (done.stale) throw new Error("Nothing happened that the quote did not show");
    return { refundId: done.answer.refundId };
  },
});
export const ask = askedWith("debt");

export const send: Act = { by: "worker", run: works.send };
export const tell: Act = { by: "worker", run: works.tell };

/** Stripe's events are all worked before its answer is: by the time it is heard, all is done. */
export const sendHeardFirst: Act = {
  by: "worker",
  run: ({ db, gateway, life }) => {
    const toldFirst: PaymentGateway = {
      ...gateway,
      refund: async (...asked) => {
        const answer = await gateway.refund(...asked);
        await arrive({ db, gateway, life });
        await works.hear({ db, gateway, life });
        return answer;
      },
    };
    return works.send({ db, gateway: toldFirst, life });
  },
};

export const troubled = (trouble: Trouble, times: number): Act => ({
  by: "world",
  run: async ({ stripe }) => {
    stripe.simulator.trouble.add({ trouble, calls: "POST /v1/refunds", times });
    return undefined;
  },
});

export const inWorld = (
  run: (at: { db: Db; stripe: Beside; customer: Customer }) => Promise<unknown>,
): Act => ({
  by: "world",
  run: async ({ db, stripe, life }) => {
    await run({ db, stripe, customer: Customer.of(life.accountId, db) });
    return undefined;
  },
});

/** Nobody can say yes before they are asked; until then the worker comes back. */
export const lookUntilAsked: Act = {
  by: "worker",
  run: async (hands) => {
    await works.send(hands);
    const [refund] = await refundsOf(Customer.of(hands.life.accountId, hands.db));
    if (refund?.asks_person || refund?.status === "succeeded") return undefined;
    throw new BillingError("retry_later", "It is not known yet.");
  },
};

export const approve: Act = {
  by: "web",
  run: async ({ db, life: { accountId, known } }) => {
    const of = requestOf(accountId, "approve", "staff:two");
    const refundId = known.refundId as RefundId;
    await inTransaction(db, (tx) => approveRefund(tx, { ...of, refundId }));
    return undefined;
  },
};
