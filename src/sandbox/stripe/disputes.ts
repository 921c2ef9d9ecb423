import type Stripe from "stripe";
import { disputeFee, move } from "./balance";
import { type Call, changesOf, emit } from "./call";
import type { TestCard } from "./cards";
import { evidence, type GivenEvidence, noEvidence, withEvidence } from "./dispute-evidence";
import { isCreatedIn, listOf } from "./lists";
import { created, flag, metadata, page, params, text, withMetadata } from "./params";
import { cardOf } from "./payment-methods";
import { invalid } from "./refusal";
import { route } from "./route";
import type { Charge, Dispute } from "./wire";

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
    const metadata = withMetadata(old.metadata, asked.metadata);
    if (!asked.evidence && !asked.submit) return updated(call, old, { ...old, metadata });
    assertOpen(old);
    const told = { ...old, metadata, ...staged(call, old, asked.evidence ?? {}) };
    return asked.submit === false ? updated(call, old, told) : submitted(call, old, told);
  }),
  route("POST", "/v1/disputes/:id/close", none, (call, _, id) => {
    const old = call.state.get("dispute", id);
    assertOpen(old);
    return closed(call, old, isInquiry(old) ? "warning_closed" : "lost");
  }),
];

export type Disputed = { reason: string; inquiry: boolean; amount?: number };

/** The payer's bank disputes a charge, as its test card says or as asked: an inquiry moves no money. */
export function openDispute(call: Call, chargeId: string, wanted?: Disputed): Dispute {
  const charge = call.state.get("charge", chargeId);
  const left = charge.amount - charge.amount_refunded;
  const amount = wanted?.amount ?? left;
  if (amount < 1 || amount > left) throw invalid("There is not that much left of the charge.");
  const method = call.state.get("payment_method", charge.payment_method ?? "");
  const card = cardOf(call.state, method);
  const asked = wanted ?? card.dispute ?? { reason: "fraudulent", inquiry: false };
  const made = call.state.put(blank(call, charge, card, { ...asked, amount }));
  call.state.put({ ...charge, disputed: true });
  emit(call, { type: "charge.dispute.created", object: made });
  return asked.inquiry ? made : withdraw(call, made);
}

/** The bank decides on one that is open, whatever was answered. */
export function decideDispute(call: Call, id: string, outcome: "won" | "lost"): Dispute {
  const dispute = call.state.get("dispute", id);
  assertOpen(dispute);
  return closed(call, dispute, isInquiry(dispute) ? "warning_closed" : outcome);
}

function staged(call: Call, dispute: Dispute, given: GivenEvidence) {
  const evidence_details = { ...dispute.evidence_details, has_evidence: true };
  return { evidence: withEvidence(call.state, dispute.evidence, given), evidence_details };
}

/** What Stripe's test evidence makes of a dispute. */
function submitted(call: Call, dispute: Dispute, given: Dispute): Dispute {
  const { evidence_details: details } = given;
  const count = { submission_count: details.submission_count + 1 };
  const past_due = details.due_by !== null && call.at > details.due_by;
  const told = { ...given, evidence_details: { ...details, ...count, past_due } };
  switch (told.evidence.uncategorized_text) {
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
  { reason, inquiry, amount }: Required<Disputed>,
): Dispute {
  return {
    ...fixed,
    id: call.state.newId("du"),
    object: "dispute",
    amount,
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
