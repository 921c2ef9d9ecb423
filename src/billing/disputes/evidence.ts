/** Why a payer's bank disputes a charge, in the processor's words (docs.stripe.com/disputes/categories). */
export const disputeReasons = [
  ...(["fraudulent", "unrecognized", "general", "product_not_received"] as const),
  ...(["product_unacceptable", "subscription_canceled", "credit_not_processed"] as const),
  ...(["duplicate"] as const),
] as const;
export type DisputeReason = (typeof disputeReasons)[number];

/** Texts an answer may have, by the processor's names; those of goods that are shipped are nothing to us. */
export const textFields = [
  ...(["customer_name", "customer_email_address", "billing_address"] as const),
  ...(["customer_purchase_ip", "product_description", "service_date"] as const),
  ...(["access_activity_log", "cancellation_policy_disclosure"] as const),
  ...(["cancellation_rebuttal", "duplicate_charge_id", "duplicate_charge_explanation"] as const),
  ...(["refund_policy_disclosure", "refund_refusal_explanation", "uncategorized_text"] as const),
] as const;
export type TextField = (typeof textFields)[number];

/** Files an answer may have: one for each. */
export const fileFields = [
  ...(["receipt", "service_documentation", "customer_communication"] as const),
  ...(["customer_signature", "cancellation_policy", "refund_policy"] as const),
  ...(["duplicate_charge_documentation", "uncategorized_file"] as const),
] as const;
export type FileField = (typeof fileFields)[number];

/** Where the evidence pack goes: of any reason. */
export const packField = "uncategorized_file" satisfies FileField;

type Fields = { texts: readonly TextField[]; files: readonly FileField[] };

const who = ["customer_name", "customer_email_address", "billing_address"] as const;
const what = ["product_description", "service_date"] as const;
const always = ["uncategorized_text"] as const;
const used = ["access_activity_log"] as const;

const fraud: Fields = {
  texts: [...who, "customer_purchase_ip", ...what, ...used, ...always],
  files: ["receipt", "service_documentation", "customer_signature", "uncategorized_file"],
};
const refusedRefund: Fields = {
  texts: [...what, "refund_policy_disclosure", "refund_refusal_explanation", ...always],
  files: ["refund_policy", "customer_communication", "uncategorized_file"],
};

const byReason: Record<DisputeReason, Fields> = {
  fraudulent: fraud,
  unrecognized: fraud,
  general: fraud,
  product_not_received: {
    texts: [...who, ...what, ...used, ...always],
    files: ["service_documentation", "customer_communication", "receipt", "uncategorized_file"],
  },
  product_unacceptable: refusedRefund,
  credit_not_processed: refusedRefund,
  subscription_canceled: {
    texts: [
      ...what,
      "cancellation_policy_disclosure",
      ...(["cancellation_rebuttal", ...used, ...always] as const),
    ],
    files: ["cancellation_policy", "customer_communication", "uncategorized_file"],
  },
  duplicate: {
    texts: ["duplicate_charge_id", "duplicate_charge_explanation", ...what, ...always],
    files: ["duplicate_charge_documentation", "receipt", "uncategorized_file"],
  },
};

/** What an answer to a reason is made of; a reason that is new there is answered as one in general. */
export function evidenceFor(reason: string): Fields {
  return byReason[disputeReasons.find((one) => one === reason) ?? "general"];
}

/** A file as the processor takes it, and how its bytes begin: what it says it is, it is. */
const kinds = [
  { type: "application/pdf", starts: "%PDF-" },
  { type: "image/png", starts: "\x89PNG" },
  { type: "image/jpeg", starts: "\xff\xd8\xff" },
] as const;

/** In bytes: the processor takes no more of one file. */
export const largestFile = 5 * 1_048_576;

/** What kind of file it is by its first bytes; undefined where the processor would not take it. */
export function typeOf(bytes: Buffer): (typeof kinds)[number]["type"] | undefined {
  const head = bytes.subarray(0, 8).toString("latin1");
  return kinds.find(({ starts }) => head.startsWith(starts))?.type;
}
