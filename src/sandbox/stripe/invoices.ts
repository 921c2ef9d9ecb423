import type Stripe from "stripe";
import { z } from "zod";
import { type Call, changesOf, emit } from "./call";
import { blankInvoice } from "./invoice-blank";
import { takePending } from "./invoice-items";
import { assertDraft, lineOfParams, linesOf, newLine, withLines } from "./invoice-lines";
import { finalize, intentOf, markUncollectible, pay, voidInvoice } from "./invoice-moves";
import { isCreatedIn, listOf } from "./lists";
import {
  clearable,
  created,
  flag,
  integer,
  metadata,
  page,
  params,
  text,
  withMetadata,
} from "./params";
import { invalid } from "./refusal";
import { route } from "./route";
import type { State } from "./state";
import type { Invoice } from "./wire";

const collection = z.enum(["charge_automatically", "send_invoice"]);
const status = z.enum(["draft", "open", "paid", "uncollectible", "void"]);

const fields = {
  auto_advance: flag.optional(),
  collection_method: collection.optional(),
  days_until_due: integer.optional(),
  default_payment_method: text.optional(),
  description: clearable.optional(),
  due_date: integer.optional(),
  footer: clearable.optional(),
  metadata: metadata.optional(),
  number: text.optional(),
};

const createParams = params<Stripe.InvoiceCreateParams>()({
  ...fields,
  currency: text.optional(),
  customer: text,
  pending_invoice_items_behavior: z.enum(["exclude", "include"]).optional(),
});
const updateParams = params<Stripe.InvoiceUpdateParams>()(fields);
const listParams = params<Stripe.InvoiceListParams>()({
  ...page,
  collection_method: collection.optional(),
  created,
  customer: text.optional(),
  status: status.optional(),
  subscription: text.optional(),
});
const addLinesParams = params<Stripe.InvoiceAddLinesParams>()({
  invoice_metadata: metadata.optional(),
  lines: z.array(newLine),
});
const finalizeParams = params<Stripe.InvoiceFinalizeInvoiceParams>()({
  auto_advance: flag.optional(),
});
const payParams = params<Stripe.InvoicePayParams>()({
  off_session: flag.optional(),
  paid_out_of_band: flag.optional(),
  payment_method: text.optional(),
});
const linesParams = params<Stripe.InvoiceListLineItemsParams>()(page);
const none = params<Stripe.InvoiceRetrieveParams>()({});

export const invoiceRoutes = [
  route("POST", "/v1/invoices", createParams, (call, asked) => makeInvoice(call, asked)),
  route("GET", "/v1/invoices", listParams, (call, asked) => {
    const method = asked.collection_method;
    const wanted = call.state
      .all("invoice")
      .filter(isCreatedIn(asked.created))
      .filter(({ customer }) => asked.customer === undefined || customer === asked.customer)
      .filter((one) => asked.status === undefined || one.status === asked.status)
      .filter((one) => method === undefined || one.collection_method === method)
      .filter((one) => isOf(one, asked.subscription));
    return listOf(wanted, asked, "/v1/invoices");
  }),
  route("GET", "/v1/invoices/:id", none, (call, _, id) => call.state.get("invoice", id)),
  route("POST", "/v1/invoices/:id", updateParams, (call, { expand: _, ...asked }, id) => {
    const old = call.state.get("invoice", id);
    // Of a finalized invoice only its metadata and the like may still change.
    const { metadata, auto_advance, default_payment_method, description, ...fixed } = asked;
    if (Object.values(fixed).some((value) => value !== undefined)) assertDraft(old);
    return updated(call, old, changed(call, old, asked));
  }),
  route("DELETE", "/v1/invoices/:id", none, (call, _, id) => {
    const invoice = call.state.get("invoice", id);
    if (invoice.status !== "draft") {
      throw invalid("You can only delete draft invoices. To cancel this one, void it.");
    }
    call.state.remove(id);
    emit(call, { type: "invoice.deleted", object: invoice });
    return { id, object: "invoice", deleted: true };
  }),
  route("GET", "/v1/invoices/:id/lines", linesParams, (call, asked, id) => {
    call.state.get("invoice", id);
    return listOf(linesOf(call.state, id), asked, `/v1/invoices/${id}/lines`);
  }),
  route("POST", "/v1/invoices/:id/add_lines", addLinesParams, (call, asked, id) => {
    const old = call.state.get("invoice", id);
    assertDraft(old);
    const added = asked.lines.map((line) => lineOfParams(call, line, old));
    const next = withLines(call, old, [...linesOf(call.state, id), ...added]);
    const metadata = withMetadata(old.metadata ?? {}, asked.invoice_metadata);
    return updated(call, old, { ...next, metadata });
  }),
  route("POST", "/v1/invoices/:id/finalize", finalizeParams, (call, _, id) => finalize(call, id)),
  route("POST", "/v1/invoices/:id/pay", payParams, (call, asked, id) =>
    pay(call, id, {
      methodId: asked.payment_method,
      onSession: asked.off_session === false,
      outside: asked.paid_out_of_band,
    }),
  ),
  route("POST", "/v1/invoices/:id/send", none, (call, _, id) => {
    const { status } = call.state.get("invoice", id);
    const sent = status === "draft" ? finalize(call, id) : call.state.get("invoice", id);
    emit(call, { type: "invoice.sent", object: sent });
    return sent;
  }),
  route("POST", "/v1/invoices/:id/void", none, (call, _, id) => voidInvoice(call, id)),
  route("POST", "/v1/invoices/:id/mark_uncollectible", none, (call, _, id) =>
    markUncollectible(call, id),
  ),
];

/** The secret a page of ours would pay an invoice with; shown when it is asked for. */
export function confirmationSecretOf(state: State, id: string) {
  const invoice = state.get("invoice", id);
  if (invoice.status !== "open") return null;
  const { client_secret } = intentOf(state, invoice);
  return { client_secret, type: "payment_intent" };
}

function isOf({ parent }: Invoice, subscription: string | undefined): boolean {
  return subscription === undefined || parent?.subscription_details?.subscription === subscription;
}

type Asked = Omit<z.output<typeof updateParams>, "expand">;

function makeInvoice(call: Call, { expand: _, ...asked }: z.output<typeof createParams>): Invoice {
  const customer = call.state.get("customer", asked.customer, "customer");
  const { currency = customer.currency ?? "usd", pending_invoice_items_behavior, ...rest } = asked;
  const made = blankInvoice(call, { currency, customer: customer.id });
  const owned: Invoice = {
    ...made,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_tax_exempt: customer.tax_exempt ?? "none",
  };
  call.state.put(changed(call, owned, rest));
  if (pending_invoice_items_behavior === "include") takePending(call, made.id, customer.id);
  const invoice = call.state.get("invoice", made.id);
  emit(call, { type: "invoice.created", object: invoice });
  return invoice;
}

function changed(call: Call, invoice: Invoice, asked: Asked): Invoice {
  const { metadata, days_until_due, due_date, number, ...rest } = asked;
  const due = due_date ?? (days_until_due && call.at + days_until_due * 86_400);
  const said = Object.entries(rest).filter(
    ([key, value]) => key !== "customer" && value !== undefined,
  );
  return {
    ...invoice,
    ...Object.fromEntries(said),
    ...(number !== undefined && { number }),
    due_date: due ?? invoice.due_date,
    metadata: withMetadata(invoice.metadata ?? {}, metadata),
  };
}

function updated(call: Call, old: Invoice, next: Invoice): Invoice {
  call.state.put(next);
  emit(call, { type: "invoice.updated", object: next, previous: changesOf(old, next) });
  return next;
}
