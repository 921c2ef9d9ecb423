import type {
  AccountId,
  ConsumptionId,
  DisputeId,
  GrantId,
  HoldId,
  InvoiceId,
  InvoiceLineId,
  LineReturnId,
  PlanPeriodId,
  PlanVersionId,
  QuoteId,
  RefundId,
  ScheduledChangeId,
  SubscriptionId,
} from "@/lib/ids";
import type { AlertsDraft } from "./alerts/firing";
import type { DisputingDraft } from "./disputes/dispute";
import type { DomainEvent } from "./domain-event";
import type { DiscountCycles, DiscountState } from "./invoices/terms";
import type { GrantCategory, LedgerAccount } from "./ledger/accounts";
import type { CollectingDraft } from "./payments/collecting";
import type { RefundingDraft } from "./refunds/refund";

/** Who asked, for the audit record: the ledger transaction itself. */
export type Author = { actor: string; requestId: string };

/** The narrow row as the lock handed it out. A decision starts from one and moves it on. */
export type BooksHead = {
  version: bigint;
  hash: Buffer;
  dueAt: Date | null;
  /** The end of the day of the books whose earnings are booked next; null where nothing is left to earn. */
  earnsAt: Date | null;
  closedThrough: Date | null;
  /** The alert rules a decision of this account may fire (alerts/watch.ts); null where there are none. */
  alertWatch: string | null;
  /** Whether anybody is told of what happens here; without, nothing of it is written. */
  tells?: boolean;
};

export type LedgerTransactionKind =
  | "grant"
  | "consume"
  | "hold"
  | "capture"
  | "release"
  | "revoke"
  | "expire"
  | "rollover"
  | "debt"
  | "overage"
  | "invoice"
  | "payment"
  | "recognize"
  | "credit"
  | "refund"
  | "dispute"
  | "reverse";

export type TransferDraft = {
  from: LedgerAccount;
  to: LedgerAccount;
  amount: bigint;
  planPeriodId?: PlanPeriodId | null;
  invoiceLineId?: InvoiceLineId | null;
  grantId?: GrantId | null;
  holdId?: HoldId | null;
  refundId?: RefundId | null;
  disputeId?: DisputeId | null;
  reversed?: { version: bigint; position: number };
};

/** Transfers of one kind and instant; `commit` gives it its version and hash. */
export type LedgerTransactionDraft = {
  kind: LedgerTransactionKind;
  occurredAt: Date;
  reason: string;
  /** Who asked for it, where that is somebody else than the decision's author. */
  author?: Author;
  transfers: TransferDraft[];
  consumptions: ConsumptionDraft[];
};

export type Burn = { grantId: GrantId; credits: bigint };

export type ConsumptionDraft = {
  id: ConsumptionId;
  idempotencyKey: string;
  requestHash: Buffer;
  feature: string;
  quantity: bigint;
  credits: bigint;
  burned: Burn[];
  overage: bigint;
  availableAfter: bigint;
  released: bigint | null;
  occurredAt: Date;
  day: string;
  planPeriodId: PlanPeriodId | null;
  originalPeriodId: PlanPeriodId | null;
  holdId: HoldId | null;
  metadata: unknown;
};

export type GrantDraft = {
  id: GrantId;
  category: GrantCategory;
  priority: number;
  amount: bigint;
  effectiveAt: Date;
  expiresAt: Date | null;
  paid: { minor: bigint; currency: string } | null;
  planPeriodId: PlanPeriodId | null;
  sliceIndex: number | null;
  invoiceLineId: InvoiceLineId | null;
  parentGrantId: GrantId | null;
  reason: string;
  issuedAt: Date;
};

export type HeldPart = { grantId: GrantId | null; credits: bigint };

