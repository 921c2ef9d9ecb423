/** Why nothing is bought by itself until somebody resumes it. */
export const pauseReasons = [
  "payment_failed",
  /** The bank wants the customer to prove a payment nobody was there for. */
  "to_prove",
  /** Its order was taken back, or ran out, before it was paid. */
  "order_ended",
  "no_method",
  /** The card that was chosen for it is no longer on file. */
  "method_removed",
  "not_on_sale",
  "refund",
  "dispute",
] as const;

export type PausedBecause = (typeof pauseReasons)[number];

/** Why a run that was due bought nothing. */
export type SkippedBecause =
  | "enough"
  | "cap"
  | "off"
  | Extract<PausedBecause, "no_method" | "method_removed" | "not_on_sale">;

export type FailedBecause = Extract<PausedBecause, "payment_failed" | "to_prove" | "order_ended">;

/** Reasons that another default card puts right, so that it resumes by itself. */
export function isOfCard(because: PausedBecause): boolean {
  return because === "payment_failed" || because === "to_prove" || because === "no_method";
}

/** Money went back, or is about to: only a person says that it is to go on. */
export function isOfMoneyBack(because: PausedBecause): boolean {
  return because === "refund" || because === "dispute";
}

/** Whether a pause may take the place of another: what only a person lifts outweighs what a card does. */
export function outweighs(because: PausedBecause, earlier: PausedBecause | null): boolean {
  return earlier === null || (isOfMoneyBack(because) && !isOfMoneyBack(earlier));
}

/** A run that passed over one of these waits for somebody. */
export function pausesWith(why: SkippedBecause): PausedBecause | null {
  return why === "enough" || why === "cap" || why === "off" ? null : why;
}

/** What may be agreed to, in whole credits and minutes. */
export const topUpBounds = {
  threshold: { least: 1n, most: 1_000_000_000_000_000n },
  cooldownMinutes: { least: 1, most: 43_200 },
} as const;
