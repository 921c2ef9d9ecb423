import type { Money } from "./api";

/** A whole amount above zero; above 2^53 - 1 as bigint. */
export type Amount = number | bigint;
export type Metadata = Record<string, string | number | boolean>;

/** `account` is your own id of the account, or ours. */
export type OfAccount = { account: string };
/** Made for you when left out. Give your own to make a retry of your process safe too. */
export type Keyed = { idempotencyKey?: string };

/** Why the server refused; `internal` is a bug of ours. */
export type ServerErrorCode =
  | "account_not_active"
  | "alert_rule_exists"
  | "already_member"
  | "already_subscribed"
  | "amount_too_large"
  | "clock_fixed"
  | "currencies_differ"
  | "forbidden"
  | "hold_closed"
  | "hold_expired"
  | "idempotency_key_reused"
  | "insufficient_credits"
  | "internal"
  | "invalid_input"
  | "invoice_not_issued"
  | "invoice_not_payable"
  | "last_owner"
  | "last_admin"
  | "last_payment_method"
  | "managed_by_stripe"
  | "no_subscription"
  | "not_found"
  | "nothing_scheduled"
  | "payment_overdue"
  | "period_end_only"
  | "quote_stale"
  | "quote_used"
  | "rate_limited"
  | "retry_later"
  | "too_many_alert_rules"
  | "same_plan"
  | "too_old"
  | "unauthorized"
  | "unknown_account"
  | "unknown_feature"
  | "unknown_plan";

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
  /** By how much it changes what the period's overage costs; null without overage. */
  overageCost: Money | null;
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
