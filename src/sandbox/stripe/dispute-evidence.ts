import { z } from "zod";
import { clearable } from "./params";
import { invalid } from "./refusal";
import type { State } from "./state";
import type { Dispute } from "./wire";

type Evidence = Dispute["evidence"];
type Field = Exclude<keyof Evidence, "enhanced_evidence" | "appeal">;

/** Of these the id of a file is given; of all others a text. */
const files = [
  ...(["cancellation_policy", "customer_communication", "customer_signature"] as const),
  ...(["duplicate_charge_documentation", "receipt", "refund_policy"] as const),
  ...(["service_documentation", "shipping_documentation", "uncategorized_file"] as const),
] satisfies Field[];

const texts = [
  ...(["access_activity_log", "billing_address", "cancellation_policy_disclosure"] as const),
  ...(["cancellation_rebuttal", "customer_email_address", "customer_name"] as const),
  ...(["customer_purchase_ip", "duplicate_charge_explanation", "duplicate_charge_id"] as const),
  ...(["product_description", "refund_policy_disclosure", "refund_refusal_explanation"] as const),
  ...(["service_date", "shipping_address", "shipping_carrier", "shipping_date"] as const),
  ...(["shipping_tracking_number", "uncategorized_text"] as const),
] satisfies Field[];

const fields: readonly Field[] = [...files, ...texts];

/** What may be sent of it; `enhanced_evidence` and `appeal` are not played. */
export const evidence = z.strictObject(
  Object.fromEntries(fields.map((field) => [field, clearable.optional()])) as Record<
    Field,
    z.ZodOptional<typeof clearable>
  >,
);

export type GivenEvidence = z.output<typeof evidence>;

export const noEvidence: Evidence = {
  ...(Object.fromEntries(fields.map((field) => [field, null])) as Record<Field, null>),
  enhanced_evidence: {},
};

const mostCharacters = 150_000;

/** What is there with what is given; refused where a file is none, or the texts are too long together. */
export function withEvidence(state: State, old: Evidence, given: GivenEvidence): Evidence {
  for (const field of files) {
    const id = given[field];
    if (id) state.get("file", id, `evidence[${field}]`);
  }
  const next = { ...old, ...given };
  const characters = texts.reduce((sum, field) => sum + (next[field]?.length ?? 0), 0);
  if (characters <= mostCharacters) return next;
  throw invalid("The combined length of the evidence is too long.", undefined, "evidence");
}
