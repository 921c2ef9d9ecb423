import { type Call, changesOf, emit } from "./call";
import { newInvoicePayment } from "./invoice-payments";
import { attempted, defaultPayment, markPaid } from "./invoice-settle";
import { canceled, newIntent, smallestPayment } from "./payment-intents";
import { declinedCard, known } from "./payment-methods";
import { type Tried, tryToPay } from "./payments";
import { invalid, Refusal } from "./refusal";
import { letters, type State } from "./state";
import { followFailed } from "./subscription-status";
import type { Invoice, PaymentIntent, PaymentMethod } from "./wire";

/**
 * Draft → open: a number, a page to pay at, and the intent that will pay it. With nothing to pay, or less
 * than a card can pay, it is paid at once and the rest goes to the customer's balance, as at Stripe.
 */
export function finalize(call: Call, id: string): Invoice {
  const draft = call.state.get("invoice", id);
  if (draft.status !== "draft") {
    throw invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.");
  }
  const open = opened(call, draft);
  emit(call, { type: "invoice.finalized", object: open, previous: changesOf(draft, open) });
  const due = open.total + open.starting_balance;
  if (due < smallestPayment) return paidByBalance(call, open, due);
  const intent = newIntent(call, {
    amount: due,
    currency: open.currency,
    customer: open.customer,
    description: `Payment for Invoice ${open.number ?? open.id}`,
    metadata: {},
    setup_future_usage: "off_session",
  });
  newInvoicePayment(call, open, intent.id);
  return open;
}

export type Paying = { methodId?: string; onSession: boolean; proved?: boolean };

/** Tries to take an open invoice's money; a refusal is counted and returned. */
export function attemptInvoice(call: Call, invoice: Invoice, how: Paying): Tried {
  const method = methodFor(call, invoice, how.methodId);
  const intent = intentOf(call.state, invoice);
  const { onSession, proved = false } = how;
  const tried = tryToPay(call, intent, { method, onSession, proved });
  if (tried.intent.status !== "succeeded") tellFailed(call, invoice.id, tried);
  return tried;
}

/** Pays an invoice as the API does: a refusal of the card is an error. */
export function pay(call: Call, id: string, how: Paying & { outside?: boolean }): Invoice {
  const known = call.state.get("invoice", id);
  if (known.status === "draft") finalize(call, id);
  const invoice = call.state.get("invoice", id);
  if (known.status === "draft" && invoice.status === "paid") return invoice;
  if (invoice.status === "paid") throw invalid("Invoice is already paid");
  assertCollectable(invoice);
  if (how.outside) return paidOutside(call, invoice);
  const { intent, decline } = attemptInvoice(call, invoice, how);
  if (decline) {
    const charge = intent.latest_charge === null ? {} : { charge: intent.latest_charge };
    throw declinedCard(decline, { payment_intent: intent, ...charge });
  }
  if (intent.status === "requires_action") {
    throw new Refusal(402, {
      type: "card_error",
      code: "invoice_payment_intent_requires_action",
      message:
        "This payment requires additional user action before it can be completed successfully. " +
        "Payment can be completed using the PaymentIntent associated with the invoice.",
      payment_intent: intent,
    });
  }
  return call.state.get("invoice", id);
}

/** Nothing is owed any more: an open invoice becomes void. */
export function voidInvoice(call: Call, id: string): Invoice {
  const old = call.state.get("invoice", id);
  assertCollectable(old);
  cancelPayment(call, id);
  return moved(call, old, "invoice.voided", {
    status: "void",
    status_transitions: { ...old.status_transitions, voided_at: call.at },
  });
}

/** Still owed, and given up for now; it may be paid later all the same. */
export function markUncollectible(call: Call, id: string): Invoice {
  const old = call.state.get("invoice", id);
  if (old.status !== "open") throw notOpen();
  return moved(call, old, "invoice.marked_uncollectible", {
    status: "uncollectible",
    status_transitions: { ...old.status_transitions, marked_uncollectible_at: call.at },
  });
}

/** The intent that pays an invoice. */
export function intentOf(state: State, invoice: Invoice): PaymentIntent {
  const payment = defaultPayment(state, invoice.id);
  return state.get("payment_intent", payment?.payment.payment_intent ?? "");
}

