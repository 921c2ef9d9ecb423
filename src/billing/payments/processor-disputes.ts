import type { ProcessorBalance } from "./gateway";

/** What we ask of a processor about disputes, in the manner of `gateway.ts`. */
export type DisputeCalls = {
  getDispute(processorDisputeId: string): Promise<ProcessorDispute | undefined>;
  /** A file that goes with an answer to a dispute. */
  uploadEvidence(file: EvidenceFile, key: string): Promise<{ fileId: string }>;
  /**
   * Answers a dispute, once for all: by field a text, or the id of a file that is there. One that is answered or over
   * already is told as it is.
   */
  submitEvidence(
    processorDisputeId: string,
    evidence: Readonly<Record<string, string>>,
    key: string,
  ): Promise<ProcessorDispute>;
  /** Gives a dispute up: it is lost. One that is over already is told as it is. */
  closeDispute(processorDisputeId: string, key: string): Promise<ProcessorDispute>;
};

export type EvidenceFile = { name: string; type: string; bytes: Buffer };

/** A payer's bank taking money of a charge back, as it is there now. */
export type ProcessorDispute = {
  id: string;
  chargeId: string;
  customerId: string | null;
  status: ProcessorDisputeStatus;
  reason: string;
  /** Of a card's charge: `visa`, and its own code for the reason. */
  network: string | null;
  networkReason: string | null;
  currency: string;
  amountMinor: bigint;
  /** Until when an answer is taken; null where none is. */
  dueBy: Date | null;
  /** How often an answer arrived. */
  submissions: number;
  openedAt: Date;
  /** Money that left the balance for it and came back, oldest first; the gross is negative where it left. */
  movements: (ProcessorBalance & { createdAt: Date })[];
};

export type ProcessorDisputeStatus =
  | `warning_${"needs_response" | "under_review" | "closed"}`
  | `appeal_${"needs_response" | "under_review"}`
  | "needs_response"
  | "under_review"
  | "won"
  | "lost"
  | "prevented";
