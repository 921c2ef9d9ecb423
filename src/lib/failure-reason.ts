/** Why a payment failed, as people are told: what they can do something about, and everything else. */
export type FailureReason =
  | "insufficient_funds"
  | "expired_card"
  | "authentication_required"
  | "not_tried"
  | "other";

/**
 * The processor's code of a failed payment and the bank's, as a reason. What a bank says of lost and stolen cards is
 * nobody's to tell; a code that is none of a card's says that the processor would not even try: there is nothing on
 * file to pay with, say (docs.stripe.com/declines/codes, docs.stripe.com/error-codes).
 */
export function failureReason(code: string, declineCode: string | null): FailureReason {
  const said = declineCode ?? code;
  if (said === "insufficient_funds" || said === "expired_card") return said;
  if (code === "authentication_required" || said === "authentication_required")
    return "authentication_required";
  return declineCode !== null || ofCards.has(code) ? "other" : "not_tried";
}

const ofCards: ReadonlySet<string> = new Set([
  ...["card_declined", "incorrect_cvc", "incorrect_number", "invalid_cvc", "invalid_number"],
  ...["processing_error", "payment_failed"],
]);
