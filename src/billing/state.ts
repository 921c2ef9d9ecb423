import type {
  AccountId,
  CollectionId,
  DisputeId,
  GrantId,
  HoldId,
  InvoiceId,
  InvoiceLineId,
  PlanPeriodId,
  PlanVersionId,
  RefundId,
  SubscriptionId,
} from "@/lib/ids";
import type {
  BooksHead,
  GrantsWhen,
  HeldPart,
  InvoiceLineDraft,
  LineEarning,
  LineReturn,
  Outlook,
  OverageChange,
  ScheduledChange,
  Slice,
} from "./decision";
import type { AccountTerms } from "./invoices/terms";
import type { GrantCategory } from "./ledger/accounts";
import type { LineSlice } from "./plans/line-slices";
import type { OverageTerms } from "./plans/plan-offers";

/** What a decision knows of an account: read under its lock, or without it for an estimate. */
export type CreditSnapshot = {
  accountId: AccountId;
  timezone: string;
  /** Where the months and days of the books are cut (BOOKS B15). */
  houseTimezone: string;
  currency: string;
  paymentTermsDays: number;
  /** The lock's time, cut to whole seconds: the instant the operation happens at. */
  t: Date;
  recordedAt: Date;
  head: BooksHead;
  /** Every grant with something left or held, in no particular order. */
  grants: GrantState[];
  /** Credits taken back that were spent already; 0n or more. */
  debt: bigint;
  period: PeriodState | null;
  /** Whether something of it is kept by us, for a quote or its money: nothing is used beyond the grants meanwhile (BOOKS B4). */
  withheld: boolean;
  /** Rows not billed yet; the current slice's is among them once it has any. */
  overage: OverageState[];
  /** The stretch before the current one, read when something may still belong to it. */
  previous: ClosedSlice | null;
};

/** With everything a renewal, a hold or an invoice needs. */
export type Snapshot = CreditSnapshot & {
  holds: HoldState[];
  /** Drafts, and issued ones that wait for money. */
  openInvoices: InvoiceState[];
  /** Money kept for the next invoices; 0n or more. */
  accountCreditMinor: bigint;
  /** Below it a processor charges nothing, in the account's currency. */
  minimumMinor: bigint;
  /** Its discounts as of now, and its taxes by the day. */
  terms: AccountTerms;
  /** Lines with money that is not earned yet, and those of the open period. */
  lines: LineState[];
  /** Changes that wait for a boundary or for money. */
  scheduled: ScheduledChange[];
  /** Every plan version of the catalogue. */
  versions: ReadonlyMap<PlanVersionId, PlanVersion>;
  /** Plan versions of the periods that open grants and unbilled overage are of. */
  periodVersions: ReadonlyMap<PlanPeriodId, PlanVersion>;
  /** A first period dated ahead, or one a change is paid for. */
  pending: PendingPeriod | null;
  /** Where the account's last closed period ended: a new one starts no earlier. */
  lastPeriodEnd: Date | null;
  /** Whether a trial of it is over: an account is given one. */
  tried: boolean;
  /** When the cycle of its last closed period that cost nothing is over; null where it never had one. */
  freeUntil: Date | null;
  /** Documents on their way to their money at the processor. */
  collections: CollectionState[];
  /** Whether what it owes is taken from a payment method of its, without anybody asking. */
  paysByItself: boolean;
};

/** A document, with what is carried to it, being collected: its moves are in `collections.ts`. */
export type CollectionState = {
  id: CollectionId;
  invoiceId: InvoiceId;
  currency: string;
  amountMinor: bigint;
  /** What was open of each when it began: what is carried first, the document itself last. */
  documents: { invoiceId: InvoiceId; minor: bigint }[];
  status: CollectionStatus;
  processorInvoiceId: string | null;
  /** Where the customer pays it or proves who they are. */
  hostedUrl: string | null;
  /** Attempts made by itself. */
  tries: number;
  firstFailedAt: Date | null;
  exhaustedAt: Date | null;
  /** What followed the last try, and when: once. */
  lastStep: LastStep | null;
  lastStepAt: Date | null;
  requiresAction: boolean;
  processing: boolean;
  nextAttemptAt: Date | null;
  createdAt: Date;
  closedAt: Date | null;
};

export type LastStep = "none" | "suspend" | "cancel" | "write_off";

