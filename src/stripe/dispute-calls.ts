import type Stripe from "stripe";
import { GatewayError } from "@/billing/payments/gateway";
import type {
  DisputeCalls,
  ProcessorDispute,
  ProcessorDisputeStatus,
} from "@/billing/payments/processor-disputes";
import { fromStripe } from "./amounts";
import { isReplayed, orMissing } from "./answers";
import type { StripeClient } from "./client";
import { balanceOf, idOf } from "./invoice-facts";

const expand = ["charge"];

/** Disputes: a payer's bank taking money of a charge back. */
export function disputeCalls(client: StripeClient): DisputeCalls {
  const { ask } = client;
  return {
    getDispute: (id) => orMissing(disputeNow(client, id)),
    uploadEvidence: async ({ name, type, bytes: data }, idempotencyKey) => {
      const file = { data, name, type };
      const made = await ask((stripe) =>
        stripe.files.create({ purpose: "dispute_evidence", file }, { idempotencyKey }),
      );
      return { fileId: made.id };
    },
    submitEvidence: (id, evidence, idempotencyKey) =>
      answered(client, { id, isDone: (status) => !needsResponse.test(status) }, (stripe) =>
        stripe.disputes.update(id, { evidence, submit: true, expand }, { idempotencyKey }),
      ),
    closeDispute: (id, idempotencyKey) =>
      answered(client, { id, isDone: (status) => status === "lost" }, (stripe) =>
        stripe.disputes.close(id, { expand }, { idempotencyKey }),
      ),
  };
}

const needsResponse = /needs_response$/;

type Asked = { id: string; isDone: (status: ProcessorDispute["status"]) => boolean };

/**
 * A replayed answer tells how it was then, and who comes late is refused: it is read as it is now. So it is where nobody
 * knows: a fault of Stripe's is kept under our key, and would be told again for a day (FAULTS F4).
 */
async function answered(
  client: StripeClient,
  { id, isDone }: Asked,
  answer: (stripe: Stripe) => Promise<Stripe.Response<Stripe.Dispute>>,
): Promise<ProcessorDispute> {
  try {
    const made = await client.ask(answer);
    return isReplayed(made) ? await disputeNow(client, id) : disputeFacts(made);
  } catch (error) {
    const kind = error instanceof GatewayError ? error.kind : undefined;
    if (kind !== "refused" && kind !== "unknown") throw error;
    const now = await disputeNow(client, id);
    const isOver = kind === "refused" ? !needsResponse.test(now.status) : isDone(now.status);
    if (!isOver) throw error;
    return now;
  }
}

async function disputeNow({ ask }: StripeClient, id: string): Promise<ProcessorDispute> {
  return disputeFacts(await ask((stripe) => stripe.disputes.retrieve(id, { expand })));
}

function disputeFacts(dispute: Stripe.Dispute): ProcessorDispute {
  const { id, currency, amount, reason, evidence_details: details } = dispute;
  const card = dispute.payment_method_details?.card;
  const movements = dispute.balance_transactions
    .toSorted((a, b) => a.created - b.created)
    .flatMap((one) => balanceOf({ balance_transaction: one }) ?? []);
  return {
    ...{ id, currency, reason, movements, chargeId: idOf(dispute.charge) ?? "" },
    customerId: typeof dispute.charge === "string" ? null : idOf(dispute.charge.customer),
    // What is new there is held until it is known to be over.
    status: statuses.has(dispute.status)
      ? (dispute.status as ProcessorDisputeStatus)
      : "under_review",
    ...{ network: card?.brand ?? null, networkReason: card?.network_reason_code ?? null },
    amountMinor: fromStripe(amount, currency),
    dueBy: details.due_by ? new Date(details.due_by * 1_000) : null,
    submissions: details.submission_count,
    openedAt: new Date(dispute.created * 1_000),
  };
}

const statuses = new Set<string>([
  ...["warning_needs_response", "warning_under_review", "warning_closed", "needs_response"],
  ...["under_review", "appeal_needs_response", "appeal_under_review", "won", "lost", "prevented"],
]);
