import type { Money } from "@/lib/money";
import type { Policy, PolicyRow } from "../refunds/data";
import type { Act } from "../settings/data";

export const disputeStates = [
  ...(["inquiry", "inquiry_review", "inquiry_closed", "open", "under_review"] as const),
  ...(["won", "lost", "prevented"] as const),
] as const;
export type DisputeState = (typeof disputeStates)[number];

export const reasons = [
  ...(["fraudulent", "unrecognized", "general", "product_not_received"] as const),
  ...(["product_unacceptable", "subscription_canceled", "credit_not_processed"] as const),
  ...(["duplicate"] as const),
] as const;

export type DisputeRow = {
  disputeId: string;
  accountId: string;
  accountName: string;
  status: DisputeState;
  reason: string;
  network: string | null;
  amount: Money;
  dueBy: Date | null;
  openedAt: Date;
  closedAt: Date | null;
  creditsHeld: bigint;
  assignedTo: { userId: string; name: string } | null;
  submittedAt: Date | null;
  acceptedAt: Date | null;
  answer: string | null;
};

export type DisputeFigures = {
  fees: { currency: string; minor: bigint }[];
  disputed: bigint;
  charges: bigint;
  outcomes: { reason: string; won: bigint; lost: bigint }[];
};

export type EvidenceFile = {
  fileId: string;
  field: string;
  name: string;
  size: number;
  addedAt: Date;
};

export type DisputeSlice = {
  lineId: string;
  description: string;
  net: Money;
  tax: Money;
  slice: bigint;
  revoked: bigint;
  expired: bigint;
  owed: bigint;
  writtenOff: bigint;
  waived: bigint;
  stands: boolean;
};

export type Dispute = DisputeRow & {
  processorDisputeId: string;
  networkReason: string | null;
  chargeId: string;
  withdrawn: Money;
  reinstated: Money;
  lost: Money;
  excess: Money;
  fee: Money | null;
  answerCode: string | null;
  evidence: Record<string, string>;
  evidenceAt: Date | null;
  files: EvidenceFile[];
  documents: { invoiceId: string; number: string | null; amount: Money }[];
  slices: DisputeSlice[];
  fields: { texts: readonly string[]; files: readonly string[] };
  heldAt: Date | null;
  asOf: Date;
};

/** What giving it up would take back, under all four policies. */
export type AcceptQuote = {
  quoteId: string;
  effectiveAt: Date;
  expiresAt: Date;
  money: {
    total: Money;
    excess: Money;
    lines: { description: string; net: Money; tax: Money; unearned: Money }[];
  };
  policies: Record<Policy, PolicyRow>;
};

type Of = { disputeId: string };

export type DisputeActs = {
  assign: Act<Of & { mine: boolean }, unknown>;
  save: Act<Of & { evidence: Record<string, string> }, { evidenceAt: Date | null }>;
  addFile: Act<Of & { field: string; name: string; bytes: string }, unknown>;
  removeFile: Act<Of & { field: string }, unknown>;
  attachPack: Act<Of, unknown>;
  submit: Act<Of & { idempotencyKey: string }, unknown>;
  preview: Act<Of, AcceptQuote>;
  accept: Act<
    { quoteId: string; policy: Policy; shortfall: "debt" | "write_off"; idempotencyKey: string },
    unknown
  >;
};

/** The bank only asks: it has taken nothing that could be given up. */
export function isInquiry({ status }: DisputeRow): boolean {
  return status === "inquiry" || status === "inquiry_review" || status === "inquiry_closed";
}

/** Its answer can still be written. */
export function isAnswerable(of: DisputeRow): boolean {
  const isOver = of.closedAt !== null || of.submittedAt !== null || of.acceptedAt !== null;
  return !isOver && of.answer !== "submitting" && of.answer !== "accepting";
}
