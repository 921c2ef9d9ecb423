import { type Call, changesOf, emit } from "./call";
import { type Decline, outcomeOf } from "./cards";
import { refuseMoney, takeMoney } from "./charges";
import { takeDecline } from "./declined-next";
import { settleInvoice } from "./invoice-settle";
import { leaveFor } from "./leave";
import { attach, cardOf } from "./payment-methods";
import type { PaymentIntent, PaymentMethod } from "./wire";

export type Try = {
  method: PaymentMethod;
  /** The payer sits in front of it. */
  onSession: boolean;
  /** They have just proved who they are. */
  proved: boolean;
};

/** What a try came to; a refused one says why. */
export type Tried = { intent: PaymentIntent; decline?: Decline };

/**
 * Tries to take an intent's money once, and settles the invoice it belongs to. A refusal is written down
 * and returned, as its callers answer it differently.
 */
export function tryToPay(call: Call, old: PaymentIntent, how: Try): Tried {
  const { method, onSession, proved } = how;
  const card = cardOf(call.state, method);
  const setUp = call.state.note<boolean>(`set-up ${method.id}`) ?? false;
  const outcome = takeDecline(call, old.customer) ?? outcomeOf(card, { onSession, proved, setUp });
  const intent = { ...old, payment_method: method.id, last_payment_error: null, next_action: null };
  if (outcome === "proof") return { intent: needsProof(call, intent) };
  if (outcome === "paid") {
    const charge = takeMoney(call, { intent, method, card, proved });
    // The bank has seen the payer at a payment of theirs, as it would at saving the card.
    if (intent.setup_future_usage === "off_session" && onSession) keepMethod(call, intent, method);
    if (card.dispute) leaveFor(call, "dispute", { id: charge.id, seconds: 0 });
    return { intent: succeeded(call, intent, charge.id) };
  }
  const charge = refuseMoney(call, { intent, method, card, proved }, outcome);
  return {
    intent: failed(call, intent, { decline: outcome, method, chargeId: charge.id }),
    decline: outcome,
  };
}

/** The bank has seen the payer with this card: later payments need them no more. */
export function saveAsSetUp(call: Call, methodId: string): void {
  call.state.setNote(`set-up ${methodId}`, true);
}

/** The card a payer paid with is kept for later payments, where they paid as a customer. */
function keepMethod(call: Call, { customer }: PaymentIntent, method: PaymentMethod): void {
  if (customer !== null && method.customer === null) attach(call, method.id, customer);
  saveAsSetUp(call, method.id);
}

/** The payer did not prove who they are, or their bank did not believe them. */
export function failProof(call: Call, intent: PaymentIntent): PaymentIntent {
  const method = call.state.get("payment_method", intent.payment_method ?? "");
  return failed(call, intent, { decline: notProved, method, chargeId: null });
}

/** What an off-session payment is refused with when the payer's bank wants to see them. */
export const proofWanted: Decline = {
  code: "authentication_required",
  declineCode: "authentication_required",
  message: "Your card was declined. This transaction requires authentication.",
};

const notProved: Decline = {
  code: "payment_intent_authentication_failure",
  message:
    "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a " +
    "new PaymentMethod to attempt to fulfill this PaymentIntent again.",
};

function needsProof(call: Call, intent: PaymentIntent): PaymentIntent {
  const waiting = call.state.put<PaymentIntent>({
    ...intent,
    status: "requires_action",
    next_action: {
      type: "redirect_to_url",
      redirect_to_url: { url: `${call.baseUrl}/authenticate/${intent.id}`, return_url: null },
    },
  });
  emit(call, { type: "payment_intent.requires_action", object: waiting });
  return waiting;
}

function succeeded(call: Call, intent: PaymentIntent, chargeId: string): PaymentIntent {
  const paid = call.state.put<PaymentIntent>({
    ...intent,
    amount_received: intent.amount,
    latest_charge: chargeId,
    status: "succeeded",
  });
  emit(call, { type: "payment_intent.succeeded", object: paid });
  settleInvoice(call, paid);
  return paid;
}

type Failure = { decline: Decline; method: PaymentMethod; chargeId: string | null };

function failed(call: Call, old: PaymentIntent, failure: Failure): PaymentIntent {
  const { decline, method, chargeId } = failure;
  const intent = call.state.put<PaymentIntent>({
    ...old,
    last_payment_error: {
      type: chargeId === null ? "invalid_request_error" : "card_error",
      code: decline.code as NonNullable<PaymentIntent["last_payment_error"]>["code"],
      message: decline.message,
      payment_method: method as never,
      ...(decline.declineCode && { decline_code: decline.declineCode }),
      ...(chargeId !== null && { charge: chargeId }),
    },
    latest_charge: chargeId ?? old.latest_charge,
    next_action: null,
    payment_method: null,
    status: "requires_payment_method",
  });
  const previous = changesOf(old, intent);
  emit(call, { type: "payment_intent.payment_failed", object: intent, previous });
  return intent;
}