export type HoldDraft = {
  id: HoldId;
  credits: bigint;
  feature: string | null;
  quantity: bigint | null;
  planPeriodId: PlanPeriodId | null;
  sliceIndex: number | null;
  openedAt: Date;
  expiresAt: Date;
  parts: HeldPart[];
  /** Kept by us for a quote; without, a customer's. */
  forQuote?: boolean;
  /** Kept back by us until this document is paid. */
  forInvoice?: InvoiceId | null;
  /** Kept back by us until this refund's money has left. */
  forRefund?: RefundId | null;
  /** Kept back by us until this dispute is won or lost. */
  forDispute?: DisputeId | null;
};

export type HoldClosing = {
  id: HoldId;
  status: "captured" | "released" | "expired";
  closedAt: Date;
  released: bigint;
  availableAfter: bigint;
};

export type SubscriptionDraft = {
  id: SubscriptionId;
  planVersionId: PlanVersionId;
  grants: GrantsWhen;
  anchorAt: Date;
  timezone: string;
  startedAt: Date;
  /** Of one that lives in Stripe Billing. */
  stripeSubscriptionId?: string;
};

/** What of a subscription moves on: its plan and anchor after a change, its end. */
export type SubscriptionChange = {
  id: SubscriptionId;
  planVersionId: PlanVersionId;
  anchorAt: Date;
  endedAt: Date | null;
};

/** BOOKS B4: whether credits wait for the money. */
export type GrantsWhen = "on_issue" | "on_payment";

export type PlanPeriodDraft = {
  id: PlanPeriodId;
  subscriptionId: SubscriptionId;
  planVersionId: PlanVersionId;
  startsAt: Date;
  endsAt: Date;
  cycleIndex: number;
  anchorAt: Date;
  openedBy: "start" | "renewal" | "change" | "trial_end";
  state: "open" | "pending";
  slice: Slice;
  allowanceGranted: boolean;
  trial: boolean;
  /** Overage of the cycle used before a change opened this period (BOOKS B8: the cap is per cycle). */
  cycleOverage: bigint;
  outlook?: Outlook | null;
};

/** Stripe goes on with it by itself; its news is waited for; or it was opened here before Stripe told of it. */
export type Outlook = "renews" | "waits" | "assumed";

/** The stretch an allowance and its overage belong to: a month of a dripping year, else the period. */
export type Slice = { index: number; startsAt: Date; endsAt: Date };

export type PlanPeriodChange = {
  id: PlanPeriodId;
  slice: Slice;
  allowanceGranted: boolean;
  endsAt: Date;
  closedBy: PeriodEnd | null;
  /** Of a pending period whose time has come; its overage of the cycle so far is known only then. */
  opens?: boolean;
  cycleOverage?: bigint;
  /** Kept as it is where nothing is said. */
  outlook?: Outlook | null;
};

/** Why a period closed; a period given up was never open. */
export type PeriodEnd = "renewal" | "change" | "cancel" | "abandoned";

/** Absolute figures after the decision; `invoiceLineId` is the line that bills it, once there is one. */
export type OverageChange = {
  planPeriodId: PlanPeriodId;
  sliceIndex: number;
  credits: bigint;
  heldCredits: bigint;
  accruedCredits: bigint;
  accruedMinor: bigint;
  invoiceLineId: InvoiceLineId | null;
  billed: boolean;
};

export const lineKinds = [
  "plan",
  "proration_credit",
  "proration_charge",
  "overage",
  "pack",
  "discount",
  "adjustment",
  "tax",
] as const;
export type LineKind = (typeof lineKinds)[number];

export type InvoiceLineDraft = {
  id: InvoiceLineId;
  kind: LineKind;
  description: string;
  planVersionId: PlanVersionId | null;
  planPeriodId: PlanPeriodId | null;
  sliceIndex: number | null;
  pack: string | null;
  periodStart: Date;
  periodEnd: Date;
  quantity: bigint;
  unitPrice: string;
  /** As listed: negative on a credit. Net = amount − discount (− tax, where the amount includes it). */
  amountMinor: bigint;
  discountMinor: bigint;
  /** Its share of the invoice's tax; a tax line itself has none. */
  taxMinor: bigint;
  taxIncluded: boolean;
  /** The rate it is taxed at; null where no tax was ever asked for. */
  taxRatePpm: bigint | null;
  credits: bigint;
  /** The line a credit gives back of. */
  creditedLineId: InvoiceLineId | null;
  /** The numbers the amount was worked out from, for the explanation. */
  facts: LineFacts | null;
};

