import type Stripe from "stripe";
import { z } from "zod";
import { type Call, emit } from "./call";
import { isCreatedIn, listOf } from "./lists";
import { created, integer, metadata, page, params, text, withMetadata } from "./params";
import { invalid } from "./refusal";
import { route } from "./route";
import { cancelSetup, newSetup } from "./setup-intents";
import { letters } from "./state";
import type { CheckoutSession } from "./wire";

const setupData = z.strictObject({ description: text.optional(), metadata: metadata.optional() });

const createParams = params<Stripe.Checkout.SessionCreateParams>()({
  cancel_url: text.optional(),
  client_reference_id: text.optional(),
  currency: text.optional(),
  customer: text.optional(),
  customer_email: text.optional(),
  expires_at: integer.optional(),
  locale: text.optional(),
  metadata: metadata.optional(),
  mode: z.literal("setup"),
  allowed_payment_method_types: z.array(text).optional(),
  setup_intent_data: setupData.optional(),
  success_url: text,
});
const listParams = params<Stripe.Checkout.SessionListParams>()({
  ...page,
  created,
  customer: text.optional(),
});
const none = params<Stripe.Checkout.SessionRetrieveParams>()({});

export const checkoutRoutes = [
  route("POST", "/v1/checkout/sessions", createParams, (call, asked) => {
    if (asked.customer !== undefined) call.state.get("customer", asked.customer, "customer");
    const data = asked.setup_intent_data;
    const intent = newSetup(call, {
      customer: asked.customer,
      description: data?.description,
      metadata: withMetadata({}, data?.metadata),
    });
    const session = call.state.put(blank(call, asked, intent.id));
    call.state.setNote(`session ${intent.id}`, session.id);
    return session;
  }),
  route("GET", "/v1/checkout/sessions", listParams, (call, asked) => {
    const wanted = call.state
      .all("checkout.session")
      .filter(isCreatedIn(asked.created))
      .filter(({ customer }) => asked.customer === undefined || customer === asked.customer);
    return listOf(wanted, asked, "/v1/checkout/sessions");
  }),
  route("GET", "/v1/checkout/sessions/:id", none, (call, _, id) =>
    call.state.get("checkout.session", id),
  ),
  route("POST", "/v1/checkout/sessions/:id/expire", none, (call, _, id) => {
    const session = call.state.get("checkout.session", id);
    if (session.status !== "open") {
      throw invalid('Only Checkout Sessions with a status in ["open"] can be expired.');
    }
    return expireSession(call, session);
  }),
];

/** The session a setup intent was made for. */
export function sessionOf(call: Call, intentId: string): CheckoutSession | undefined {
  return call.state.find("checkout.session", call.state.note<string>(`session ${intentId}`) ?? "");
}

/** The card is saved: the session is over, and its page sends the payer back. */
export function completeSession(call: Call, session: CheckoutSession): CheckoutSession {
  const done = call.state.put<CheckoutSession>({ ...session, status: "complete", url: null });
  emit(call, { type: "checkout.session.completed", object: done });
  return done;
}

/** A session nobody finished within its time, or that was called off. */
export function expireSession(call: Call, session: CheckoutSession): CheckoutSession {
  const over = call.state.put<CheckoutSession>({ ...session, status: "expired", url: null });
  cancelSetup(call, call.state.get("setup_intent", session.setup_intent ?? ""), null);
  emit(call, { type: "checkout.session.expired", object: over });
  return over;
}

const openFor = 86_400;

/** What every one has when it is new. */
const fixed = {
  adaptive_pricing: null,
  after_expiration: null,
  allow_promotion_codes: null,
  allowed_payment_method_types: null,
  amount_subtotal: null,
  amount_total: null,
  billing_address_collection: null,
  client_secret: null,
  collected_information: null,
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [],
  customer_account: null,
  customer_creation: null,
  customer_details: null,
  discounts: null,
  integration_identifier: null,
  invoice: null,
  invoice_creation: null,
  livemode: false,
  locale: null,
  managed_payments: null,
  mode: "setup",
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_collection: "always",
  payment_method_configuration_details: null,
  payment_method_options: {},
  payment_method_types: ["card"],
  payment_status: "no_payment_required",
  permissions: null,
  phone_number_collection: { enabled: false },
  recovered_from: null,
  saved_payment_method_options: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [],
  status: "open",
  submit_type: null,
  subscription: null,
  total_details: null,
  ui_mode: "hosted_page",
  wallet_options: null,
} satisfies Partial<CheckoutSession>;

function blank(
  call: Call,
  asked: z.output<typeof createParams>,
  setupIntent: string,
): CheckoutSession {
  const id = `cs_test_${letters(call.state.newId("cs"), 58)}`;
  return {
    ...fixed,
    id,
    object: "checkout.session",
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    cancel_url: asked.cancel_url ?? null,
    client_reference_id: asked.client_reference_id ?? null,
    created: call.at,
    currency: asked.currency ?? null,
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: asked.customer ?? null,
    customer_email: asked.customer_email ?? null,
    expires_at: asked.expires_at ?? call.at + openFor,
    metadata: withMetadata({}, asked.metadata),
    setup_intent: setupIntent,
    success_url: asked.success_url,
    url: `${call.baseUrl}/checkout/${id}`,
  };
}
