import { type Call, changesOf, emit } from "./call";
import type { State } from "./state";
import { followPaid } from "./subscription-status";
import type { Invoice, InvoicePayment, PaymentIntent } from "./wire";

/** The payment of an invoice that Stripe made when it was finalized. */
export function defaultPayment(state: State, invoiceId: string): InvoicePayment | undefined {
  return state
    .all("invoice_payment")
    .find(({ invoice, is_default }) => is_default && invoice === invoiceId);
}

/** The invoice an intent pays, if it pays one: they are linked by the invoice's payment alone. */
export function paymentOf(state: State, intentId: string): InvoicePayment | undefined {
  return state.all("invoice_payment").find(({ payment }) => payment.payment_intent === intentId);
}

/** Marks the invoice of a paid intent as paid. */
export function settleInvoice(call: Call, intent: PaymentIntent): void {
  const payment = paymentOf(call.state, intent.id);
  if (!payment) return;
  const paid = call.state.put<InvoicePayment>({
    ...payment,
    amount_paid: intent.amount,
    status: "paid",
    status_transitions: { canceled_at: null, paid_at: call.at },
  });
  emit(call, { type: "invoice_payment.paid", object: paid });
  const invoice = call.state.get("invoice", payment.invoice);
  markPaid(call, { ...invoice, ...attempted(invoice), amount_paid: intent.amount });
}

/** An invoice with nothing more to pay. */
export function markPaid(call: Call, invoice: Invoice): Invoice {
  const old = call.state.get("invoice", invoice.id);
  const paid = call.state.put<Invoice>({
    ...invoice,
    amount_remaining: 0,
    next_payment_attempt: null,
    status: "paid",
    status_transitions: { ...invoice.status_transitions, paid_at: call.at },
  });
  emit(call, { type: "invoice.updated", object: paid, previous: changesOf(old, paid) });
  emit(call, { type: "invoice.paid", object: paid });
  emit(call, { type: "invoice.payment_succeeded", object: paid });
  followPaid(call, paid);
  return paid;
}

/** One more attempt was made. */
export function attempted({ attempt_count }: Invoice) {
  return { attempted: true, attempt_count: attempt_count + 1 };
}
