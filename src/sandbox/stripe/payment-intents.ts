import type Stripe from "stripe";
import { z } from "zod";
import { type Call, changesOf, emit } from "./call";
import { isCreatedIn, listOf } from "./lists";
import { created, flag, integer, metadata, page, params, text, withMetadata } from "./params";
import { declinedCard, known } from "./payment-methods";
import { proofWanted, tryToPay } from "./payments";
import { invalid } from "./refusal";
import { route } from "./route";
import { letters } from "./state";
import type { PaymentIntent } from "./wire";

const automatic = z.strictObject({ enabled: flag, allow_redirects: text.optional() });
const usage = z.enum(["off_session", "on_session"]);

const createParams = params<Stripe.PaymentIntentCreateParams>()({
  amount: integer,
  currency: text,
  automatic_payment_methods: automatic.optional(),
  confirm: flag.optional(),
  customer: text.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  off_session: flag.optional(),
  payment_method: text.optional(),
  allowed_payment_method_types: z.array(text).optional(),
  return_url: text.optional(),
  setup_future_usage: usage.optional(),
});
const updateParams = params<Stripe.PaymentIntentUpdateParams>()({
  amount: integer.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
});
const confirmParams = params<Stripe.PaymentIntentConfirmParams>()({
  off_session: flag.optional(),
  payment_method: text.optional(),
  return_url: text.optional(),
});
const listParams = params<Stripe.PaymentIntentListParams>()({
  ...page,
  created,
  customer: text.optional(),
});
const reason = z.enum(["abandoned", "duplicate", "fraudulent", "requested_by_customer"]);
const cancelParams = params<Stripe.PaymentIntentCancelParams>()({
  cancellation_reason: reason.optional(),
});
const none = params<Stripe.PaymentIntentRetrieveParams>()({});

export const paymentIntentRoutes = [
  route("POST", "/v1/payment_intents", createParams, (call, asked) => {
    if (asked.customer !== undefined) call.state.get("customer", asked.customer, "customer");
    const { confirm = false, payment_method, off_session = false } = asked;
    const made = newIntent(call, { ...asked, metadata: withMetadata({}, asked.metadata) });
    return confirm ? confirmed(call, made, { payment_method, off_session }) : made;
  }),
  route("GET", "/v1/payment_intents", listParams, (call, asked) => {
    const wanted = call.state
      .all("payment_intent")
      .filter(isCreatedIn(asked.created))
      .filter(({ customer }) => asked.customer === undefined || customer === asked.customer);
    return listOf(wanted, asked, "/v1/payment_intents");
  }),
  route("GET", "/v1/payment_intents/:id", none, (call, _, id) =>
    call.state.get("payment_intent", id),
  ),
  route("POST", "/v1/payment_intents/:id", updateParams, (call, asked, id) => {
    const old = call.state.get("payment_intent", id);
    return call.state.put({
      ...old,
      amount: asked.amount ?? old.amount,
      description: asked.description ?? old.description,
      metadata: withMetadata(old.metadata, asked.metadata),
    });
  }),
  route("POST", "/v1/payment_intents/:id/confirm", confirmParams, (call, asked, id) =>
    confirmed(call, call.state.get("payment_intent", id), asked),
  ),
  route("POST", "/v1/payment_intents/:id/cancel", cancelParams, (call, asked, id) =>
    canceled(call, call.state.get("payment_intent", id), asked.cancellation_reason ?? null),
  ),
];

/** Stripe takes no card payment below this, in the smallest unit: fifty cents, and as much elsewhere. */
export const smallestPayment = 50;

export type NewIntent = {
  amount: number;
  currency: string;
  customer?: string | null;
  description?: string | null;
  metadata: Record<string, string>;
  payment_method?: string;
  setup_future_usage?: "off_session" | "on_session";
};

