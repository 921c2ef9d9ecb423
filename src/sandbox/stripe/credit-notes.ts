import type Stripe from "stripe";
import { z } from "zod";
import { type Call, changesOf, emit } from "./call";
import { defaultPayment, markPaid } from "./invoice-settle";
import { isCreatedIn, listOf, wholeList } from "./lists";
import { created, integer, metadata, page, params, text, withMetadata } from "./params";
import { refund } from "./refunds";
import { invalid } from "./refusal";
import { route } from "./route";
import type { CreditNote, CreditNoteLine, Invoice } from "./wire";

const reason = z.enum(["duplicate", "fraudulent", "order_change", "product_unsatisfactory"]);

const line = z.strictObject({
  type: z.enum(["custom_line_item", "invoice_line_item"]),
  amount: integer.optional(),
  description: text.optional(),
  invoice_line_item: text.optional(),
  quantity: integer.optional(),
  unit_amount: integer.optional(),
});

const createParams = params<Stripe.CreditNoteCreateParams>()({
  invoice: text,
  amount: integer.optional(),
  credit_amount: integer.optional(),
  lines: z.array(line).optional(),
  memo: text.optional(),
  metadata: metadata.optional(),
  out_of_band_amount: integer.optional(),
  reason: reason.optional(),
  refund_amount: integer.optional(),
});
const listParams = params<Stripe.CreditNoteListParams>()({
  ...page,
  created,
  customer: text.optional(),
  invoice: text.optional(),
});
const none = params<Stripe.CreditNoteRetrieveParams>()({});

export const creditNoteRoutes = [
  route("POST", "/v1/credit_notes", createParams, (call, asked) => issue(call, asked)),
  route("GET", "/v1/credit_notes", listParams, (call, asked) => {
    const wanted = call.state
      .all("credit_note")
      .filter(isCreatedIn(asked.created))
      .filter(({ customer }) => asked.customer === undefined || customer === asked.customer)
      .filter(({ invoice }) => asked.invoice === undefined || invoice === asked.invoice);
    return listOf(wanted, asked, "/v1/credit_notes");
  }),
  route("GET", "/v1/credit_notes/:id", none, (call, _, id) => call.state.get("credit_note", id)),
  route("POST", "/v1/credit_notes/:id/void", none, (call, _, id) => voided(call, id)),
];

type Asked = z.output<typeof createParams>;

function issue(call: Call, asked: Asked): CreditNote {
  const invoice = call.state.get("invoice", asked.invoice, "invoice");
  if (invoice.status !== "open" && invoice.status !== "paid") {
    throw invalid("A credit note can only be made for an open or a paid invoice.");
  }
  const lines = (asked.lines ?? []).map((one) => lineOf(call, one));
  const amount = asked.lines
    ? lines.reduce((sum, { amount }) => sum + amount, 0)
    : (asked.amount ?? 0);
  assertCreditable(invoice, amount);
  const note = call.state.put(blank(call, invoice, { asked, amount, lines }));
  const settled =
    invoice.status === "open" ? lowered(call, invoice, note) : returned(call, note, asked);
  emit(call, { type: "credit_note.created", object: settled });
  return settled;
}

/** Less is owed on an open invoice; one with nothing left to pay is paid. */
function lowered(call: Call, invoice: Invoice, note: CreditNote): CreditNote {
  const payment = defaultPayment(call.state, invoice.id);
  const intent = call.state.get("payment_intent", payment?.payment.payment_intent ?? "");
  const next: Invoice = {
    ...invoice,
    amount_due: invoice.amount_due - note.amount,
    amount_remaining: invoice.amount_remaining - note.amount,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + note.amount,
  };
  call.state.put({ ...intent, amount: next.amount_due });
  if (payment) call.state.put({ ...payment, amount_requested: next.amount_due });
  if (next.amount_due === 0) markPaid(call, next);
  else tellUpdated(call, invoice, next);
  return note;
}

/** Of a paid invoice: the money goes back to the card, to the customer's balance, or outside. */
function returned(call: Call, note: CreditNote, asked: Asked): CreditNote {
  const { refund_amount = 0, credit_amount = 0, out_of_band_amount = 0 } = asked;
  if (refund_amount + credit_amount + out_of_band_amount !== note.amount) {
    throw invalid(
      "The sum of credit amount, refund amount and out of band amount must equal the amount.",
    );
  }
  const invoice = call.state.get("invoice", note.invoice);
  const post = invoice.post_payment_credit_notes_amount + note.amount;
  tellUpdated(call, invoice, { ...invoice, post_payment_credit_notes_amount: post });
  if (credit_amount > 0) {
    const customer = call.state.get("customer", note.customer);
    call.state.put({ ...customer, balance: customer.balance - credit_amount });
  }
  return refund_amount === 0 ? note : call.state.put(refundedBy(call, note, refund_amount));
}

