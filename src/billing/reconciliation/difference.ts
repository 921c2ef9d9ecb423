import type { AccountId } from "@/lib/ids";

/** What a row of either side can be (DESIGN §8); the first and the last are no difference. */
export const rowClasses = [
  "matched",
  "timing",
  "missing_here",
  "missing_at_stripe",
  "amount_differs",
  "grant_without_charge",
  "charge_without_grant",
  "refund_without_revocation",
  "unlinked_usage",
  "non_revenue",
] as const;

export type RowClass = (typeof rowClasses)[number];

export const differenceClasses = rowClasses.filter(
  (one): one is DifferenceClass => one !== "matched" && one !== "non_revenue",
);

export type DifferenceClass = Exclude<RowClass, "matched" | "non_revenue">;

export const causes = [
  "on_its_way",
  "not_settled",
  "payment_not_heard",
  "refund_not_heard",
  "dispute_not_heard",
  "dispute_decided",
  "other_movement",
  "unknown_there",
  "booked_twice",
  "fee_differs",
  "amount_differs",
  "currency_differs",
  "ledger_differs",
  "balance_differs",
  "unbilled_left",
  "exchange_one_sided",
  "dispute_hold_left",
  "rollover_left",
  "never_granted",
  "granted_too_little",
  "granted_too_much",
  "granted_before_paid",
  "granted_for_void",
  "granted_without_line",
  "not_taken_back",
  "slice_not_settled",
  "other_period",
  "no_period",
] as const;

export type Cause = (typeof causes)[number];

/**
 * What sets it right. `ask_stripe`: what it is about is asked for again and booked as the processor has it now;
 * `book_house`, `book_difference`: the line, or what is lacking of it, is booked; `grant`, `revoke`: credits.
 */
export const fixes = ["ask_stripe", "book_house", "book_difference", "grant", "revoke"] as const;

export type Fix = (typeof fixes)[number];

/** Something that does not match, named so that it is the same when it is found again. */
export type Difference = {
  /** Its kind and id: `line:txn_1`. */
  subject: string;
  class: DifferenceClass;
  cause: Cause;
  /** Null where only a person can tell. */
  fix: Fix | null;
  accountId: AccountId | null;
  balanceTransactionId: string | null;
  /** What the processor has beyond the books; null where it is about credits. */
  money: { currency: string; minor: bigint } | null;
  /** What was given beyond what should be; below zero, what lacks. */
  credits: bigint | null;
  occurredAt: Date;
  facts: Record<string, string>;
};
