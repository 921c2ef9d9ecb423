/**
 * Every way an operation may refuse, as a stable code. The sentence is for a person; the facts are
 * for the program that called. How a code maps to HTTP stands in `trpc/errors.ts` and nowhere else.
 */
export const billingErrorCodes = [
  "account_not_active",
  "alert_rule_exists",
  "already_member",
  "already_subscribed",
  "amount_too_large",
  "clock_fixed",
  "currencies_differ",
  "discount_exists",
  "forbidden",
  "hold_closed",
  "hold_expired",
  "idempotency_key_reused",
  "insufficient_credits",
  "invalid_input",
  "invoice_not_issued",
  "invoice_not_endable",
  "invoice_not_payable",
  "invoice_not_refundable",
  "invoice_disputed",
  "dispute_not_open",
  "last_owner",
  "last_admin",
  "last_payment_method",
  "managed_by_stripe",
  "month_not_closable",
  "month_not_ready",
  "no_subscription",
  "no_processor",
  "not_found",
  "nothing_scheduled",
  "own_request",
  "payment_overdue",
  "period_end_only",
  "quote_stale",
  "quote_used",
  "rate_limited",
  "refund_blocked",
  "refund_changed",
  "refund_exceeds_payment",
  "refund_not_open",
  "retry_later",
  "too_many_alert_rules",
  "same_plan",
  "sign_in_again",
  "too_old",
  "unauthorized",
  "unknown_account",
  "unknown_feature",
  "unknown_pack",
  "unknown_plan",
] as const;

export type BillingErrorCode = (typeof billingErrorCodes)[number];

/** What a caller may read beside the sentence: numbers, ids, the field at fault. */
export type ErrorFacts = Record<string, bigint | string | number | boolean | Date | null>;

/** An expected refusal. A bug is an `assert`, never this. */
export class BillingError extends Error {
  override readonly name = "BillingError";
  constructor(
    readonly code: BillingErrorCode,
    message: string,
    readonly facts: ErrorFacts = {},
  ) {
    super(message);
  }
}

/** States what must hold; throws a plain Error, because a failure here is our bug. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${message}`);
}

/** For the end of a switch over a union: does not compile while a case is missing. */
export function never(value: never): never {
  throw new Error(`Unexpected value: ${String(value)}`);
}

/**
 * The errcodes our own triggers raise, so that code and tests can tell them from Postgres's.
 * Class "TB" is free for applications (SQLSTATE classes starting with T are not reserved).
 */
export const databaseRefusals = {
  TB001: "ledger rows are append-only",
  TB002: "ledger transaction versions have no gaps",
  TB003: "the month is closed",
  TB004: "an issued invoice does not change",
  TB005: "an account keeps an owner",
  TB006: "what a processor took or was asked for does not go back",
  TB007: "a refund above the limit takes a second person",
  TB008: "no more is given back than was paid",
  TB020: "what staff gives or takes by hand is an adjustment, large ones with two people",
  TB030: "a task that is done does not change",
  TB031: "an export does not go back",
  TB049: "months are closed in order, and only the last one is opened again",
  TB058: "an auditor's link does not change, and opens until it ends",
} as const;
