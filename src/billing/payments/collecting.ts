import type { CollectionId, InvoiceId, PaymentId } from "@/lib/ids";
import type { CollectionState } from "../state";

/** What a decision writes of collecting money: absolute figures after the decision. */
export type CollectingDraft = {
  collections: (CollectionState & { isNew: boolean })[];
  payments: PaymentDraft[];
  settlements: SettlementDraft[];
  failures: FailureDraft[];
  /** Documents overdue from now on, because an attempt to collect them failed. */
  failedInvoices: { id: InvoiceId; at: Date }[];
};

export const nothingCollected = (): CollectingDraft => ({
  ...{ collections: [], payments: [], settlements: [], failures: [], failedInvoices: [] },
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
