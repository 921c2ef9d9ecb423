import type Stripe from "stripe";
import type { PaymentGateway, ProcessorRefund, RefundToMake } from "@/billing/payments/gateway";
import type { RefundId } from "@/lib/ids";
import { fromStripe, toStripe } from "./amounts";
import { isReplayed, makeOnce, orMissing } from "./answers";
import type { StripeClient } from "./client";
import { balanceOf, idOf, metadataKeys } from "./invoice-facts";

const expand = ["balance_transaction"];

/** Money going back. A refund is found by our id in its metadata, in the list of its charge. */
export function refundCalls(
  client: StripeClient,
): Pick<PaymentGateway, "refund" | "getRefund" | "listRefunds"> {
  return {
    refund: (refund, key) => make(client, refund, key),
    getRefund: (id) => orMissing(refundNow(client, id)),
    listRefunds: (chargeId) => listOf(client, chargeId),
  };
}

async function make(
  client: StripeClient,
  refund: RefundToMake,
  key: string,
): Promise<ProcessorRefund> {
  const params: Stripe.RefundCreateParams = {
    charge: refund.chargeId,
    amount: toStripe(refund.amountMinor, refund.currency),
    metadata: {
      [metadataKeys.account]: refund.accountId,
      [metadataKeys.refund]: refund.refundId,
    },
    expand,
  };
  return await makeOnce(
    `${key}:refund`,
    async (idempotencyKey) => {
      const made = await client.ask((stripe) => stripe.refunds.create(params, { idempotencyKey }));
      return isReplayed(made) ? await refundNow(client, made.id) : refundFacts(made);
    },
    async () => {
      const made = await listOf(client, refund.chargeId);
      return made.find(({ refundId }) => refundId === refund.refundId);
    },
  );
}

async function refundNow({ ask }: StripeClient, id: string): Promise<ProcessorRefund> {
  return refundFacts(await ask((stripe) => stripe.refunds.retrieve(id, { expand })));
}

async function listOf({ ask }: StripeClient, charge: string): Promise<ProcessorRefund[]> {
  const found = await ask((stripe) =>
    stripe.refunds
      .list({ charge, limit: 100, expand: ["data.balance_transaction"] })
      .autoPagingToArray({ limit: 10_000 }),
  );
  return found.toSorted((a, b) => a.created - b.created).map(refundFacts);
}

function refundFacts(refund: Stripe.Refund): ProcessorRefund {
  const { id, currency, metadata, failure_reason: failureCode = null } = refund;
  return {
    ...{ id, currency, failureCode },
    chargeId: idOf(refund.charge),
    refundId: (metadata?.[metadataKeys.refund] ?? null) as RefundId | null,
    status: statusOf(refund.status),
    amountMinor: fromStripe(refund.amount, currency),
    balance: balanceOf(refund),
  };
}

/** What waits for somebody to do something is on its way. */
function statusOf(status: string | null): ProcessorRefund["status"] {
  if (status === "succeeded" || status === "failed" || status === "canceled") return status;
  return "pending";
}
