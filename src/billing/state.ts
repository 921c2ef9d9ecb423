import type {
  AccountId,
  GrantId,
  HoldId,
  InvoiceId,
  InvoiceLineId,
  PlanPeriodId,
  PlanVersionId,
  SubscriptionId,
} from "@/lib/ids";
import type {
  BooksHead,
  GrantsWhen,
  HeldPart,
  InvoiceLineDraft,
  OverageChange,
  Slice,
} from "./decision";
import type { GrantCategory } from "./ledger/accounts";

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
  /** Rows not billed yet; the current slice's is among them once it has any. */
  overage: OverageState[];
  /** The stretch before the current one, read when something may still belong to it. */
  previous: ClosedSlice | null;
};

/** With everything a renewal, a hold or an invoice needs. */
export type Snapshot = CreditSnapshot & {
  holds: HoldState[];
  /** Drafts and issued ones that wait for money. */
  openInvoices: InvoiceState[];
  /** A first period dated ahead. */
  pending: PendingPeriod | null;
  /** The plan line that pays for the open period's allowances; null where nothing is charged. */
  planLine: PlanLineState | null;
  /** Where the account's last closed period ended: a new one starts no earlier. */
  lastPeriodEnd: Date | null;
};

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
  overage: { policy: "block" } | { policy: "bill"; unitPrice: string; cap: bigint | null };
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
};

export type PendingPeriod = PeriodState & { grants: GrantsWhen };

export type PlanLineState = {
  id: InvoiceLineId;
  amountMinor: bigint;
  /** Its invoice grants on payment and is not paid. */
  awaitsPayment: boolean;
};

export type ClosedSlice = {
  periodId: PlanPeriodId;
  subscriptionId: SubscriptionId;
  version: PlanVersion;
  slice: Slice;
  allowanceGranted: boolean;
};

export type OverageState = OverageChange;

export type HoldState = {
  id: HoldId;
  credits: bigint;
  feature: string | null;
  quantity: bigint | null;
  planPeriodId: PlanPeriodId | null;
  sliceIndex: number | null;
  expiresAt: Date;
  parts: HeldPart[];
};

export type InvoiceState = {
  id: InvoiceId;
  status: "draft" | "issued";
  subscriptionId: SubscriptionId | null;
  currency: string;
  grants: GrantsWhen;
  totalMinor: bigint;
  paidMinor: bigint;
  createdAt: Date;
  issueAt: Date | null;
  dueAt: Date | null;
  lines: InvoiceLineDraft[];
};