/** How a line of a part of a cycle came out (BOOKS B6): everything its explanation needs. */
export type LineFacts =
  | {
      kind: "proration_credit";
      plan: string;
      /**
       * "time", "use" (the allowance spent says more than the time), "all" (none of its time passed),
       * "withheld" (what it would have given waited for its money).
       */
      by: "time" | "use" | "all" | "withheld";
      chargedMinor: bigint;
      unit: "second" | "day";
      left: bigint;
      total: bigint;
      granted: bigint;
      unused: bigint;
      givenBack: bigint;
      /** Of a dripping year: slices not begun, given back whole, each with what was charged for it. */
      slices?: { index: number; chargedMinor: bigint }[];
    }
  | {
      kind: "proration_charge";
      plan: string;
      priceMinor: bigint;
      unit: "second" | "day";
      left: bigint;
      total: bigint;
      allowance: bigint;
      slices?: bigint;
    }
  | { kind: "pack"; validMonths: number }
  /** `off` is the percentage, empty where an amount is off. */
  | { kind: "discount"; id: string; code: string; off: string }
  | { kind: "tax"; name: string; ratePpm: bigint; reverseCharge: boolean }
  /** What a refund gives back of: a line of an earlier document, by its kind, and what it was for. */
  | { kind: "refund"; of: LineKind; name: string }
  | { kind: "rounding" };

/** An invoice as it stands after the decision, all of its lines: a draft until `issue` names the instant. */
export type InvoiceDraft = {
  id: InvoiceId;
  isNew: boolean;
  subscriptionId: SubscriptionId | null;
  currency: string;
  grants: GrantsWhen;
  createdAt: Date;
  issueAt: Date;
  lines: InvoiceLineDraft[];
  issue: { at: Date; paymentTermsDays: number } | null;
  /** Of Stripe's own document: it keeps its number, and takes none of our series. */
  stripe?: { invoiceId: string; number: string };
};

/** An issued document's life: absolute figures after the decision. */
export type InvoiceMove = {
  id: InvoiceId;
  status: "issued" | "paid" | "void" | "uncollectible";
  /** Money and account credit together; of a credit note negative. */
  paidMinor: bigint;
  creditAppliedMinor: bigint;
  closedAt: Date | null;
  /** Set where what is left became too small to be charged by itself: it has no day any more. */
  carried?: true;
  /** Set where it had been given up: what that gave back of its lines stands no more (BOOKS B12). */
  regained?: true;
};

/** What of a line is recognized and returned (BOOKS B3): absolute figures after the decision. */
export type LineEarning = {
  lineId: InvoiceLineId;
  basis: "usage" | "time";
  revenue: "revenue.plan" | "revenue.pack";
  netMinor: bigint;
  recognizedMinor: bigint;
  returnedMinor: bigint;
  /** Where the base was last set: since then net − returned − this is spread over what is left. */
  baseRecognizedMinor: bigint;
  baseCredits: bigint;
  baseAt: Date;
  endsAt: Date;
  open: boolean;
};

/** Money a line gave back and the credits that return owns, settled once (BOOKS B12). */
export type LineReturn = {
  id: LineReturnId;
  lineId: InvoiceLineId;
  kind: "proration_credit" | "void" | "uncollectible" | "refund" | "dispute";
  /** Of a refund; it stands from when its credits are held. */
  refundId?: RefundId | null;
  /** Of a dispute; provisional while that is open, and then final or given up. */
  disputeId?: DisputeId | null;
  invoiceId: InvoiceId | null;
  netMinor: bigint;
  taxMinor: bigint;
  slice: bigint;
  revoked: bigint;
  expired: bigint;
  debt: bigint;
  writtenOff: bigint;
  waived: bigint;
  stands: boolean;
  returnedAt: Date;
};

