import type Stripe from "stripe";
import { move } from "./balance";
import { type Call, emit } from "./call";
import { isCreatedIn, listOf } from "./lists";
import { created, integer, metadata, page, params, text, withMetadata } from "./params";
import { route } from "./route";
import type { Payout } from "./wire";

const createParams = params<Stripe.PayoutCreateParams>()({
  amount: integer,
  currency: text,
  description: text.optional(),
  metadata: metadata.optional(),
});
const listParams = params<Stripe.PayoutListParams>()({ ...page, created, status: text.optional() });
const none = params<Stripe.PayoutRetrieveParams>()({});

export const payoutRoutes = [
  route("POST", "/v1/payouts", createParams, (call, asked) => {
    const made = blank(call, { ...asked, metadata: withMetadata({}, asked.metadata) });
    const { amount, currency } = asked;
    const booked = move(call, {
      amount: -amount,
      currency,
      type: "payout",
      category: "payout",
      source: made.id,
      description: asked.description ?? "STRIPE PAYOUT",
    });
    const created = call.state.put<Payout>({
      ...made,
      balance_transaction: booked.id,
      status: "pending",
    });
    emit(call, { type: "payout.created", object: created });
    const paid = call.state.put<Payout>({ ...created, status: "paid" });
    emit(call, { type: "payout.paid", object: paid });
    return paid;
  }),
  route("GET", "/v1/payouts", listParams, (call, asked) => {
    const wanted = call.state
      .all("payout")
      .filter(isCreatedIn(asked.created))
      .filter(({ status }) => asked.status === undefined || status === asked.status);
    return listOf(wanted, asked, "/v1/payouts");
  }),
  route("GET", "/v1/payouts/:id", none, (call, _, id) => call.state.get("payout", id)),
];

type NewPayout = {
  amount: number;
  currency: string;
  description?: string;
  metadata: Record<string, string>;
};

function blank(call: Call, asked: NewPayout): Payout {
  return {
    id: call.state.newId("po"),
    object: "payout",
    amount: asked.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: call.at,
    automatic: false,
    balance_transaction: null,
    created: call.at,
    currency: asked.currency,
    description: asked.description ?? null,
    destination: null,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: asked.metadata,
    method: "standard",
    original_payout: null,
    payout_method: null,
    reconciliation_status: "not_applicable",
    reversed_by: null,
    source_type: "card",
    statement_descriptor: null,
    status: "pending",
    trace_id: null,
    type: "bank_account",
  };
}
