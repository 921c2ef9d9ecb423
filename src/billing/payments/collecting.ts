import type { CollectionId, InvoiceId, PaymentId, StaffTaskId } from "@/lib/ids";
import type { CollectionState } from "../state";

/** What a decision writes of collecting money: absolute figures after the decision. */
export type CollectingDraft = {
  collections: (CollectionState & { isNew: boolean })[];
  payments: PaymentDraft[];
  settlements: SettlementDraft[];
  failures: FailureDraft[];
  /** Documents overdue from now on, because an attempt to collect them failed. */
  failedInvoices: { id: InvoiceId; at: Date }[];
  /** Payments a person has to look at. */
  tasks: PaymentTaskDraft[];
};

/**
 * `payment_given_up`: for a document that was given up, and paid in full after all; credits that were taken back with it
 * do not come back by themselves. `payment_kept`: for one that is void, was paid already or is in another currency, so that it became account credit.
 */
export type PaymentTaskDraft = {
  id: StaffTaskId;
  kind: "payment_given_up" | "payment_kept";
  paymentId: PaymentId;
  createdAt: Date;
};

export const nothingCollected = (): CollectingDraft => ({
  ...{
    collections: [],
    payments: [],
    settlements: [],
    failures: [],
    failedInvoices: [],
    tasks: [],
  },
});

/** Money the processor took: one of a charge, whoever told us of it and however often. */
export type PaymentDraft = {
  id: PaymentId;
  collectionId: CollectionId;
  chargeId: string;
  paymentIntentId: string | null;
  currency: string;
  amountMinor: bigint;
  /** What of it found nothing open and became account credit. */
  toCreditMinor: bigint;
  paidAt: Date;
  bookedAt: Date;
  method: { kind: string; brand: string | null; last4: string | null };
};

/** What became of a payment at the processor, once that has booked it itself. */
export type SettlementDraft = {
  paymentId: PaymentId;
  balanceTransactionId: string;
  currency: string;
  grossMinor: bigint;
  feeMinor: bigint;
  exchangeRate: string | null;
};

export type FailureDraft = {
  collectionId: CollectionId;
  attemptId: string;
  code: string;
  declineCode: string | null;
  toldAt: Date;
};
