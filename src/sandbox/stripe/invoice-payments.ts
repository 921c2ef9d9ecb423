import type Stripe from "stripe";
import { z } from "zod";
import type { Call } from "./call";
import { isCreatedIn, listOf, wholeList } from "./lists";
import { created, page, params, text } from "./params";
import { route } from "./route";
import type { State } from "./state";
import type { Invoice, InvoicePayment } from "./wire";

const payment = z.strictObject({ type: text, payment_intent: text.optional() });

const listParams = params<Stripe.InvoicePaymentListParams>()({
  ...page,
  created,
  invoice: text.optional(),
  payment: payment.optional(),
  status: z.enum(["canceled", "open", "paid"]).optional(),
});
const none = params<Stripe.InvoicePaymentRetrieveParams>()({});

export const invoicePaymentRoutes = [
  route("GET", "/v1/invoice_payments", listParams, (call, asked) => {
    const intent = asked.payment?.payment_intent;
    const wanted = call.state
      .all("invoice_payment")
      .filter(isCreatedIn(asked.created))
      .filter(({ invoice }) => asked.invoice === undefined || invoice === asked.invoice)
      .filter(({ status }) => asked.status === undefined || status === asked.status)
      .filter((one) => intent === undefined || one.payment.payment_intent === intent);
    return listOf(wanted, asked, "/v1/invoice_payments");
  }),
  route("GET", "/v1/invoice_payments/:id", none, (call, _, id) =>
    call.state.get("invoice_payment", id),
  ),
];

/** The payments of an invoice, which it shows when it is asked to. */
export function paymentsOf(state: State, invoiceId: string) {
  const payments = state.all("invoice_payment").filter(({ invoice }) => invoice === invoiceId);
  return wholeList(payments, `/v1/invoice_payments?invoice=${invoiceId}`);
}

/** What links an invoice to the intent that pays it. */
export function newInvoicePayment(call: Call, invoice: Invoice, intentId: string): InvoicePayment {
  return call.state.put({
    id: call.state.newId("inpay"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: call.at,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: "payment_intent", payment_intent: intentId },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  });
}
