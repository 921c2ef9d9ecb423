const fields = [
  ...(["customer_name", "customer_email_address", "billing_address"] as const),
  ...(["customer_purchase_ip", "product_description", "service_date"] as const),
  ...(["access_activity_log", "cancellation_policy_disclosure"] as const),
  ...(["cancellation_rebuttal", "duplicate_charge_id", "duplicate_charge_explanation"] as const),
  ...(["refund_policy_disclosure", "refund_refusal_explanation", "uncategorized_text"] as const),
  ...(["receipt", "service_documentation", "customer_communication"] as const),
  ...(["customer_signature", "cancellation_policy", "refund_policy"] as const),
  ...(["duplicate_charge_documentation", "uncategorized_file"] as const),
] as const;

/** A field of an answer as its words are named; what we have none for is other text. */
export function fieldName(name: string): (typeof fields)[number] {
  return fields.find((one) => one === name) ?? "uncategorized_text";
}