type Move = "invoice.marked_uncollectible" | "invoice.voided";

function moved(call: Call, old: Invoice, type: Move, change: Partial<Invoice>): Invoice {
  const next = call.state.put<Invoice>({ ...old, ...change, next_payment_attempt: null });
  const previous = changesOf(old, next);
  emit(call, { type: "invoice.updated", object: next, previous });
  emit(call, { type, object: next });
  return next;
}

function opened(call: Call, draft: Invoice): Invoice {
  const customer = call.state.get("customer", draft.customer ?? "");
  const sequence = customer.next_invoice_sequence ?? 1;
  call.state.put({ ...customer, currency: draft.currency, next_invoice_sequence: sequence + 1 });
  const due = Math.max(0, draft.total + customer.balance);
  const token = letters(`page ${draft.id}`, 24);
  return call.state.put<Invoice>({
    ...draft,
    amount_due: due,
    amount_remaining: due,
    effective_at: draft.effective_at ?? call.at,
    ending_balance: 0,
    hosted_invoice_url: `${call.baseUrl}/invoice/${draft.id}/${token}`,
    invoice_pdf: `${call.baseUrl}/invoice/${draft.id}/${token}/pdf`,
    number: draft.number ?? `${customer.invoice_prefix}-${String(sequence).padStart(4, "0")}`,
    starting_balance: customer.balance,
    status: "open",
    status_transitions: { ...draft.status_transitions, finalized_at: call.at },
  });
}

function paidByBalance(call: Call, open: Invoice, left: number): Invoice {
  const customer = call.state.get("customer", open.customer ?? "");
  call.state.put({ ...customer, balance: left });
  const next = {
    ...open,
    amount_due: 0,
    amount_remaining: 0,
    attempted: true,
    ending_balance: left,
  };
  return markPaid(call, next);
}

function paidOutside(call: Call, invoice: Invoice): Invoice {
  cancelPayment(call, invoice.id);
  const amount = invoice.amount_due;
  return markPaid(call, { ...invoice, amount_paid: amount, amount_paid_off_stripe: amount });
}

function cancelPayment(call: Call, invoiceId: string): void {
  const payment = defaultPayment(call.state, invoiceId);
  if (payment?.status !== "open") return;
  const intent = call.state.get("payment_intent", payment.payment.payment_intent ?? "");
  canceled(call, intent, "void_invoice");
  const status_transitions = { canceled_at: call.at, paid_at: null };
  call.state.put({ ...payment, status: "canceled", status_transitions });
}

/**
 * The payer's bank did not believe them, or they called it off: the try that asked for them has failed. It was
 * counted when it asked.
 */
export function failInvoiceProof(call: Call, invoiceId: string): void {
  const invoice = call.state.get("invoice", invoiceId);
  emit(call, { type: "invoice.payment_failed", object: invoice });
}

function tellFailed(call: Call, invoiceId: string, { intent }: Tried): void {
  const old = call.state.get("invoice", invoiceId);
  const next = call.state.put({ ...old, ...attempted(old) });
  emit(call, { type: "invoice.updated", object: next, previous: changesOf(old, next) });
  const asks = intent.status === "requires_action";
  emit(call, {
    type: asks ? "invoice.payment_action_required" : "invoice.payment_failed",
    object: next,
  });
  followFailed(call, next);
}

function methodFor(call: Call, invoice: Invoice, asked: string | undefined): PaymentMethod {
  const customer = call.state.get("customer", invoice.customer ?? "");
  const usual = customer.invoice_settings.default_payment_method;
  const wanted = asked ?? invoice.default_payment_method ?? usual;
  if (wanted) return known(call, wanted, "payment_method");
  throw invalid(
    "There is no `default_payment_method` set on this Customer or Invoice. Please set either an Invoice " +
      "or Customer `default_payment_method`.",
    "missing",
  );
}

function assertCollectable({ status }: Invoice): void {
  if (status !== "open" && status !== "uncollectible") throw notOpen();
}

function notOpen(): Refusal {
  return invalid(
    "You can only pass in open invoices. This invoice isn't open.",
    "invoice_not_open",
  );
}
