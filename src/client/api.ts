/** A whole amount above zero; above 2^53 - 1 as bigint. */
export type Amount = number | bigint;
/** Minor units (cents) of a currency. */
export type Money = { minor: bigint; currency: string };
export type Metadata = Record<string, string | number | boolean>;

/** `account` is your own id of the account, or ours. */
type OfAccount = { account: string };
/** Made for you when left out. Give your own to make a retry of your process safe too. */
type Keyed = { idempotencyKey?: string };

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

export type Plan = {
  plan: string;
  planVersionId: string;
  price: Money;
  interval: "month" | "year";
  allowance: bigint;
  overage: { policy: "block" } | { policy: "bill"; unitPrice: string; cap: bigint | null };
};

export type PlanPeriod = { id: string; plan: string; startsAt: Date; endsAt: Date };

export type StartSubscription = OfAccount &
  Keyed & {
    plan: string;
    startsAt?: Date;
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
  status: "active" | "past_due" | "ended";
  plan: string;
  planPeriod: PlanPeriod | null;
  scheduledChange: null;
};

export type GrantCategory = "allowance" | "pack" | "promo" | "goodwill" | "adjustment" | "rollover";

export type Grant = {
  id: string;
  category: GrantCategory;
  priority: number;
  granted: bigint;
  remaining: bigint;
  held: bigint;
  effectiveAt: Date;
  expiresAt: Date | null;
  planPeriodId: string | null;
};

/** `grants` stand in the order they will be spent. */
export type Balance = {
  available: bigint;
  held: bigint;
  overage: bigint;
  debt: bigint;
  asOf: Date;
  grants: Grant[];
};

export type GrantCredits = OfAccount &
  Keyed & {
    credits: Amount;
    category: "promo" | "goodwill" | "adjustment" | "pack";
    /** 0 to 100, low is spent first; 50 when left out. */
    priority?: number;
    effectiveAt?: Date;
    expiresAt?: Date;
    reason: string;
  };

export type Granted = { grantId: string; credits: bigint; balance: bigint; replayed: boolean };

export type Use = OfAccount & { feature: string; quantity: Amount };

export type Burn = { grantId: string; credits: bigint };

export type Estimate = {
  credits: bigint;
  available: bigint;
  enough: boolean;
  burned: Burn[];
  overage: bigint;
};

export type Consume = Use & Keyed & { occurredAt?: Date; metadata?: Metadata };

export type Consumption = {
  consumptionId: string;
  credits: bigint;
  burned: Burn[];
  overage: bigint;
  available: bigint;
};

export type Consumed = Consumption & { replayed: boolean };

/** One event's answer; a batch is never all or nothing. */
export type BatchResult =
  | ({ idempotencyKey: string; status: "consumed" | "replayed" } & Consumption)
  | RefusedEvent;

export type RefusedEvent = {
  idempotencyKey: string | null;
  status: ServerErrorCode;
  message: string;
  field?: string;
  needed?: bigint;
  available?: bigint;
};

export type HoldCredits = OfAccount &
  Keyed & { credits: Amount; feature?: string; quantity?: Amount; expiresAt: Date };

export type Held = {
  holdId: string;
  credits: bigint;
  expiresAt: Date;
  available: bigint;
  replayed: boolean;
};

export type CaptureHold = Keyed & {
  holdId: string;
  credits: Amount;
  quantity?: Amount;
  occurredAt?: Date;
};

export type Captured = {
  consumptionId: string;
  credits: bigint;
  released: bigint;
  available: bigint;
  replayed: boolean;
};

export type Released = { released: bigint; available: bigint };

/** Without `credits`, all that is left. */
export type RevokeCredits = Keyed & { grantId: string; credits?: Amount; reason: string };

export type Revoked = { revoked: bigint; available: bigint; replayed: boolean };

export type Entitlement = {
  allowed: boolean;
  reason: string;
  credits: bigint;
  available: bigint;
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
  dueAt: Date | null;
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
  }[];
};

export type ListInvoices = OfAccount & { from?: Date; to?: Date; cursor?: string; limit?: number };

/** Why the server refused; `internal` is a bug of ours. */
export type ServerErrorCode =
  | "account_not_active"
  | "already_subscribed"
  | "amount_too_large"
  | "forbidden"
  | "hold_closed"
  | "hold_expired"
  | "idempotency_key_reused"
  | "insufficient_credits"
  | "internal"
  | "invalid_input"
  | "invoice_not_payable"
  | "not_found"
  | "rate_limited"
  | "retry_later"
  | "too_old"
  | "unauthorized"
  | "unknown_account"
  | "unknown_feature"
  | "unknown_plan";

/** What your backend may ask. Every call rejects with a `TallybookError` when it is refused. */
export type Tallybook = {
  accounts: {
    upsert(input: UpsertAccount): Promise<Account>;
    get(input: OfAccount): Promise<Account>;
  };
  plans: { list(): Promise<{ items: Plan[] }> };
  subscriptions: {
    start(input: StartSubscription): Promise<SubscriptionStarted>;
    get(input: OfAccount): Promise<Subscription | null>;
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
  };
  portalSessions: {
    create(input: OfAccount & { returnUrl?: string }): Promise<{ url: string; expiresAt: Date }>;
  };
  /** Only a sandbox answers these. */
  sandbox: {
    clock: {
      get(): Promise<{ now: Date }>;
      advance(input: { to: Date }): Promise<{ now: Date }>;
    };
    reset(): Promise<void>;
    invoices: { markPaid(input: { invoiceId: string }): Promise<InvoiceDetail> };
  };
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
