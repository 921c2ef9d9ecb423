import type Stripe from "stripe";
import { z } from "zod";
import { disputeFee, move } from "./balance";
import { type Call, changesOf, emit } from "./call";
import type { TestCard } from "./cards";
import { isCreatedIn, listOf } from "./lists";
import { created, flag, metadata, page, params, text, withMetadata } from "./params";
import { cardOf } from "./payment-methods";
import { invalid } from "./refusal";
import { route } from "./route";
import type { Charge, Dispute } from "./wire";

const evidence = z.strictObject({ uncategorized_text: text.optional() });

const updateParams = params<Stripe.DisputeUpdateParams>()({
  evidence: evidence.optional(),
  metadata: metadata.optional(),
  submit: flag.optional(),
});
const listParams = params<Stripe.DisputeListParams>()({
  ...page,
  created,
  charge: text.optional(),
  payment_intent: text.optional(),
});
const none = params<Stripe.DisputeRetrieveParams>()({});

export const disputeRoutes = [
  route("GET", "/v1/disputes", listParams, (call, asked) => {
    const wanted = call.state
      .all("dispute")
      .filter(isCreatedIn(asked.created))
      .filter(({ charge }) => asked.charge === undefined || charge === asked.charge)
      .filter(
        (one) => asked.payment_intent === undefined || one.payment_intent === asked.payment_intent,
      );
    return listOf(wanted, asked, "/v1/disputes");
  }),
  route("GET", "/v1/disputes/:id", none, (call, _, id) => call.state.get("dispute", id)),
  route("POST", "/v1/disputes/:id", updateParams, (call, asked, id) => {
    const old = call.state.get("dispute", id);
    const said = asked.evidence?.uncategorized_text;
    const metadata = withMetadata(old.metadata, asked.metadata);
    if (said === undefined) return updated(call, old, { ...old, metadata });
    return submitted(call, { ...old, metadata }, said);
  }),
  route("POST", "/v1/disputes/:id/close", none, (call, _, id) => {
    const old = call.state.get("dispute", id);
    assertOpen(old);
    return closed(call, old, isInquiry(old) ? "warning_closed" : "lost");
  }),
];

/** The payer's bank disputes a charge, as its test card says: an inquiry moves no money. */
export function openDispute(call: Call, chargeId: string): void {
  const charge = call.state.get("charge", chargeId);
  const method = call.state.get("payment_method", charge.payment_method ?? "");
  const card = cardOf(call.state, method);
  const asked = card.dispute ?? { reason: "fraudulent", inquiry: false };
  const made = call.state.put(blank(call, charge, card, asked));
  call.state.put({ ...charge, disputed: true });
  emit(call, { type: "charge.dispute.created", object: made });
  if (!asked.inquiry) withdraw(call, made);
}

/** What Stripe's test evidence makes of a dispute. */
function submitted(call: Call, dispute: Dispute, said: string): Dispute {
  assertOpen(dispute);
  const told: Dispute = {
    ...dispute,
    evidence: { ...dispute.evidence, uncategorized_text: said },
    evidence_details: {
      ...dispute.evidence_details,
      has_evidence: true,
      submission_count: dispute.evidence_details.submission_count + 1,
    },
  };
  switch (said) {
    case "winning_evidence":
      return closed(call, told, isInquiry(told) ? "warning_closed" : "won");
    case "losing_evidence":
      return closed(call, told, isInquiry(told) ? "warning_closed" : "lost");
    case "escalate_inquiry_evidence":
      return isInquiry(told) ? escalated(call, told) : updated(call, dispute, told);
    default: {
      const status = isInquiry(told) ? "warning_under_review" : "under_review";
      return updated(call, dispute, { ...told, status });
    }
  }
}

/** An inquiry becomes a dispute: only now the money leaves. */
function escalated(call: Call, dispute: Dispute): Dispute {
  const next = updated(call, dispute, {
    ...dispute,
    is_charge_refundable: false,
    status: "needs_response",
  });
  return withdraw(call, next);
}

function withdraw(call: Call, dispute: Dispute): Dispute {
  const booked = moveDisputed(call, dispute, -1);
  const next = call.state.put({ ...dispute, balance_transactions: [booked] });
  emit(call, { type: "charge.dispute.funds_withdrawn", object: next });
  return next;
}

function closed(call: Call, dispute: Dispute, status: "won" | "lost" | "warning_closed"): Dispute {
  const charge = call.state.get("charge", dispute.charge);
  if (status !== "lost") call.state.put({ ...charge, disputed: status === "won" });
  const [taken] = dispute.balance_transactions;
  const back = status === "won" && taken ? [moveDisputed(call, dispute, 1)] : [];
  const balance_transactions = [...dispute.balance_transactions, ...back];
  const next = call.state.put<Dispute>({ ...dispute, balance_transactions, status });
  emit(call, { type: "charge.dispute.closed", object: next, previous: changesOf(dispute, next) });
  if (back.length > 0) emit(call, { type: "charge.dispute.funds_reinstated", object: next });
  return next;
}

/** Out with Stripe's fee, which stays with Stripe when the dispute is won; back without one. */
function moveDisputed(call: Call, { id, amount, charge, currency }: Dispute, sign: 1 | -1) {
  const withdrawn = sign === -1;
  return move(call, {
    amount: sign * amount,
    currency,
    type: "adjustment",
    category: withdrawn ? "dispute" : "dispute_reversal",
    source: id,
    description: `Chargeback ${withdrawn ? "withdrawal" : "reversal"} for ${charge}`,
    ...(withdrawn && { fee: { amount: disputeFee, description: "Dispute fee" } }),
  });
}

function updated(call: Call, old: Dispute, next: Dispute): Dispute {
  call.state.put(next);
  emit(call, { type: "charge.dispute.updated", object: next, previous: changesOf(old, next) });
  return next;
}

function isInquiry({ status }: Dispute): boolean {
  return status.startsWith("warning_");
}

function assertOpen({ status }: Dispute): void {
  const open = /^(warning_)?(needs_response|under_review)$/.test(status);
  if (!open) throw invalid("This dispute is already closed.");
}

const answerWithin = 7 * 86_400;

/** What every one has when it is new. */
const fixed = {
  balance_transactions: [],
  enhanced_eligibility_types: [],
  intended_submission_method: null,
  livemode: false,
  metadata: {},
} satisfies Partial<Dispute>;

function blank(
  call: Call,
  charge: Charge,
  card: TestCard,
  { reason, inquiry }: { reason: string; inquiry: boolean },
): Dispute {
  return {
    ...fixed,
    id: call.state.newId("du"),
    object: "dispute",
    amount: charge.amount - charge.amount_refunded,
    charge: charge.id,
    created: call.at,
    currency: charge.currency,
    evidence: noEvidence,
    evidence_details: {
      due_by: call.at + answerWithin,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "not_submitted",
    },
    is_charge_refundable: inquiry,
    payment_intent: charge.payment_intent,
    payment_method_details: {
      card: {
        brand: card.brand,
        case_type: inquiry ? "inquiry" : "chargeback",
        network: card.brand,
        network_reason_code: "10.4",
      },
      type: "card",
    },
    reason,
    status: inquiry ? "warning_needs_response" : "needs_response",
  };
}

const noEvidence: Dispute["evidence"] = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};
