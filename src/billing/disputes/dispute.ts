import type { DisputeId, InvoiceId, PaymentId } from "@/lib/ids";
import type { RefundPolicy, Shortfall } from "../refunds/refund";

/**
 * How a dispute stands: an inquiry asks and holds nothing; open, its answer is due; under review, the bank has it;
 * prevented, it was over before it was one.
 */
const disputeStatuses = [
  ...(["inquiry", "inquiry_review", "inquiry_closed", "open", "under_review"] as const),
  ...(["won", "lost", "prevented"] as const),
] as const;
export type DisputeStatus = (typeof disputeStatuses)[number];

/** By what a lost dispute takes credits back; nothing stops it. */
type DisputeTerms = { policy: RefundPolicy; shortfall: Exclude<Shortfall, "block"> };

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
