import { assert } from "@/lib/errors";
import type {
  DisputeId,
  InvoiceId,
  InvoiceLineId,
  PaymentId,
  RefundId,
  StaffTaskId,
} from "@/lib/ids";
import { plainJson } from "@/lib/json";

/** How many credits a return takes back (BOOKS B12): a share, of that only what is left, all, or none. */
export const policies = ["proportional", "unused_only", "full", "none"] as const;
export type RefundPolicy = (typeof policies)[number];

/** What becomes of credits to be taken back that were spent: owed, given up, or no refund at all. */
export const shortfalls = ["debt", "write_off", "block"] as const;
export type Shortfall = (typeof shortfalls)[number];

/**
 * Where the money goes: back the way it came, the rest as account credit; all as account credit; or nowhere, since it
 * was never paid: then it is no longer owed.
 */
export const destinations = ["card", "account_credit", "credit_note"] as const;
export type Destination = (typeof destinations)[number];

/** What is given back: all that is left, one amount spread over all lines, or amounts of lines, tax included. */
export type RefundOf =
  | { kind: "all" }
  | { kind: "amount"; grossMinor: bigint }
  /** Without an amount all that is left of the line. */
  | { kind: "lines"; lines: { lineId: InvoiceLineId; grossMinor: bigint | null }[] };

export type RefundRequest = {
  invoiceId: InvoiceId;
  of: RefundOf;
  destination: Destination;
  policy: RefundPolicy;
  shortfall: Shortfall;
  /** Whether the plan ends with it. A line given back whole ends its period either way. */
  period: "keep" | "cancel";
};

export type RefundStatus =
  | "requested"
  | "rejected"
  | "reserved"
  | "undone"
  | "calling"
  | "unknown"
  | "succeeded"
  | "failed"
  | "returned";

/** One table of moves; the database holds the same. */
const moves = {
  requested: ["reserved", "succeeded", "rejected", "undone"],
  reserved: ["calling", "unknown", "succeeded", "failed", "undone"],
  calling: ["unknown", "succeeded", "failed"],
  unknown: ["calling", "succeeded", "failed"],
  succeeded: ["returned"],
  rejected: [],
  undone: [],
  failed: [],
  returned: [],
} satisfies Record<RefundStatus, RefundStatus[]>;

/** A refund in its next state; staying what it is counts as no move. */
export function movedTo(refund: RefundState, status: RefundStatus): RefundState {
  const isMove = (moves[refund.status] as RefundStatus[]).includes(status);
  assert(isMove || status === refund.status, `a refund is not ${status} after ${refund.status}`);
  return { ...refund, status };
}

/** Its credits are held, and nobody knows yet whether its money leaves. */
export function isInFlight(status: RefundStatus): boolean {
  return status === "reserved" || status === "calling" || status === "unknown";
}

export type RefundState = Omit<RefundRequest, "of"> & {
  id: RefundId;
  of: RefundOf;
  origin: "staff" | "processor";
  status: RefundStatus;
  /** The payment whose card part of it goes back to; null where none does. */
  paymentId: PaymentId | null;
  currency: string;
  /** What its lines give back, tax included: by card and as account credit. */
  amountMinor: bigint;
  cardMinor: bigint;
  creditMinor: bigint;
  /** What the processor reported beyond what was left; of it what was kept for the account and is taken out of that. */
  excessMinor: bigint;
  excessCreditMinor: bigint;
  promised: RefundPromise;
  reason: string;
  requestedBy: string;
  requestedAt: Date;
  approver: string | null;
  approvedAt: Date | null;
  creditNoteId: InvoiceId | null;
  processorRefundId: string | null;
  failureCode: string | null;
  /** The processor knows of none and its key may be forgotten: a person decides (FAULTS F11). */
  asksPerson: boolean;
  settlement: RefundSettlement | null;
  bookedAt: Date | null;
  closedAt: Date | null;
};

/** What a refund shows and then does: every money line, and the credits each owns (BOOKS B7). */
export type RefundPromise = {
  lines: { lineId: InvoiceLineId; netMinor: bigint; taxMinor: bigint; slice: bigint }[];
  cardMinor: bigint;
  creditMinor: bigint;
};

/** What left the processor's balance for it, once that is known. */
export type RefundSettlement = {
  balanceTransactionId: string;
  currency: string;
  /** Negative. */
  grossMinor: bigint;
  feeMinor: bigint;
  exchangeRate: string | null;
};

export type StaffTaskKind =
  | "refund_returned"
  | "refund_at_processor"
  | "refund_excess"
  | "refund_unproven"
  | "dispute_excess"
  | "dispute_turned";

export type StaffTaskDraft = {
  id: StaffTaskId;
  kind: StaffTaskKind;
  refundId: RefundId | null;
  disputeId?: DisputeId;
  facts: Record<string, string>;
  createdAt: Date;
};

/** What a decision writes of refunds: absolute figures after the decision. */
export type RefundingDraft = {
  refunds: (RefundState & { isNew: boolean })[];
  tasks: StaffTaskDraft[];
};

export function samePromise(a: RefundPromise, b: RefundPromise): boolean {
  const text = (one: RefundPromise) =>
    plainJson([
      one.cardMinor,
      one.creditMinor,
      one.lines.map((line) => [line.lineId, line.netMinor, line.taxMinor, line.slice]),
    ]);
  return text(a) === text(b);
}
