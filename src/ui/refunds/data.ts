import type { Money } from "@/lib/money";
import type { PinnedNote } from "../pinned";
import type { Act } from "../settings/data";

export const policies = ["proportional", "unused_only", "full", "none"] as const;
export type Policy = (typeof policies)[number];
export const shortfalls = ["debt", "write_off", "block"] as const;
export type Shortfall = (typeof shortfalls)[number];
export const destinations = ["card", "account_credit", "credit_note"] as const;
export type Destination = (typeof destinations)[number];

/** What is to go back: all that is left, one amount, or amounts of lines; tax included, in minor units. */
export type Wanted = {
  invoiceId: string;
  amount?: bigint;
  lines?: { lineId: string; amount?: bigint }[];
  destination: Destination;
  period: "keep" | "cancel";
};

export type GrantRow = {
  grantId: string;
  granted: bigint;
  used: bigint;
  toRevoke: bigint;
  after: bigint;
  unrecoverable: bigint;
  value: Money;
  expiresAt: Date | null;
};

export type PolicyRow = {
  slice: bigint;
  revoked: bigint;
  expired: bigint;
  short: bigint;
  waived: bigint;
  shortValue: Money;
  before: bigint;
  after: bigint;
  grants: GrantRow[];
  slices: SliceRow[];
};

/** How the credits a return of a line owns were reckoned. */
export type SliceRow = {
  description: string;
  /** The line it is of, and its document. */
  lineId: string;
  invoiceId: string;
  granted: bigint;
  throughMinor: bigint;
  grossMinor: bigint;
  whole: boolean;
  target: bigint;
  standing: bigint;
  credits: bigint;
};

/** What a refund would do, under all four policies. */
export type RefundQuote = {
  quoteId: string;
  effectiveAt: Date;
  expiresAt: Date;
  approvalAbove: Money | null;
  money: {
    total: Money;
    card: Money;
    accountCredit: Money;
    left: Money;
    lines: { lineId: string; description: string; net: Money; tax: Money; unearned: Money }[];
  };
  policies: Record<Policy, PolicyRow>;
};

export const refundStates = [
  "requested",
  "rejected",
  "reserved",
  "undone",
  "calling",
  "unknown",
  "succeeded",
  "failed",
  "returned",
] as const;
export type RefundStatus = (typeof refundStates)[number];

export type StaffRefund = {
  id: string;
  status: RefundStatus;
  origin: "staff" | "processor";
  destination: Destination;
  policy: Policy;
  shortfall: Shortfall;
  amount: Money;
  card: Money;
  accountCredit: Money;
  excess: Money;
  revoked: bigint;
  owed: bigint;
  writtenOff: bigint;
  revocations: string[];
  creditNoteId: string | null;
  creditNoteNumber: string | null;
  reason: string;
  requestedByName: string;
  requestedAt: Date;
  approverName: string | null;
  failureCode: string | null;
  asksPerson: boolean;
  bookedAt: Date | null;
};

/** It is on its way: its credits are on hold, and not taken yet. */
export function isHeld({ status }: Pick<StaffRefund, "status">): boolean {
  return status === "reserved" || status === "calling" || status === "unknown";
}

export type Requested = { refundId: string; status: RefundStatus; creditNoteId: string | null };

export type RefundActs = {
  preview: Act<Wanted, RefundQuote>;
  request: Act<
    {
      quoteId: string;
      policy: Policy;
      shortfall: Shortfall;
      reason: string;
      idempotencyKey: string;
    },
    Requested
  >;
  undo: Act<{ refundId: string; idempotencyKey: string }, Requested>;
  note: Act<{ account: string; body: string; pinned: boolean }, unknown>;
  list: Act<{ invoiceId: string }, { refunds: StaffRefund[] }>;
};

/** The invoice a refund is of, as its sheet needs it. */
export type RefundedInvoice = {
  id: string;
  number: string;
  account: string;
  accountName: string;
  /** Our name in the mail; the browser does not know it. */
  brand: string;
  /** Where the customer sees it. */
  customerLink: string;
  zone: string;
  currency: string;
  /** Those that charged something, and what is left of each, tax included. */
  lines: { lineId: string; description: string; left: Money }[];
  /** Whether a plan's period is on it: a refund may end that. */
  hasPlan: boolean;
  /** What the processor kept for taking the payments. */
  fees: Money[];
  topUpRuns: boolean;
  similar: { count: number; medianPercent: number | null };
};

export type WaitingRefund = StaffRefund & {
  account: { id: string; name: string };
  invoiceId: string;
  invoiceNumber: string | null;
  /** Whoever looks asked for it. */
  mine: boolean;
  pinned: PinnedNote[];
};

type Which = { refundId: string; idempotencyKey: string };
export type RefundInboxActs = {
  approve: Act<Which, Requested>;
  reject: Act<Which, Requested>;
};
