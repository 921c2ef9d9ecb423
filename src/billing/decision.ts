import type {
  AccountId,
  ConsumptionId,
  GrantId,
  HoldId,
  InvoiceId,
  InvoiceLineId,
  PlanPeriodId,
  PlanVersionId,
  SubscriptionId,
} from "@/lib/ids";
import type { AlertsDraft } from "./alerts/firing";
import type { DomainEvent } from "./domain-event";
import type { GrantCategory, LedgerAccount } from "./ledger/accounts";

/** Who asked, for the audit record: the ledger transaction itself. */
export type Author = { actor: string; requestId: string };

/** The narrow row as the lock handed it out. A decision starts from one and moves it on. */
export type BooksHead = {
  version: bigint;
  hash: Buffer;
  dueAt: Date | null;
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
  | "reverse";

export type TransferDraft = {
  from: LedgerAccount;
  to: LedgerAccount;
  amount: bigint;
  planPeriodId?: PlanPeriodId | null;
  invoiceLineId?: InvoiceLineId | null;
  grantId?: GrantId | null;
  holdId?: HoldId | null;
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
  openedBy: "start" | "renewal";
  state: "open" | "pending";
  slice: Slice;
  allowanceGranted: boolean;
};

/** The stretch an allowance and its overage belong to: a month of a dripping year, else the period. */
export type Slice = { index: number; startsAt: Date; endsAt: Date };

export type PlanPeriodChange = {
  id: PlanPeriodId;
  slice: Slice;
  allowanceGranted: boolean;
  closedBy: "renewal" | null;
  /** Of a pending period whose time has come. */
  opens?: boolean;
};

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

export type LineKind = "plan" | "overage";

export type InvoiceLineDraft = {
  id: InvoiceLineId;
  kind: LineKind;
  description: string;
  planVersionId: PlanVersionId;
  planPeriodId: PlanPeriodId;
  sliceIndex: number | null;
  periodStart: Date;
  periodEnd: Date;
  quantity: bigint;
  unitPrice: string;
  amountMinor: bigint;
  credits: bigint;
};

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
};

export type InvoicePayment = { id: InvoiceId; paidMinor: bigint; closedAt: Date };

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
  periods: PlanPeriodDraft[];
  periodChanges: PlanPeriodChange[];
  overage: OverageChange[];
  invoices: InvoiceDraft[];
  payments: InvoicePayment[];
  remembered: RememberedAnswer[];
  /** What it tells the app backend beyond its rows: their events follow from them (`eventsOf`). */
  events: DomainEvent[];
  /** Unset where nothing fires, as nearly always. */
  alerts?: AlertsDraft;
  /** When the account is next due; unset leaves it as it is. */
  dueAt?: Date | null;
};
