import type Stripe from "stripe";
import { z } from "zod";
import { move } from "./balance";
import { type Call, changesOf, emit } from "./call";
import { leaveFor } from "./leave";
import { isCreatedIn, listOf } from "./lists";
import { created, integer, metadata, page, params, text, withMetadata } from "./params";
import { cardOf } from "./payment-methods";
import { invalid } from "./refusal";
import { route } from "./route";
import type { Charge, Refund } from "./wire";

const reason = z.enum(["duplicate", "fraudulent", "requested_by_customer"]);

const createParams = params<Stripe.RefundCreateParams>()({
  amount: integer.optional(),
  charge: text.optional(),
  payment_intent: text.optional(),
  metadata: metadata.optional(),
  reason: reason.optional(),
});
const updateParams = params<Stripe.RefundUpdateParams>()({ metadata: metadata.optional() });
const listParams = params<Stripe.RefundListParams>()({
  ...page,
  created,
  charge: text.optional(),
  payment_intent: text.optional(),
});
const none = params<Stripe.RefundRetrieveParams>()({});

export const refundRoutes = [
  route("POST", "/v1/refunds", createParams, (call, asked) => {
    const charge = chargeOf(call, asked.charge, asked.payment_intent);
    return refund(call, charge, {
      amount: asked.amount,
      reason: asked.reason ?? null,
      metadata: withMetadata({}, asked.metadata),
    });
  }),
  route("GET", "/v1/refunds", listParams, (call, asked) => {
    const wanted = call.state
      .all("refund")
      .filter(isCreatedIn(asked.created))
      .filter(({ charge }) => asked.charge === undefined || charge === asked.charge)
      .filter(
        (one) => asked.payment_intent === undefined || one.payment_intent === asked.payment_intent,
      );
    return listOf(wanted, asked, "/v1/refunds");
  }),
  route("GET", "/v1/refunds/:id", none, (call, _, id) => call.state.get("refund", id)),
  route("POST", "/v1/refunds/:id", updateParams, (call, asked, id) => {
    const old = call.state.get("refund", id);
    const next = { ...old, metadata: withMetadata(old.metadata ?? {}, asked.metadata) };
    return updated(call, old, next);
  }),
];

type Refunding = {
  amount?: number;
  reason: Refund["reason"];
  metadata: Record<string, string>;
};

// A test card's refund turns so many seconds later, unless its bank was said to take longer.
const turnsAfter = 10;

/** Where it is noted how long a customer's bank takes. */
export function refundsTake(customer: string): string {
  return `refunds-take ${customer}`;
}

/** Gives money of a charge back, at most what is left of it. */
export function refund(call: Call, charge: Charge, asked: Refunding): Refund {
  const amount = asked.amount ?? charge.amount - charge.amount_refunded;
  assertRefundable(charge, amount);
  const method = call.state.find("payment_method", charge.payment_method ?? "");
  const behaviour = method ? cardOf(call.state, method).refund : undefined;
  const made = blank(call, charge, { ...asked, amount });
  const booked = move(call, {
    amount: -amount,
    currency: charge.currency,
    type: "refund",
    category: "refund",
    source: made.id,
    description: `REFUND FOR CHARGE (${charge.description ?? charge.id})`,
  });
  const status = behaviour === "pending" ? "pending" : "succeeded";
  const stored = call.state.put({ ...made, balance_transaction: booked.id, status });
  emit(call, { type: "refund.created", object: stored });
  tellRefunded(call, charge, amount);
  if (behaviour === "pending") {
    const said = charge.customer && call.state.note<number>(refundsTake(`${charge.customer}`));
    leaveFor(call, "refund-succeeds", { id: stored.id, seconds: said || turnsAfter });
  }
  if (behaviour === "fails") leaveFor(call, "refund-fails", { id: stored.id, seconds: turnsAfter });
  return stored;
}

/** A refund that was on its way arrives. */
export function settleRefund(call: Call, id: string): void {
  const old = call.state.get("refund", id);
  if (old.status === "pending") updated(call, old, { ...old, status: "succeeded" });
}

/** A refund comes back, also one that seemed to have arrived: its money is on the balance again. */
export function failRefund(call: Call, id: string, why: string): void {
  const old = call.state.get("refund", id);
  if (old.status === "failed") return;
  const charge = call.state.get("charge", old.charge ?? "");
  const booked = move(call, {
    amount: old.amount,
    currency: old.currency,
    type: "refund_failure",
    category: "refund_failure",
    source: id,
    description: `REFUND FAILURE FOR CHARGE (${charge.description ?? charge.id})`,
  });
  call.state.put(refundedBy(charge, -old.amount));
  const next = updated(call, old, {
    ...old,
    failure_balance_transaction: booked.id,
    failure_reason: why,
    status: "failed",
  });
  emit(call, { type: "refund.failed", object: next });
}

function updated(call: Call, old: Refund, next: Refund): Refund {
  call.state.put(next);
  const previous = changesOf(old, next);
  emit(call, { type: "refund.updated", object: next, previous });
  emit(call, { type: "charge.refund.updated", object: next, previous });
  return next;
}

function tellRefunded(call: Call, charge: Charge, amount: number): void {
  const next = call.state.put(refundedBy(charge, amount));
  emit(call, { type: "charge.refunded", object: next, previous: changesOf(charge, next) });
}

function refundedBy(charge: Charge, amount: number): Charge {
  const amount_refunded = charge.amount_refunded + amount;
  return { ...charge, amount_refunded, refunded: amount_refunded === charge.amount };
}

function assertRefundable(charge: Charge, amount: number): void {
  if (!charge.paid) throw invalid(`Charge ${charge.id} has not been paid.`);
  if (charge.refunded) {
    throw invalid(`Charge ${charge.id} has already been refunded.`, "charge_already_refunded");
  }
  if (charge.disputed) {
    throw invalid(
      `Charge ${charge.id} has been charged back; cannot issue a refund.`,
      "charge_disputed",
    );
  }
  if (amount < 1) throw invalid("Invalid positive integer", "parameter_invalid_integer", "amount");
  const left = charge.amount - charge.amount_refunded;
  if (amount > left) {
    const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`;
    throw invalid(message, undefined, "amount");
  }
}

function chargeOf(call: Call, charge: string | undefined, intent: string | undefined): Charge {
  if (charge !== undefined) return call.state.get("charge", charge, "charge");
  if (intent === undefined) {
    throw invalid(
      "One of the following params should be provided for this request: payment_intent or charge.",
    );
  }
  const { latest_charge } = call.state.get("payment_intent", intent, "payment_intent");
  if (latest_charge === null) {
    throw invalid(`This PaymentIntent (${intent}) does not have a successful charge to refund.`);
  }
  return call.state.get("charge", latest_charge);
}

function blank(call: Call, charge: Charge, asked: Refunding & { amount: number }): Refund {
  return {
    id: call.state.newId("re"),
    object: "refund",
    amount: asked.amount,
    balance_transaction: null,
    charge: charge.id,
    created: call.at,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: { card: { type: "refund", reference_status: "pending" }, type: "card" },
    metadata: asked.metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: asked.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: "succeeded",
    transfer_reversal: null,
  };
}