function refundedBy(call: Call, note: CreditNote, amount: number): CreditNote {
  const payment = defaultPayment(call.state, note.invoice);
  const intent = call.state.get("payment_intent", payment?.payment.payment_intent ?? "");
  const charge = call.state.get("charge", intent.latest_charge ?? "");
  const made = refund(call, charge, { amount, reason: null, metadata: {} });
  const refunds: CreditNote["refunds"] = [
    { amount_refunded: amount, payment_record_refund: null, refund: made.id, type: "refund" },
  ];
  return { ...note, refunds };
}

function voided(call: Call, id: string): CreditNote {
  const old = call.state.get("credit_note", id);
  const invoice = call.state.get("invoice", old.invoice);
  if (old.status === "void") throw invalid("This credit note has already been voided.");
  if (invoice.status !== "open") {
    throw invalid("You can only void a credit note of an open invoice.");
  }
  const left = invoice.amount_due + old.amount;
  tellUpdated(call, invoice, {
    ...invoice,
    amount_due: left,
    amount_remaining: left,
    pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount - old.amount,
  });
  const payment = defaultPayment(call.state, invoice.id);
  const intent = call.state.get("payment_intent", payment?.payment.payment_intent ?? "");
  call.state.put({ ...intent, amount: left });
  if (payment) call.state.put({ ...payment, amount_requested: left });
  const next = call.state.put<CreditNote>({ ...old, status: "void", voided_at: call.at });
  emit(call, { type: "credit_note.voided", object: next });
  return next;
}

function tellUpdated(call: Call, old: Invoice, next: Invoice): void {
  call.state.put(next);
  emit(call, { type: "invoice.updated", object: next, previous: changesOf(old, next) });
}

function assertCreditable(invoice: Invoice, amount: number): void {
  if (amount < 1) throw invalid("A credit note needs a positive amount.", undefined, "amount");
  const left =
    invoice.status === "open"
      ? invoice.amount_remaining
      : invoice.amount_paid - invoice.post_payment_credit_notes_amount;
  if (amount <= left) return;
  const message = `The credit note's amount (${amount}) is greater than what is left of the invoice (${left}).`;
  throw invalid(message, undefined, "amount");
}

function lineOf(call: Call, asked: z.output<typeof line>): CreditNoteLine {
  const { quantity = 1, unit_amount = null } = asked;
  return {
    id: call.state.newId("cnli"),
    object: "credit_note_line_item",
    amount: asked.amount ?? quantity * (unit_amount ?? 0),
    description: asked.description ?? null,
    discount_amount: 0,
    discount_amounts: [],
    ...(asked.invoice_line_item !== undefined && { invoice_line_item: asked.invoice_line_item }),
    livemode: false,
    metadata: {},
    pretax_credit_amounts: [],
    quantity,
    tax_rates: [],
    taxes: [],
    type: asked.type,
    unit_amount,
    unit_amount_decimal: unit_amount === null ? null : String(unit_amount),
  };
}

type Parts = { asked: Asked; amount: number; lines: CreditNoteLine[] };

/** What every one has when it is new. */
const fixed = {
  amount_shipping: 0,
  customer_account: null,
  customer_balance_transaction: null,
  discount_amount: 0,
  discount_amounts: [],
  livemode: false,
  pretax_credit_amounts: [],
  refunds: [],
  shipping_cost: null,
  status: "issued",
  total_taxes: [],
  voided_at: null,
} satisfies Partial<CreditNote>;

function blank(call: Call, invoice: Invoice, { asked, amount, lines }: Parts): CreditNote {
  const id = call.state.newId("cn");
  const count = call.state.all("credit_note").filter((one) => one.invoice === invoice.id).length;
  const open = invoice.status === "open";
  return {
    ...fixed,
    id,
    object: "credit_note",
    amount,
    created: call.at,
    currency: invoice.currency,
    customer: invoice.customer ?? "",
    effective_at: call.at,
    invoice: invoice.id,
    lines: wholeList(lines, `/v1/credit_notes/${id}/lines`),
    memo: asked.memo ?? null,
    metadata: withMetadata({}, asked.metadata),
    number: `${invoice.number}-CN-${String(count + 1).padStart(2, "0")}`,
    out_of_band_amount: asked.out_of_band_amount ?? null,
    pdf: `${call.baseUrl}/credit-notes/${id}/pdf`,
    post_payment_amount: open ? 0 : amount,
    pre_payment_amount: open ? amount : 0,
    reason: asked.reason ?? null,
    subtotal: amount,
    subtotal_excluding_tax: amount,
    total: amount,
    total_excluding_tax: amount,
    type: open ? "pre_payment" : "post_payment",
  };
}
