import type {
  DisputeId,
  GrantId,
  InvoiceId,
  PlanPeriodId,
  PlanVersionId,
  RefundId,
  SubscriptionId,
} from "@/lib/ids";
import type { GrantCategory } from "./ledger/accounts";

/** What happened to an account, as its app backend hears of it (docs/webhooks.md has one example each). */
export type DomainEvent = {
  [Type in EventType]: { type: Type; occurredAt: Date; data: EventData[Type] };
}[EventType];

export type EventType = keyof EventData;

/** Every type there is, for whoever chooses among them. */
export const eventTypes = [
  "period.started",
  "plan.changed",
  "credits.granted",
  "credits.low",
  "credits.depleted",
  "invoice.issued",
  "invoice.paid",
  "invoice.payment_failed",
  "refund.succeeded",
  "refund.failed",
  "dispute.opened",
  "dispute.closed",
] as const satisfies readonly EventType[];

/** What a decision knows of an event; what is in its rows is read from them as it is written. */
export type EventData = {
  "period.started": { planPeriodId: PlanPeriodId };
  /** `to` is null where nothing follows: the subscription was cancelled. */
  "plan.changed": {
    subscriptionId: SubscriptionId;
    from: { planPeriodId: PlanPeriodId; planVersionId: PlanVersionId };
    to: { planPeriodId: PlanPeriodId; planVersionId: PlanVersionId } | null;
  };
  "credits.granted": {
    grantId: GrantId;
    category: GrantCategory;
    credits: bigint;
    effectiveAt: Date;
    expiresAt: Date | null;
    planPeriodId: PlanPeriodId | null;
    reason: string;
  };
  /** An alert fired; `threshold` in the unit of its rule. */
  "credits.low": { rule: string; threshold: bigint; available: bigint };
  /** `overage` says what becomes of the next use: refused, or billed. */
  "credits.depleted": { planPeriodId: PlanPeriodId | null; overage: "block" | "bill" };
  "invoice.issued": { invoiceId: InvoiceId };
  "invoice.paid": { invoiceId: InvoiceId };
  /** One of each attempt, by itself or in person; `nextAttemptAt` is null where none is made by itself. */
  "invoice.payment_failed": {
    invoiceId: InvoiceId;
    code: string;
    declineCode: string | null;
    nextAttemptAt: Date | null;
  };
  /** Its money has left, or is kept for the account; `revoked` credits were taken back for it, `owed` were spent. */
  "refund.succeeded": RefundTold & {
    creditNoteId: InvoiceId | null;
    revoked: bigint;
    owed: bigint;
  };
  /** No money left: or, `after` it had, it came back and is account credit. */
  "refund.failed": RefundTold & { code: string | null; after: boolean };
  /** A payer's bank takes money back, provisionally; `held` credits cannot be spent meanwhile. */
  "dispute.opened": DisputeTold & { held: bigint };
  /** Decided: won or prevented, what was held is there again; lost, `revoked` credits were taken back, `owed` were spent. */
  "dispute.closed": DisputeTold & {
    outcome: "won" | "lost" | "prevented";
    revoked: bigint;
    owed: bigint;
  };
};

type DisputeTold = {
  disputeId: DisputeId;
  invoiceId: InvoiceId;
  reason: string;
  amountMinor: bigint;
  currency: string;
};

type RefundTold = {
  refundId: RefundId;
  invoiceId: InvoiceId;
  amountMinor: bigint;
  currency: string;
};
