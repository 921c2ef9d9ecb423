import type { BillingDetails, SetBillingDetails } from "./billing-details";
import type {
  Confirmed,
  ConfirmQuote,
  Preview,
  PreviewCancel,
  PreviewChange,
  Quote,
  UndoChange,
  Undone,
} from "./changes";
import type { AskCharges, Charges, Coverage } from "./charges";
import type {
  Amount,
  Balance,
  BatchResult,
  Captured,
  CaptureHold,
  Consume,
  Consumed,
  Entitlement,
  Estimate,
  GrantCredits,
  Granted,
  Held,
  HoldCredits,
  Keyed,
  Metadata,
  OfAccount,
  Released,
  RevokeCredits,
  Revoked,
  Use,
} from "./credits";
import type { AccountCredit, EndInvoice, InvoiceEnded, Refund } from "./endings";
import type { Packs } from "./packs";
import type { Plan, PriceExplained } from "./prices";
import type { Reports } from "./reports";
import type { Sandbox } from "./sandbox";
import type { Discounts, Taxes } from "./terms";
import type { Webhooks } from "./webhooks";

/** Minor units (cents) of a currency. */
export type Money = { minor: bigint; currency: string };

export type Account = {
  id: string;
  externalId: string;
  name: string;
  email: string;
  currency: string;
  timezone: string;
};

export type UpsertAccount = {
  externalId: string;
  name: string;
  email: string;
  currency: string;
  timezone?: string;
  segment?: string;
  metadata?: Metadata;
};

export type PlanPeriod = { id: string; plan: string; startsAt: Date; endsAt: Date };

export type StartSubscription = OfAccount &
  Keyed & {
    plan: string;
    startsAt?: Date;
    trialDays?: number;
    /** Whether the allowance waits for the money. `on_issue` when left out. */
    grants?: "on_issue" | "on_payment";
  };

export type SubscriptionStarted = {
  subscriptionId: string;
  planPeriod: PlanPeriod;
  invoiceId: string | null;
  grantIds: string[];
  replayed: boolean;
};

export type Subscription = {
  subscriptionId: string;
  status: "scheduled" | "active" | "past_due" | "ended";
  plan: string;
  planPeriod: PlanPeriod | null;
  /** What the plan becomes, when that was decided already and waits. */
  scheduledChange: ScheduledChange | null;
};

export type ScheduledChange = {
  kind: "change" | "cancel";
  waitsFor: "period_end" | "payment";
  /** Null where the plan ends. */
  plan: string | null;
  effectiveAt: Date;
  invoiceId: string | null;
};

export type UsageSummary = {
  rows: { key: string; quantity: bigint; credits: bigint }[];
  total: { quantity: bigint; credits: bigint };
};

export type Invoice = {
  id: string;
  number: string | null;
  status: string;
  currency: string;
  total: Money;
  due: Money;
  issuedAt: Date | null;
  dueAt: Date | null; // Null of a draft, and of what is due with the next: too small to be charged.
};

export type InvoiceDetail = Invoice & {
  subtotal: Money;
  tax: Money;
  lines: {
    kind: string;
    description: string;
    planPeriodId: string | null;
    planVersionId: string | null;
    periodStart: Date;
    periodEnd: Date;
    quantity: bigint;
    unitPrice: string;
    amount: Money;
    /** Of overage with more than one price: its tiers. */
    price: PriceExplained | null;
  }[];
};

export type ListInvoices = OfAccount & { from?: Date; to?: Date; cursor?: string; limit?: number };