/** An intent that has yet to be paid. */
export function newIntent(call: Call, asked: NewIntent): PaymentIntent {
  if (asked.amount < smallestPayment) {
    const message = `Amount must be at least ${smallestPayment} of the smallest unit of the currency.`;
    throw invalid(message, "amount_too_small", "amount");
  }
  const method = asked.payment_method && known(call, asked.payment_method, "payment_method").id;
  const made = call.state.put(blank(call, { ...asked, payment_method: method }));
  emit(call, { type: "payment_intent.created", object: made });
  return made;
}

/** Nothing more is taken by an intent; one that was paid stays so. */
export function canceled(
  call: Call,
  old: PaymentIntent,
  reason: PaymentIntent["cancellation_reason"],
): PaymentIntent {
  if (old.status === "succeeded" || old.status === "canceled") throw unexpected(old, "cancel");
  const next = call.state.put<PaymentIntent>({
    ...old,
    canceled_at: call.at,
    cancellation_reason: reason,
    next_action: null,
    status: "canceled",
  });
  emit(call, { type: "payment_intent.canceled", object: next, previous: changesOf(old, next) });
  return next;
}

type Confirming = { payment_method?: string; off_session?: boolean };

function confirmed(call: Call, old: PaymentIntent, asked: Confirming): PaymentIntent {
  if (old.status === "succeeded" || old.status === "canceled") throw unexpected(old, "confirm");
  const wanted = asked.payment_method ?? old.payment_method;
  if (!wanted) {
    const message =
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either " +
      "update the PaymentIntent with a payment method and then confirm it again, or confirm it again " +
      "directly with a payment method or ConfirmationToken.";
    throw invalid(message, "payment_intent_unexpected_state");
  }
  const method = known(call, wanted, "payment_method");
  const onSession = !asked.off_session;
  const { intent, decline } = tryToPay(call, old, { method, onSession, proved: false });
  // Nobody is there to prove anything: for such a payment it is a refusal.
  const refused = intent.status === "requires_action" && !onSession ? proofWanted : decline;
  if (!refused) return intent;
  const charge = intent.latest_charge === null ? {} : { charge: intent.latest_charge };
  throw declinedCard(refused, { payment_intent: intent, ...charge });
}

function unexpected({ status }: PaymentIntent, doing: string) {
  const message = `You cannot ${doing} this PaymentIntent because it has a status of ${status}.`;
  return invalid(message, "payment_intent_unexpected_state");
}

/** What every one has when it is new. */
const fixed = {
  allowed_payment_method_types: null,
  amount_capturable: 0,
  amount_received: 0,
  application: null,
  application_fee_amount: null,
  automatic_payment_methods: null,
  canceled_at: null,
  cancellation_reason: null,
  capture_method: "automatic",
  confirmation_method: "automatic",
  customer_account: null,
  excluded_payment_method_types: null,
  last_payment_error: null,
  latest_charge: null,
  livemode: false,
  managed_payments: null,
  next_action: null,
  on_behalf_of: null,
  payment_method_configuration_details: null,
  payment_method_types: ["card"],
  payment_record: null,
  processing: null,
  receipt_email: null,
  review: null,
  shipping: null,
  source: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  transfer_data: null,
  transfer_group: null,
} satisfies Partial<PaymentIntent>;

function blank(call: Call, asked: NewIntent): PaymentIntent {
  const id = call.state.newId("pi");
  return {
    ...fixed,
    id,
    object: "payment_intent",
    amount: asked.amount,
    amount_details: { tip: {} },
    client_secret: `${id}_secret_${letters(`secret ${id}`, 25)}`,
    created: call.at,
    currency: asked.currency,
    customer: asked.customer ?? null,
    description: asked.description ?? null,
    metadata: asked.metadata,
    payment_method: asked.payment_method ?? null,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: "automatic",
      },
    },
    setup_future_usage: asked.setup_future_usage ?? null,
    status: asked.payment_method ? "requires_confirmation" : "requires_payment_method",
  };
}