export type CollectionStatus = "intended" | "open" | "ending" | "paid" | "void" | "uncollectible";

export type GrantState = {
  id: GrantId;
  category: GrantCategory;
  priority: number;
  amount: bigint;
  effectiveAt: Date;
  expiresAt: Date | null;
  paidMinor: bigint;
  paidCurrency: string | null;
  planPeriodId: PlanPeriodId | null;
  sliceIndex: number | null;
  invoiceLineId: InvoiceLineId | null;
  parentGrantId: GrantId | null;
  issuedAt: Date;
  remaining: bigint;
  /** What open holds took from it; 0n in a snapshot read without holds. */
  held: bigint;
};

/** Immutable price and allowance of a plan. */
export type PlanVersion = {
  id: PlanVersionId;
  plan: string;
  planName: string;
  /** Whether new subscriptions may take the plan. */
  onSale: boolean;
  version: number;
  currency: string;
  priceMinor: bigint;
  interval: "month" | "year";
  drip: "month" | null;
  allowance: bigint;
  overage: OverageTerms;
  rolloverMax: bigint | null;
  /** What one may try before the first charge; null where there is no trial. */
  trial: { days: number; allowance: bigint } | null;
  features: string[] | null;
};

export type PeriodState = {
  id: PlanPeriodId;
  subscriptionId: SubscriptionId;
  version: PlanVersion;
  startsAt: Date;
  endsAt: Date;
  cycleIndex: number;
  slice: Slice;
  allowanceGranted: boolean;
  anchorAt: Date;
  timezone: string;
  trial: boolean;
  cycleOverage: bigint;
  /** Set where Stripe Billing bills it. */
  stripeSubscriptionId?: string | null;
  /** Of such a period: what follows it by what Stripe said; null of ours. */
  outlook?: Outlook | null;
};

/** A charged line: what it was for, what it granted, what is earned of it and what was returned. */
export type LineState = InvoiceLineDraft & {
  invoiceId: InvoiceId;
  invoiceStatus: "draft" | "issued" | "paid" | "void" | "uncollectible";
  /** Whether what it grants waits for its invoice's money. */
  invoiceGrants: GrantsWhen;
  currency: string;
  earning: LineEarning;
  /** Of a dripping year: the months of it the line is for. */
  slices: readonly LineSlice[] | null;
  /** Those that stand. */
  returns: LineReturn[];
};

/** One dated ahead opens by itself; one that waits for its money does not. */
export type PendingPeriod = PeriodState & { grants: GrantsWhen; waits: boolean };

export type ClosedSlice = {
  periodId: PlanPeriodId;
  subscriptionId: SubscriptionId;
  version: PlanVersion;
  slice: Slice;
  allowanceGranted: boolean;
};

/** `slice` is of the period it was recorded in; `endedBy` null while that is open. */
export type OverageState = OverageChange & {
  closed: { slice: Slice; endedBy: string; subscriptionId: SubscriptionId } | null;
};

export type HoldState = {
  id: HoldId;
  credits: bigint;
  feature: string | null;
  quantity: bigint | null;
  planPeriodId: PlanPeriodId | null;
  sliceIndex: number | null;
  openedAt: Date;
  expiresAt: Date;
  parts: HeldPart[];
  /** Kept by us for a quote: unspent, and there again when that is confirmed or over. */
  forQuote: boolean;
  /** Kept back by us until this document is paid. */
  forInvoice: InvoiceId | null;
  /** Kept back by us until this refund's money has left. */
  forRefund: RefundId | null;
  /** Kept back by us until this dispute is won or lost. */
  forDispute: DisputeId | null;
};

export type InvoiceState = {
  id: InvoiceId;
  status: "draft" | "issued" | "uncollectible";
  subscriptionId: SubscriptionId | null;
  currency: string;
  grants: GrantsWhen;
  totalMinor: bigint;
  paidMinor: bigint;
  creditAppliedMinor: bigint;
  createdAt: Date;
  issueAt: Date | null;
  issuedAt: Date | null;
  /** Null of what is too small to be charged by itself: it is due with the next invoice (BOOKS B11). */
  dueAt: Date | null;
  /** When an attempt to collect it first failed: it is overdue from then on (BOOKS B11). */
  failedAt: Date | null;
  lines: InvoiceLineDraft[];
};
