import { assert } from "@/lib/errors";
import type { DisputeId, InvoiceId, PaymentId } from "@/lib/ids";
import type { RefundPolicy, Shortfall } from "../refunds/refund";

/**
 * How a dispute stands: an inquiry asks and holds nothing; open, its answer is due; under review, the bank has it;
 * prevented, it was over before it was one.
 */
export const disputeStatuses = [
  ...(["inquiry", "inquiry_review", "inquiry_closed", "open", "under_review"] as const),
  ...(["won", "lost", "prevented"] as const),
] as const;
export type DisputeStatus = (typeof disputeStatuses)[number];

/** One table of moves; the database holds the same. A bank may look again at what was decided. */
const moves = {
  inquiry: ["inquiry_review", "inquiry_closed", "open", "under_review", "won", "lost", "prevented"],
  inquiry_review: ["inquiry_closed", "open", "under_review", "won", "lost", "prevented"],
  inquiry_closed: ["open", "under_review", "won", "lost", "prevented"],
  open: ["under_review", "won", "lost", "prevented"],
  under_review: ["won", "lost", "prevented"],
  won: ["lost"],
  lost: ["won"],
  prevented: [],
} satisfies Record<DisputeStatus, DisputeStatus[]>;

/** A dispute in its next state; what is behind it already is no move. */
export function canBecome(from: DisputeStatus, to: DisputeStatus): boolean {
  return (moves[from] as DisputeStatus[]).includes(to);
}

/** Its money is in dispute, and its credits are held. */
export function isOpen(status: DisputeStatus): boolean {
  return status === "open" || status === "under_review";
}

export function isInquiry(status: DisputeStatus): boolean {
  return status.startsWith("inquiry");
}

/** Nothing is heard of it any more, but for a bank that looks again. */
export function isOver(status: DisputeStatus): boolean {
  return !isOpen(status) && (!isInquiry(status) || status === "inquiry_closed");
}

/** By what a lost dispute takes credits back; nothing stops it. */
export type DisputeTerms = { policy: RefundPolicy; shortfall: Exclude<Shortfall, "block"> };

export type DisputeState = DisputeTerms & {
  id: DisputeId;
  paymentId: PaymentId;
  /** The document its charge was made for; the charge may have paid others beside. */
  invoiceId: InvoiceId;
  processorDisputeId: string;
  status: DisputeStatus;
  /** The processor's own word. */
  processorStatus: string;
  reason: string;
  network: string | null;
  networkReason: string | null;
  currency: string;
  amountMinor: bigint;
  /** What its lines give back, tax included: while it is open, and for good once it is lost. */
  returnedMinor: bigint;
  /** What it takes beyond what was left of the charge. */
  excessMinor: bigint;
  /** What has left the processor's balance for it and came back to it, in its own currency. */
  withdrawnMinor: bigint;
  reinstatedMinor: bigint;
  /** What of it was booked as lost. */
  lostMinor: bigint;
  dueBy: Date | null;
  /** How often an answer to it arrived there. */
  submissions: number;
  openedAt: Date;
  bookedAt: Date;
  heldAt: Date | null;
  closedAt: Date | null;
};

/** Money of a dispute that left the processor's balance, or came back to it: each once, by its name there. */
export type DisputeMovement = {
  balanceTransactionId: string;
  kind: "withdrawn" | "reinstated";
  /** In the dispute's currency; 0n or more. */
  minor: bigint;
  settledCurrency: string;
  /** What the balance moved by, before the fee. */
  settledMinor: bigint;
  /** Negative where a fee comes back. */
  feeMinor: bigint;
  exchangeRate: string | null;
};

/** What a decision writes of disputes: absolute figures after the decision. */
export type DisputingDraft = {
  disputes: (DisputeState & { isNew: boolean })[];
  movements: (DisputeMovement & { disputeId: DisputeId; bookedAt: Date })[];
};

/** A dispute in its next state; staying what it is counts as no move. */
export function movedTo(dispute: DisputeState, status: DisputeStatus, at: Date): DisputeState {
  const { status: before, closedAt } = dispute;
  assert(status === before || canBecome(before, status), `no dispute is ${status} after ${before}`);
  return { ...dispute, status, closedAt: isOver(status) ? (closedAt ?? at) : null };
}
