import type Stripe from "stripe";
import { cardFee, move } from "./balance";
import { type Call, changesOf, emit } from "./call";
import type { Decline, TestCard } from "./cards";
import { isCreatedIn, listOf, wholeList } from "./lists";
import { created, metadata, page, params, text, withMetadata } from "./params";
import { route } from "./route";
import type { State } from "./state";
import type { Charge, PaymentIntent, PaymentMethod } from "./wire";

const listParams = params<Stripe.ChargeListParams>()({
  ...page,
  created,
  customer: text.optional(),
  payment_intent: text.optional(),
});
const updateParams = params<Stripe.ChargeUpdateParams>()({
  description: text.optional(),
  metadata: metadata.optional(),
});
const none = params<Stripe.ChargeRetrieveParams>()({});

export const chargeRoutes = [
  route("GET", "/v1/charges", listParams, (call, asked) => {
    const wanted = call.state
      .all("charge")
      .filter(isCreatedIn(asked.created))
      .filter(({ customer }) => asked.customer === undefined || customer === asked.customer)
      .filter(
        (one) => asked.payment_intent === undefined || one.payment_intent === asked.payment_intent,
      );
    return listOf(wanted, asked, "/v1/charges");
  }),
  route("GET", "/v1/charges/:id", none, (call, _, id) => call.state.get("charge", id)),
  route("POST", "/v1/charges/:id", updateParams, (call, asked, id) => {
    const old = call.state.get("charge", id);
    const next = call.state.put({
      ...old,
      description: asked.description ?? old.description,
      metadata: withMetadata(old.metadata, asked.metadata),
    });
    emit(call, { type: "charge.updated", object: next, previous: changesOf(old, next) });
    return next;
  }),
];

/** The refunds of a charge, which it shows when it is asked to. */
export function refundsOf(state: State, chargeId: string) {
  const refunds = state.all("refund").filter(({ charge }) => charge === chargeId);
  return wholeList(refunds, `/v1/charges/${chargeId}/refunds`);
}

type Charging = {
  intent: PaymentIntent;
  method: PaymentMethod;
  card: TestCard;
  proved: boolean;
};

/** Takes the money of an intent: a charge, and what it adds to the balance after Stripe's fee. */
export function takeMoney(call: Call, charging: Charging): Charge {
  const charge = blank(call, charging);
  const { amount, currency, description } = charge;
  const fee = { amount: cardFee(amount), description: "Stripe processing fees" };
  const booked = move(call, {
    amount,
    currency,
    type: "charge",
    category: "charge",
    source: charge.id,
    description,
    fee,
  });
  const paid = call.state.put({ ...charge, balance_transaction: booked.id });
  emit(call, { type: "charge.succeeded", object: paid });
  return paid;
}

/** Writes down a try that the bank refused. */
export function refuseMoney(call: Call, charging: Charging, decline: Decline): Charge {
  const failed: Charge = {
    ...blank(call, charging),
    amount_captured: 0,
    captured: false,
    failure_code: decline.code,
    failure_message: decline.message,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: "declined_by_network",
      reason: decline.declineCode ?? decline.code,
      risk_level: "normal",
      seller_message: "The bank returned a decline.",
      type: "issuer_declined",
    },
    paid: false,
    receipt_url: null,
    status: "failed",
  };
  call.state.put(failed);
  emit(call, { type: "charge.failed", object: failed });
  return failed;
}

/** What every one has when it is new. */
const fixed = {
  amount_refunded: 0,
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  calculated_statement_descriptor: "TALLYBOOK",
  captured: true,
  disputed: false,
  failure_balance_transaction: null,
  failure_code: null,
  failure_message: null,
  fraud_details: {},
  livemode: false,
  on_behalf_of: null,
  paid: true,
  receipt_email: null,
  receipt_number: null,
  refunded: false,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  status: "succeeded",
  transfer_data: null,
  transfer_group: null,
} satisfies Partial<Charge>;

function blank(call: Call, { intent, method, card, proved }: Charging): Charge {
  const id = call.state.newId("ch");
  return {
    ...fixed,
    id,
    object: "charge",
    amount: intent.amount,
    amount_captured: intent.amount,
    billing_details: method.billing_details,
    created: call.at,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    metadata: intent.metadata,
    outcome: approved,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: {
      card: cardDetails(method, card, intent.amount, proved),
      type: "card",
    },
    receipt_url: `${call.baseUrl}/receipts/${id}`,
  };
}

const approved: Charge["outcome"] = {
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: "approved_by_network",
  reason: null,
  risk_level: "normal",
  risk_score: 20,
  seller_message: "Payment complete.",
  type: "authorized",
};

type CardDetails = NonNullable<NonNullable<Charge["payment_method_details"]>["card"]>;

function cardDetails(
  { card: shown }: PaymentMethod,
  { brand, funding, number }: TestCard,
  amount: number,
  proved: boolean,
): CardDetails {
  return {
    amount_authorized: amount,
    authorization_code: null,
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
    country: "US",
    electronic_commerce_indicator: null,
    exp_month: shown?.exp_month ?? 12,
    exp_year: shown?.exp_year ?? 2034,
    extended_authorization: { status: "disabled" },
    fingerprint: shown?.fingerprint ?? null,
    funding,
    incremental_authorization: { status: "unavailable" },
    installments: null,
    last4: number.slice(-4),
    mandate: null,
    multicapture: { status: "unavailable" },
    network: brand,
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: { maximum_amount_capturable: amount, status: "unavailable" },
    regulated_status: "unregulated",
    three_d_secure: proved ? proof : null,
    transaction_link_id: null,
    wallet: null,
  };
}

const proof: NonNullable<CardDetails["three_d_secure"]> = {
  authentication_flow: "challenge",
  electronic_commerce_indicator: "05",
  exemption_indicator: null,
  result: "authenticated",
  result_reason: null,
  transaction_id: null,
  version: "2.2.0",
};
