import type Stripe from "stripe";
import type { BilledLine, ProcessorBill } from "@/billing/payments/processor-plans";
import { fromStripe } from "./amounts";
import { idOf } from "./invoice-facts";

/**
 * What Stripe's own invoice for a subscription says; undefined of ours, of one-off invoices, and of what is no document
 * yet: a draft may still change.
 */
export function billOf(invoice: Stripe.Invoice): ProcessorBill | undefined {
  const subscriptionId = idOf(invoice.parent?.subscription_details?.subscription);
  const { currency, number, status } = invoice;
  if (subscriptionId === null || number === null || status === "draft") return undefined;
  const outside = invoice.amount_paid_off_stripe ?? 0;
  // What the customer's balance took: all of the total that Stripe does not ask for.
  const fromBalance = invoice.total > 0 ? invoice.total - invoice.amount_due : 0;
  const lines = invoice.lines.data.map((line) => lineOf(line, currency));
  const issuedAt = dateOf(invoice.status_transitions.finalized_at ?? invoice.created);
  return {
    subscriptionId,
    number,
    issuedAt,
    lines: fromBalance < 0 ? [...lines, owedBefore(-fromBalance, { issuedAt, currency })] : lines,
    failed: status === "open" && invoice.attempted && invoice.attempt_count > 0,
    fromBalanceMinor: fromStripe(Math.max(0, fromBalance), currency),
    outsideMinor: fromStripe(outside, currency),
  };
}

/** What the customer's balance adds, too little to be charged by itself before, say: asked for here with the rest. */
function owedBefore(
  minor: number,
  { issuedAt, currency }: { issuedAt: Date; currency: string },
): BilledLine {
  return {
    ...{ priceId: null, description: "Owed at Stripe from before", quantity: 1, proration: false },
    ...{ amountMinor: fromStripe(minor, currency), discountMinor: 0n, taxMinor: 0n },
    ...{ taxIncluded: false, startsAt: issuedAt, endsAt: issuedAt, earlier: true },
  };
}

function lineOf(line: Stripe.InvoiceLineItem, currency: string): BilledLine {
  const discount = (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
  const taxes = line.taxes ?? [];
  const tax = taxes.reduce((sum, { amount }) => sum + amount, 0);
  const { parent, pricing } = line;
  return {
    priceId: idOf(pricing?.price_details?.price),
    description: line.description ?? "",
    quantity: Math.max(1, line.quantity ?? 1),
    amountMinor: fromStripe(line.amount, currency),
    discountMinor: fromStripe(discount, currency),
    taxMinor: fromStripe(tax, currency),
    taxIncluded: taxes.length > 0 && taxes.every(({ tax_behavior: how }) => how === "inclusive"),
    proration:
      (parent?.subscription_item_details ?? parent?.invoice_item_details)?.proration === true,
    startsAt: dateOf(line.period.start),
    endsAt: dateOf(Math.max(line.period.start, line.period.end)),
  };
}

export function dateOf(seconds: number): Date {
  return new Date(seconds * 1000);
}
