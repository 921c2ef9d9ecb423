import type Stripe from "stripe";
import { z } from "zod";
import { type Call, emit } from "./call";
import { type Decline, savingNeedsProof } from "./cards";
import { isCreatedIn, listOf } from "./lists";
import { created, flag, metadata, page, params, text, withMetadata } from "./params";
import { attach, cardOf, declinedCard, known } from "./payment-methods";
import { saveAsSetUp } from "./payments";
import { invalid } from "./refusal";
import { route } from "./route";
import { letters } from "./state";
import type { PaymentMethod, SetupIntent } from "./wire";

const createParams = params<Stripe.SetupIntentCreateParams>()({
  confirm: flag.optional(),
  customer: text.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
  payment_method: text.optional(),
  allowed_payment_method_types: z.array(text).optional(),
  return_url: text.optional(),
  usage: z.enum(["off_session", "on_session"]).optional(),
});
const confirmParams = params<Stripe.SetupIntentConfirmParams>()({
  payment_method: text.optional(),
  return_url: text.optional(),
});
const cancelParams = params<Stripe.SetupIntentCancelParams>()({
  cancellation_reason: z.enum(["abandoned", "duplicate", "requested_by_customer"]).optional(),
});
const listParams = params<Stripe.SetupIntentListParams>()({
  ...page,
  created,
  customer: text.optional(),
});
const none = params<Stripe.SetupIntentRetrieveParams>()({});

export const setupIntentRoutes = [
  route("POST", "/v1/setup_intents", createParams, (call, asked) => {
    if (asked.customer !== undefined) call.state.get("customer", asked.customer, "customer");
    const made = newSetup(call, { ...asked, metadata: withMetadata({}, asked.metadata) });
    return asked.confirm ? confirmed(call, made, asked.payment_method) : made;
  }),
  route("GET", "/v1/setup_intents", listParams, (call, asked) => {
    const wanted = call.state
      .all("setup_intent")
      .filter(isCreatedIn(asked.created))
      .filter(({ customer }) => asked.customer === undefined || customer === asked.customer);
    return listOf(wanted, asked, "/v1/setup_intents");
  }),
  route("GET", "/v1/setup_intents/:id", none, (call, _, id) => call.state.get("setup_intent", id)),
  route("POST", "/v1/setup_intents/:id/confirm", confirmParams, (call, asked, id) =>
    confirmed(call, call.state.get("setup_intent", id), asked.payment_method),
  ),
  route("POST", "/v1/setup_intents/:id/cancel", cancelParams, (call, asked, id) =>
    cancelSetup(call, call.state.get("setup_intent", id), asked.cancellation_reason ?? null),
  ),
];

export type NewSetup = {
  customer?: string | null;
  description?: string | null;
  metadata: Record<string, string>;
  payment_method?: string;
  usage?: "off_session" | "on_session";
};

export function newSetup(call: Call, asked: NewSetup): SetupIntent {
  const method = asked.payment_method && known(call, asked.payment_method, "payment_method").id;
  const made = call.state.put(blank(call, { ...asked, payment_method: method }));
  emit(call, { type: "setup_intent.created", object: made });
  return made;
}

export type Saved = { intent: SetupIntent; decline?: Decline };

/** Tries to save a card: it needs the payer, is refused, or is there with its customer from now on. */
export function trySetup(
  call: Call,
  old: SetupIntent,
  { method, proved }: { method: PaymentMethod; proved: boolean },
): Saved {
  const card = cardOf(call.state, method);
  if (card.decline) {
    return { intent: failed(call, old, card.decline, method), decline: card.decline };
  }
  const intent = { ...old, payment_method: method.id, last_setup_error: null, next_action: null };
  if (savingNeedsProof(card) && !proved) return { intent: needsProof(call, intent) };
  if (intent.customer !== null) attach(call, method.id, intent.customer);
  saveAsSetUp(call, method.id);
  const done = call.state.put<SetupIntent>({ ...intent, status: "succeeded" });
  emit(call, { type: "setup_intent.succeeded", object: done });
  return { intent: done };
}

/** The payer did not prove who they are. */
export function failSetupProof(call: Call, intent: SetupIntent): SetupIntent {
  const method = call.state.get("payment_method", intent.payment_method ?? "");
  return failed(call, intent, notProved, method);
}

export function cancelSetup(
  call: Call,
  old: SetupIntent,
  reason: SetupIntent["cancellation_reason"],
): SetupIntent {
  if (old.status === "succeeded" || old.status === "canceled") throw unexpected(old, "cancel");
  const next = call.state.put<SetupIntent>({
    ...old,
    cancellation_reason: reason,
    next_action: null,
    status: "canceled",
  });
  emit(call, { type: "setup_intent.canceled", object: next });
  return next;
}

const notProved: Decline = {
  code: "setup_intent_authentication_failure",
  message:
    "The latest attempt to set up the payment method has failed because authentication failed.",
};

function confirmed(call: Call, old: SetupIntent, asked: string | undefined): SetupIntent {
  if (old.status === "succeeded" || old.status === "canceled") throw unexpected(old, "confirm");
  const wanted = asked ?? old.payment_method;
  if (!wanted) {
    const message =
      "You cannot confirm this SetupIntent because it's missing a payment method. Update the " +
      "SetupIntent with a payment method and then confirm it again.";
    throw invalid(message, "setup_intent_unexpected_state");
  }
  const method = known(call, wanted, "payment_method");
  const { intent, decline } = trySetup(call, old, { method, proved: false });
  if (decline) throw declinedCard(decline, { setup_intent: intent });
  return intent;
}

function needsProof(call: Call, intent: SetupIntent): SetupIntent {
  const waiting = call.state.put<SetupIntent>({
    ...intent,
    status: "requires_action",
    next_action: {
      type: "redirect_to_url",
      redirect_to_url: { url: `${call.baseUrl}/authenticate/${intent.id}`, return_url: null },
    },
  });
  emit(call, { type: "setup_intent.requires_action", object: waiting });
  return waiting;
}

function failed(
  call: Call,
  old: SetupIntent,
  decline: Decline,
  method: PaymentMethod,
): SetupIntent {
  const intent = call.state.put<SetupIntent>({
    ...old,
    last_setup_error: {
      type: decline === notProved ? "invalid_request_error" : "card_error",
      code: decline.code as NonNullable<SetupIntent["last_setup_error"]>["code"],
      message: decline.message,
      payment_method: method as never,
      ...(decline.declineCode && { decline_code: decline.declineCode }),
    },
    next_action: null,
    payment_method: null,
    status: "requires_payment_method",
  });
  emit(call, { type: "setup_intent.setup_failed", object: intent });
  return intent;
}

function unexpected({ status }: SetupIntent, doing: string) {
  const message = `You cannot ${doing} this SetupIntent because it has a status of ${status}.`;
  return invalid(message, "setup_intent_unexpected_state");
}

function blank(call: Call, asked: NewSetup): SetupIntent {
  const id = call.state.newId("seti");
  return {
    id,
    object: "setup_intent",
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${letters(`secret ${id}`, 25)}`,
    created: call.at,
    customer: asked.customer ?? null,
    customer_account: null,
    description: asked.description ?? null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: null,
    mandate: null,
    metadata: asked.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: asked.payment_method ?? null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    single_use_mandate: null,
    status: asked.payment_method ? "requires_confirmation" : "requires_payment_method",
    usage: asked.usage ?? "off_session",
  };
}
