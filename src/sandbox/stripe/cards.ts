/** Why a card is refused, as the API says it. */
export type Decline = { code: string; declineCode?: string; message: string };

/** What a test card does. Nothing said: every payment goes through. */
export type TestCard = {
  number: string;
  brand: "visa" | "mastercard" | "amex";
  funding: "credit" | "debit";
  /** The part of `pm_card_…` and `tok_…` after the underscore. */
  token: string;
  /** Refused whenever it is used, also when it is saved. */
  decline?: Decline;
  /** Refused when it is charged; it can be saved. */
  declineCharge?: Decline;
  /**
   * The payer's bank wants to see them: at every payment, or until it saw them once when the card was
   * saved. `on-session` cards were set up long ago, so only the payer's own payments ask.
   */
  authenticate?: "always" | "until-set-up" | "on-session";
  /** What a refund does: it succeeds a moment later, or seems to and fails. */
  refund?: "pending" | "fails";
  dispute?: { reason: "fraudulent" | "product_not_received"; inquiry: boolean };
};

const declined = (declineCode: string, message = "Your card was declined."): Decline => ({
  code: "card_declined",
  declineCode,
  message,
});

export const declineReasons = [
  "generic_decline",
  "insufficient_funds",
  "lost_card",
  "stolen_card",
  "expired_card",
] as const;

type DeclineReason = (typeof declineReasons)[number];

/** The usual reasons, by the bank's name for them. */
export const declines = {
  generic_decline: declined("generic_decline"),
  insufficient_funds: declined("insufficient_funds", "Your card has insufficient funds."),
  lost_card: declined("lost_card"),
  stolen_card: declined("stolen_card"),
  expired_card: { code: "expired_card", message: "Your card has expired." },
} satisfies Record<DeclineReason, Decline>;

const visa = { brand: "visa", funding: "credit" } as const;

/** Stripe's public test cards (docs.stripe.com/testing), by what they are for. */
const testCards: TestCard[] = [
  { ...visa, number: "4242424242424242", token: "visa" },
  { ...visa, number: "4000056655665556", token: "visa_debit", funding: "debit" },
  { ...visa, number: "5555555555554444", token: "mastercard", brand: "mastercard" },
  { ...visa, number: "378282246310005", token: "amex", brand: "amex" },
  {
    ...visa,
    number: "4000000000000002",
    token: "chargeDeclined",
    decline: declines.generic_decline,
  },
  {
    ...visa,
    number: "4000000000009995",
    token: "chargeDeclinedInsufficientFunds",
    decline: declines.insufficient_funds,
  },
  {
    ...visa,
    number: "4000000000009987",
    token: "chargeDeclinedLostCard",
    decline: declines.lost_card,
  },
  {
    ...visa,
    number: "4000000000009979",
    token: "chargeDeclinedStolenCard",
    decline: declines.stolen_card,
  },
  {
    ...visa,
    number: "4000000000000069",
    token: "chargeDeclinedExpiredCard",
    decline: declines.expired_card,
  },
  {
    ...visa,
    number: "4000000000000127",
    token: "chargeDeclinedIncorrectCvc",
    decline: { code: "incorrect_cvc", message: "Your card's security code is incorrect." },
  },
  {
    ...visa,
    number: "4000000000000119",
    token: "chargeDeclinedProcessingError",
    decline: {
      code: "processing_error",
      message: "An error occurred while processing your card. Try again in a little bit.",
    },
  },
  {
    ...visa,
    number: "4000000000000341",
    token: "chargeCustomerFail",
    declineCharge: declines.generic_decline,
  },
  {
    ...visa,
    number: "4000002500003155",
    token: "authenticationRequiredOnSetup",
    authenticate: "until-set-up",
  },
  {
    ...visa,
    number: "4000002760003184",
    token: "authenticationRequired",
    authenticate: "always",
  },
  {
    ...visa,
    number: "4000003800000446",
    token: "authenticationRequiredSetupForOffSession",
    authenticate: "on-session",
  },
  {
    ...visa,
    number: "4000008260003178",
    token: "authenticationRequiredChargeDeclinedInsufficientFunds",
    authenticate: "always",
    declineCharge: declines.insufficient_funds,
  },
  { ...visa, number: "4000000000007726", token: "pendingRefund", refund: "pending" },
  { ...visa, number: "4000000000005126", token: "refundFail", refund: "fails" },
  {
    ...visa,
    number: "4000000000000259",
    token: "createDispute",
    dispute: { reason: "fraudulent", inquiry: false },
  },
  {
    ...visa,
    number: "4000000000002685",
    token: "createDisputeProductNotReceived",
    dispute: { reason: "product_not_received", inquiry: false },
  },
  {
    ...visa,
    number: "4000000000001976",
    token: "createDisputeInquiry",
    dispute: { reason: "fraudulent", inquiry: true },
  },
];

export function cardByNumber(number: string): TestCard | undefined {
  return testCards.find((card) => card.number === number);
}

/** By `pm_card_visa` or `tok_visa`. */
export function cardByToken(token: string): TestCard | undefined {
  return testCards.find(
    (card) => token === `pm_card_${card.token}` || token === `tok_${card.token}`,
  );
}

export type Attempt = {
  /** The payer sits in front of it, and can be asked to prove who they are. */
  onSession: boolean;
  /** Their bank has seen them when the card was saved. */
  setUp: boolean;
  /** They have just proved it, for this very payment. */
  proved: boolean;
};

/** What a payment with the card comes to: it needs the payer, is refused, or goes through. */
export function outcomeOf(card: TestCard, attempt: Attempt): "proof" | "paid" | Decline {
  if (card.decline) return card.decline;
  if (needsProof(card, attempt) && !attempt.proved) return "proof";
  return card.declineCharge ?? "paid";
}

/** Whether saving the card asks for the payer. */
export function savingNeedsProof(card: TestCard): boolean {
  return card.authenticate === "always" || card.authenticate === "until-set-up";
}

function needsProof(card: TestCard, { onSession, setUp }: Attempt): boolean {
  if (card.authenticate === "until-set-up") return !setUp;
  if (card.authenticate === "on-session") return onSession;
  return card.authenticate === "always";
}
