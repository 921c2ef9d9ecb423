import type Stripe from "stripe";
import { type Call, changesOf, emit } from "./call";
import { assertDraft, lineFields, lineOfItem, linesOf, withLines } from "./invoice-lines";
import { isCreatedIn, listOf } from "./lists";
import { created, flag, integer, metadata, page, params, text, withMetadata } from "./params";
import { invalid } from "./refusal";
import { route } from "./route";
import type { InvoiceItem } from "./wire";

const createParams = params<Stripe.InvoiceItemCreateParams>()({
  ...lineFields,
  currency: text.optional(),
  customer: text.optional(),
  invoice: text.optional(),
});
const updateParams = params<Stripe.InvoiceItemUpdateParams>()({
  amount: integer.optional(),
  description: text.optional(),
  metadata: metadata.optional(),
});
const listParams = params<Stripe.InvoiceItemListParams>()({
  ...page,
  created,
  customer: text.optional(),
  invoice: text.optional(),
  pending: flag.optional(),
});
const none = params<Stripe.InvoiceItemRetrieveParams>()({});

export const invoiceItemRoutes = [
  route("POST", "/v1/invoiceitems", createParams, (call, asked) => {
    const invoice =
      asked.invoice === undefined ? undefined : call.state.get("invoice", asked.invoice, "invoice");
    const customer = asked.customer ?? invoice?.customer;
    if (!customer)
      throw invalid("Missing required param: customer.", "parameter_missing", "customer");
    const owner = call.state.get("customer", customer, "customer");
    const currency = invoice?.currency ?? asked.currency ?? owner.currency ?? "usd";
    const item = call.state.put(blank(call, { ...asked, customer, currency }));
    emit(call, { type: "invoiceitem.created", object: item });
    if (item.invoice !== null) rewrite(call, item.invoice, item);
    return item;
  }),
  route("GET", "/v1/invoiceitems", listParams, (call, asked) => {
    const wanted = call.state
      .all("invoiceitem")
      .filter(({ date }) => isCreatedIn(asked.created)({ created: date }))
      .filter(({ customer }) => asked.customer === undefined || customer === asked.customer)
      .filter(({ invoice }) => asked.invoice === undefined || invoice === asked.invoice)
      .filter(({ invoice }) => asked.pending === undefined || (invoice === null) === asked.pending);
    return listOf(wanted, asked, "/v1/invoiceitems");
  }),
  route("GET", "/v1/invoiceitems/:id", none, (call, _, id) => call.state.get("invoiceitem", id)),
  route("POST", "/v1/invoiceitems/:id", updateParams, (call, asked, id) => {
    const old = call.state.get("invoiceitem", id);
    if (old.invoice !== null) assertDraft(call.state.get("invoice", old.invoice));
    const next = call.state.put({
      ...old,
      amount: asked.amount ?? old.amount,
      description: asked.description ?? old.description,
      metadata: withMetadata(old.metadata ?? {}, asked.metadata),
    });
    if (next.invoice !== null) rewrite(call, next.invoice, next);
    return next;
  }),
  route("DELETE", "/v1/invoiceitems/:id", none, (call, _, id) => {
    const item = call.state.get("invoiceitem", id);
    if (item.invoice !== null) rewrite(call, item.invoice, { ...item, amount: 0 }, true);
    call.state.remove(id);
    emit(call, { type: "invoiceitem.deleted", object: item });
    return { id, object: "invoiceitem", deleted: true };
  }),
];

/** Takes the items that wait for their customer's next invoice onto a draft. */
export function takePending(call: Call, invoiceId: string, customer: string): void {
  const pending = call.state
    .all("invoiceitem")
    .filter((item) => item.customer === customer && item.invoice === null)
    .toReversed();
  for (const item of pending)
    rewrite(call, invoiceId, call.state.put({ ...item, invoice: invoiceId }));
}

/** Writes an item onto its draft, in place of what it said before, or takes it off. */
function rewrite(call: Call, invoiceId: string, item: InvoiceItem, gone = false): void {
  const invoice = call.state.get("invoice", invoiceId, "invoice");
  assertDraft(invoice);
  const lines = linesOf(call.state, invoiceId);
  const at = lines.findIndex(
    ({ parent }) =>
      (parent?.invoice_item_details ?? parent?.subscription_item_details)?.invoice_item === item.id,
  );
  const line = gone ? [] : [lineOfItem(call, item, invoiceId)];
  const next = at < 0 ? [...lines, ...line] : lines.toSpliced(at, 1, ...line);
  const written = call.state.put(withLines(call, invoice, next));
  emit(call, { type: "invoice.updated", object: written, previous: changesOf(invoice, written) });
}

type NewItem = {
  amount: number;
  currency: string;
  customer: string;
  description?: string;
  invoice?: string;
  metadata?: Parameters<typeof withMetadata>[1];
  period?: { start: number; end: number };
};

function blank(call: Call, asked: NewItem): InvoiceItem {
  return {
    id: call.state.newId("ii"),
    object: "invoiceitem",
    amount: asked.amount,
    currency: asked.currency,
    customer: asked.customer,
    customer_account: null,
    date: call.at,
    description: asked.description ?? null,
    discountable: true,
    discounts: [],
    invoice: asked.invoice ?? null,
    livemode: false,
    metadata: withMetadata({}, asked.metadata),
    net_amount: asked.amount,
    parent: null,
    period: asked.period ?? { start: call.at, end: call.at },
    pricing: null,
    proration: false,
    quantity: 1,
    quantity_decimal: "1",
    tax_rates: [],
    test_clock: null,
  };
}
