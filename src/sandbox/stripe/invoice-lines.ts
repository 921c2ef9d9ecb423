import type Stripe from "stripe";
import { z } from "zod";
import type { Call } from "./call";
import { integer, metadata, text, withMetadata } from "./params";
import { invalid } from "./refusal";
import type { State } from "./state";
import { pricingOf } from "./subscription-prorate";
import type { Invoice, InvoiceItem, InvoiceLine, SubscriptionItem } from "./wire";

const period = z.strictObject({ start: integer, end: integer });

/** What a line may say, on an invoice item and in a list of lines. */
export const lineFields = {
  amount: integer,
  description: text.optional(),
  metadata: metadata.optional(),
  period: period.optional(),
} satisfies { [K in keyof Stripe.InvoiceAddLinesParams.Line]?: z.ZodType };

export const newLine = z.strictObject(lineFields);

export type NewLine = z.output<typeof newLine>;

const shown = 10;

/** All lines of an invoice; the invoice itself shows the first ten. */
export function linesOf(state: State, invoiceId: string): InvoiceLine[] {
  return state.note<InvoiceLine[]>(`lines ${invoiceId}`) ?? [];
}

/** A draft with other lines, and the totals they come to. */
export function withLines(call: Call, invoice: Invoice, lines: InvoiceLine[]): Invoice {
  call.state.setNote(`lines ${invoice.id}`, lines);
  const total = lines.reduce((sum, { amount }) => sum + amount, 0);
  return {
    ...invoice,
    amount_due: Math.max(0, total),
    amount_remaining: Math.max(0, total),
    lines: {
      object: "list",
      data: lines.slice(0, shown),
      has_more: lines.length > shown,
      url: `/v1/invoices/${invoice.id}/lines`,
    },
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
  };
}

/** The line an invoice item becomes on its invoice. */
export function lineOfItem(call: Call, item: InvoiceItem, invoiceId: string): InvoiceLine {
  const line = lineWith(call, invoiceId, {
    amount: item.amount,
    currency: item.currency,
    description: item.description,
    itemId: item.id,
    metadata: item.metadata ?? {},
    period: item.period,
  });
  const of = item.parent?.subscription_details;
  if (!of) return line;
  const { quantity, quantity_decimal, pricing } = item;
  const about = { invoice_item: item.id, proration: true, subscription_item: of.subscription_item };
  return {
    ...ofSubscription(line, { ...about, subscription: of.subscription }),
    ...{ quantity, quantity_decimal, pricing },
  };
}

/** What a subscription's price costs for its period. */
export function lineOfPrice(
  call: Call,
  invoiceId: string,
  { item, ...said }: { item: SubscriptionItem; amount: number; description: string },
): InvoiceLine {
  const { current_period_start: start, current_period_end: end, price } = item;
  const { currency } = price;
  const itemId = "";
  const period = { start, end };
  const line = lineWith(call, invoiceId, { ...said, currency, itemId, metadata: {}, period });
  const about = { invoice_item: null, proration: false, subscription: item.subscription };
  return {
    ...ofSubscription(line, { ...about, subscription_item: item.id }),
    quantity: item.quantity ?? 1,
    quantity_decimal: String(item.quantity ?? 1),
    pricing: pricingOf(item),
  };
}

type OfSubscription = {
  invoice_item: string | null;
  proration: boolean;
  subscription: string;
  subscription_item: string | undefined;
};

function ofSubscription(
  line: InvoiceLine,
  { invoice_item, proration, subscription, subscription_item = "" }: OfSubscription,
): InvoiceLine {
  const said = { invoice_item, proration, subscription, subscription_item };
  return {
    ...line,
    parent: {
      invoice_item_details: null,
      subscription_item_details: { ...said, proration_details: { credited_items: null } },
      type: "subscription_item_details",
    },
    subscription,
  };
}

/** A line written straight onto a draft. */
export function lineOfParams(call: Call, asked: NewLine, invoice: Invoice): InvoiceLine {
  return lineWith(call, invoice.id, {
    amount: asked.amount,
    currency: invoice.currency,
    description: asked.description ?? null,
    itemId: call.state.newId("ii"),
    metadata: withMetadata({}, asked.metadata),
    period: asked.period ?? { start: call.at, end: call.at },
  });
}

export function assertDraft(invoice: Invoice): void {
  if (invoice.status === "draft") return;
  throw invalid(
    "This invoice is no longer editable: only draft invoices can be changed.",
    "invoice_not_editable",
  );
}

type Parts = {
  amount: number;
  currency: string;
  description: string | null;
  itemId: string;
  metadata: Record<string, string>;
  period: { start: number; end: number };
};

function lineWith(call: Call, invoiceId: string, parts: Parts): InvoiceLine {
  return {
    id: call.state.newId("il"),
    object: "line_item",
    amount: parts.amount,
    currency: parts.currency,
    description: parts.description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice: invoiceId,
    livemode: false,
    metadata: parts.metadata,
    parent: {
      invoice_item_details: {
        invoice_item: parts.itemId,
        proration: false,
        proration_details: { credited_items: null },
        subscription: null,
      },
      subscription_item_details: null,
      type: "invoice_item_details",
    },
    period: parts.period,
    pretax_credit_amounts: [],
    pricing: null,
    quantity: 1,
    quantity_decimal: "1",
    subscription: null,
    subtotal: parts.amount,
    taxes: [],
  };
}