/** How a change is made (BOOKS B6). */
export type ChangeTerms = {
  anchor: "keep" | "reset";
  allowance: "prorate" | "keep" | "replace";
  creditBasis: "usage" | "time";
};

/** A change or cancellation that waits for a boundary or for its money, as it stands after the decision. */
export type ScheduledChange = {
  id: ScheduledChangeId;
  subscriptionId: SubscriptionId;
  kind: "change" | "cancel";
  waitsFor: "period_end" | "payment";
  planVersionId: PlanVersionId | null;
  /** With what a change that waits for money takes back and gives, as it was quoted. */
  terms: ChangeTerms & {
    back?: bigint;
    granted?: bigint;
    creditLineId?: InvoiceLineId | null;
    /** Discounts that took up a cycle for it, as they stood before. */
    cycles?: DiscountCycles[];
  };
  effectiveAt: Date;
  /** When one that waits for money is given up. */
  givesUpAt: Date | null;
  quoteId: QuoteId | null;
  invoiceId: InvoiceId | null;
  planPeriodId: PlanPeriodId | null;
  status: "waiting" | "done" | "undone" | "superseded" | "abandoned";
  createdAt: Date;
  closedAt: Date | null;
};

export type QuoteKind =
  | "plan_change"
  | "cancel"
  | "pack"
  | "refund"
  | "dispute"
  | "adjustment"
  | "reconciliation"
  | "ending";

/** A decision kept for confirmation (BOOKS B7). */
export type QuoteDraft = {
  id: QuoteId;
  kind: QuoteKind;
  request: unknown;
  shown: unknown;
  accountVersion: bigint;
  decidedAt: Date;
  expiresAt: Date;
};

/** The first answer of a write, kept for ever under its key. */
export type RememberedAnswer = {
  key: string;
  procedure: string;
  requestHash: Buffer;
  answer: unknown;
};

/**
 * Everything one operation on one account will write, decided without a database.
 *
 * `commit` writes it; nothing else writes the books. A preview is the same object kept as a quote.
 */
export type Decision = {
  accountId: AccountId;
  head: BooksHead;
  recordedAt: Date;
  author: Author;
  transactions: LedgerTransactionDraft[];
  grants: GrantDraft[];
  /** Grants with nothing left or held since an instant; null opens one again. */
  closedGrants: { id: GrantId; at: Date | null }[];
  holds: HoldDraft[];
  closedHolds: HoldClosing[];
  subscriptions: SubscriptionDraft[];
  subscriptionChanges: SubscriptionChange[];
  scheduledChanges: ScheduledChange[];
  periods: PlanPeriodDraft[];
  periodChanges: PlanPeriodChange[];
  overage: OverageChange[];
  invoices: InvoiceDraft[];
  invoiceMoves: InvoiceMove[];
  earnings: LineEarning[];
  returns: LineReturn[];
  /** Discounts that took up a cycle, as they now stand. */
  discounts: DiscountState[];
  quotes: QuoteDraft[];
  usedQuotes: { id: QuoteId; at: Date }[];
  remembered: RememberedAnswer[];
  /** What it tells the app backend beyond its rows: their events follow from them (`eventsOf`). */
  events: DomainEvent[];
  /** Unset where nothing fires, as nearly always. */
  alerts?: AlertsDraft;
  /** Unset where nothing is collected, as in every use of credits. */
  collecting?: CollectingDraft;
  /** Unset where nothing is given back. */
  refunding?: RefundingDraft;
  /** Unset where nothing is disputed. */
  disputing?: DisputingDraft;
  /** Grants that were given before the line that pays for them was known. */
  paidGrants?: { id: GrantId; invoiceLineId: InvoiceLineId; minor: bigint; currency: string }[];
  /** When the account is next due; unset leaves it as it is. */
  dueAt?: Date | null;
  /** The end of the day whose earnings are booked next; unset leaves it as it is. */
  earnsAt?: Date | null;
};
