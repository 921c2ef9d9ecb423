import type Stripe from "stripe";
import { z } from "zod";
import { type Call, changesOf, emit } from "./call";
import { cardByNumber, cardByToken, type Decline, type TestCard } from "./cards";
import { listOf } from "./lists";
import { clearable, clearableAddress, metadata, page, params, text, withMetadata } from "./params";
import { invalid, missing, Refusal, type RefusalBody } from "./refusal";
import { route } from "./route";
import { letters, type State } from "./state";
import type { PaymentMethod } from "./wire";

const billing = z.strictObject({
  address: clearableAddress.optional(),
  email: clearable.optional(),
  name: clearable.optional(),
  phone: clearable.optional(),
});

const card = z.strictObject({
  number: text.optional(),
  exp_month: text.optional(),
  exp_year: text.optional(),
  cvc: text.optional(),
  token: text.optional(),
});

const createParams = params<Stripe.PaymentMethodCreateParams>()({
  type: z.literal("card"),
  card,
  billing_details: billing.optional(),
  metadata: metadata.optional(),
});
const updateParams = params<Stripe.PaymentMethodUpdateParams>()({
  billing_details: billing.optional(),
  metadata: metadata.optional(),
});
const attachParams = params<Stripe.PaymentMethodAttachParams>()({ customer: text });
const listParams = params<Stripe.PaymentMethodListParams>()({
  ...page,
  customer: text.optional(),
  type: text.optional(),
});
const none = params<Stripe.PaymentMethodRetrieveParams>()({});

const ofCustomer = (call: Call, customer: string) => {
  call.state.get("customer", customer, "customer");
  return call.state.all("payment_method").filter((one) => one.customer === customer);
};

export const paymentMethodRoutes = [
  route("POST", "/v1/payment_methods", createParams, (call, asked) => {
    const made = newCard(call, asked.card);
    return call.state.put({
      ...made,
      billing_details: { ...made.billing_details, ...asked.billing_details },
      metadata: withMetadata({}, asked.metadata),
    });
  }),
  route("GET", "/v1/payment_methods", listParams, (call, asked) => {
    const all = asked.customer === undefined ? [] : ofCustomer(call, asked.customer);
    return listOf(all, asked, "/v1/payment_methods");
  }),
  route("GET", "/v1/payment_methods/:id", none, (call, _, id) => seen(call, id)),
  route("POST", "/v1/payment_methods/:id", updateParams, (call, asked, id) => {
    const old = known(call, id);
    const next = call.state.put({
      ...old,
      billing_details: { ...old.billing_details, ...asked.billing_details },
      metadata: withMetadata(old.metadata ?? {}, asked.metadata),
    });
    emit(call, { type: "payment_method.updated", object: next, previous: changesOf(old, next) });
    return next;
  }),
  route("POST", "/v1/payment_methods/:id/attach", attachParams, (call, asked, id) =>
    attach(call, id, asked.customer),
  ),
  route("POST", "/v1/payment_methods/:id/detach", none, (call, _, id) => detach(call, id)),
  route("GET", "/v1/customers/:id/payment_methods", listParams, (call, asked, id) =>
    listOf(ofCustomer(call, id), asked, `/v1/customers/${id}/payment_methods`),
  ),
  route("GET", "/v1/customers/:id/payment_methods/:method", none, (call, _, id, method) => {
    const found = call.state.get("payment_method", method);
    if (found.customer !== id) throw missing("payment_method", method);
    return found;
  }),
];

/** A card by what a form or a test token says. A number no test card has is refused as a wrong one. */
export function newCard(call: Call, asked: z.output<typeof card>): PaymentMethod {
  const { token, number = "", exp_month = "12", exp_year = "2034" } = asked;
  const test = token === undefined ? cardByNumber(number.replace(/\s/g, "")) : cardByToken(token);
  if (!test)
    throw declinedCard({ code: "incorrect_number", message: "Your card number is incorrect." });
  const expires = { month: Number(exp_month), year: Number(exp_year) };
  const made = call.state.put(blank(call, test, expires));
  call.state.setNote(noteOf(made.id), test.number);
  return made;
}

/** A payment method by its id; a test token such as `pm_card_visa` makes a new one. */
export function known(call: Call, id: string, param = "id"): PaymentMethod {
  const method = seen(call, id, param);
  if (call.state.note(detachedNote(id)) === undefined) return method;
  throw invalid(
    "The provided PaymentMethod was detached from a Customer. It may not be used again.",
    "payment_method_unexpected_state",
  );
}

/** Also one that was detached: it may be looked at, and nothing else. */
function seen(call: Call, id: string, param = "id"): PaymentMethod {
  if (cardByToken(id)) return newCard(call, { token: id });
  return call.state.get("payment_method", id, param);
}

/** Saves a method with a customer; a card that is refused everywhere is refused here too. */
export function attach(call: Call, id: string, customer: string, param = "id"): PaymentMethod {
  const method = known(call, id, param);
  call.state.get("customer", customer, "customer");
  if (method.customer === customer) return method;
  if (method.customer !== null) {
    throw invalid("The payment method you provided has already been attached to a customer.");
  }
  const { decline } = cardOf(call.state, method);
  if (decline) throw declinedCard(decline);
  const attached = call.state.put({ ...method, customer });
  emit(call, { type: "payment_method.attached", object: attached });
  return attached;
}

/** Which test card a method is, and so what it will do. */
export function cardOf(state: State, method: PaymentMethod): TestCard {
  const test = cardByNumber(state.note<string>(noteOf(method.id)) ?? "");
  if (!test) throw new Error(`${method.id} has no card`);
  return test;
}

/** The refusal of a card, with whatever of the payment belongs to it. */
export function declinedCard(decline: Decline, more: Partial<RefusalBody> = {}): Refusal {
  return new Refusal(402, {
    type: "card_error",
    code: decline.code,
    message: decline.message,
    ...(decline.declineCode && { decline_code: decline.declineCode }),
    ...more,
  });
}

function detach(call: Call, id: string): PaymentMethod {
  const old = call.state.get("payment_method", id);
  if (old.customer === null) {
    throw invalid(
      "The payment method you provided is not attached to a customer so detachment is impossible.",
    );
  }
  const owner = call.state.find("customer", old.customer);
  if (owner?.invoice_settings.default_payment_method === id) {
    const invoice_settings = { ...owner.invoice_settings, default_payment_method: null };
    call.state.put({ ...owner, invoice_settings });
  }
  const next = call.state.put({ ...old, customer: null });
  call.state.setNote(detachedNote(id), true);
  emit(call, {
    type: "payment_method.detached",
    object: next,
    previous: { customer: old.customer },
  });
  return next;
}

function detachedNote(id: string): string {
  return `detached ${id}`;
}

function noteOf(id: string): string {
  return `card ${id}`;
}

function blank(
  call: Call,
  test: TestCard,
  expires: { month: number; year: number },
): PaymentMethod {
  return {
    id: call.state.newId("pm"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    card: {
      brand: test.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: test.brand,
      exp_month: expires.month,
      exp_year: expires.year,
      fingerprint: letters(`fingerprint ${test.number}`, 16),
      funding: test.funding,
      generated_from: null,
      last4: test.number.slice(-4),
      networks: { available: [test.brand], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: call.at,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: "card",
  };
}