/** What your backend may ask. Every call rejects with a `TallybookError` when it is refused. */
export type Tallybook = {
  accounts: {
    upsert(input: UpsertAccount): Promise<Account>;
    get(input: OfAccount): Promise<Account>;
  };
  billingDetails: {
    get(input: OfAccount): Promise<BillingDetails>;
    set(input: SetBillingDetails): Promise<BillingDetails & { changed: boolean }>;
  };
  packs: Packs;
  plans: { list(): Promise<{ items: Plan[] }> };
  subscriptions: {
    start(input: StartSubscription): Promise<SubscriptionStarted>;
    get(input: OfAccount): Promise<Subscription | null>;
    previewChange(input: PreviewChange): Promise<Preview>;
    previewCancel(input: PreviewCancel): Promise<Preview>;
    quote(input: { quoteId: string }): Promise<Quote>;
    confirm(input: ConfirmQuote): Promise<Confirmed>;
    undo(input: UndoChange): Promise<Undone>;
  };
  credits: {
    balance(input: OfAccount & { at?: Date }): Promise<Balance>;
    grant(input: GrantCredits): Promise<Granted>;
    estimate(input: Use): Promise<Estimate>;
    /** Calls made at the same time travel together; each is answered for itself. */
    consume(input: Consume): Promise<Consumed>;
    consumeBatch(input: { events: Consume[] }): Promise<{ results: BatchResult[] }>;
    hold(input: HoldCredits): Promise<Held>;
    capture(input: CaptureHold): Promise<Captured>;
    release(input: { holdId: string }): Promise<Released>;
    revoke(input: RevokeCredits): Promise<Revoked>;
  };
  entitlements: {
    check(input: OfAccount & { feature: string; quantity?: Amount }): Promise<Entitlement>;
  };
  usage: {
    summary(
      input: OfAccount & { from: Date; to: Date; by: "day" | "feature" },
    ): Promise<UsageSummary>;
  };
  invoices: {
    list(input: ListInvoices): Promise<{ items: Invoice[]; nextCursor: string | null }>;
    get(input: OfAccount & { invoiceId: string }): Promise<InvoiceDetail>;
    /** "What did we charge for January?", with the figures the customer sees. */
    charges(input: AskCharges): Promise<Charges>;
    /** The usage behind a line. */
    coverage(input: OfAccount & { lineId: string }): Promise<Coverage>;
    /** The issued document, its PDF in base64. */
    pdf(input: OfAccount & { invoiceId: string }): Promise<{ number: string; pdf: string }>;
    void(input: EndInvoice): Promise<InvoiceEnded>;
    markUncollectible(input: EndInvoice): Promise<InvoiceEnded>;
  };
  portalSessions: {
    /**
     * A one-time sign-in link, good for ten minutes. `returnUrl` is where the portal leads back to;
     * `embed` makes a link for a frame in your own page.
     */
    create(
      input: OfAccount & { returnUrl?: string; embed?: boolean },
    ): Promise<{ url: string; expiresAt: Date }>;
  };
  accountCredit: { get(input: OfAccount): Promise<AccountCredit> };
  refunds: { list(input: OfAccount): Promise<{ refunds: Refund[] }> };
  /** Figures of all accounts, for a key with the scope `reports:read`. */
  reports: Reports;
  discounts: Discounts;
  taxes: Taxes;
  webhooks: Webhooks;
  /** Only a sandbox answers these. */
  sandbox: Sandbox;
};

export type TallybookOptions = {
  /** Where Tallybook runs, such as `https://billing.example.com`. */
  url: string;
  /** `tb_live_…` or `tb_test_…`; a secret. */
  apiKey: string;
  /** How often a call is tried again, with the same key, when no answer came or the server was busy. 4. */
  retries?: number;
  /** How long one try may take. 15 seconds. */
  timeoutMs?: number;
  /** Whether concurrent consumes travel together. True. */
  batch?: boolean;
  /** Another `fetch`, for a proxy or a test. */
  fetch?: (
    url: string,
    init: { method: string; headers: Record<string, string>; body?: string },
  ) => Promise<FetchAnswer>;
};

export type FetchAnswer = {
  status: number;
  headers: { get(name: string): string | null };
  text(): Promise<string>;
};
