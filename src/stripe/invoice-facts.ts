import type Stripe from "stripe";
import {
  GatewayError,
  type PaymentFailure,
  type ProcessorInvoice,
  type ProcessorPayment,
} from "@/billing/payments/gateway";
import { fromStripe, rateOf } from "./amounts";

/** An invoice is linked to its intents by its payments alone; an intent knows no invoice any more. */
export const withIntents = ["payments.data.payment.payment_intent"];

/** Our ids in the metadata of what we make there. */
export const metadataKeys = {
  account: "tallybook_account",
  collection: "tallybook_collection",
  invoices: "tallybook_invoices",
  refund: "tallybook_refund",
} as const;

/** The intents an invoice is paid by, oldest first; it was read with `withIntents`. */
export function intentsOf(invoice: Stripe.Invoice): Stripe.PaymentIntent[] {
  return (invoice.payments?.data ?? [])
    .map(({ payment }) => payment.payment_intent)
    .filter((intent) => typeof intent === "object")
    .toSorted((a, b) => a.created - b.created);
}

/** What we want to know of an invoice, from it, its intents and all charges of them. */
export function invoiceFacts(invoice: Stripe.Invoice, charges: Stripe.Charge[]): ProcessorInvoice {
  const { currency } = invoice;
  const intents = intentsOf(invoice);
  const status = statusOf(invoice);
  const owed = status === "open" || status === "uncollectible";
  const requiresAction = owed && intents.some(wantsProof);
  return {
    id: invoice.id,
    customerId: idOf(invoice.customer) ?? nothingSaid(invoice.id),
    collectionId: invoice.metadata?.[metadataKeys.collection] ?? null,
    status,
    currency,
    totalMinor: fromStripe(invoice.total, currency),
    remainingMinor: fromStripe(invoice.amount_remaining, currency),
    hostedUrl: invoice.hosted_invoice_url ?? null,
    payments: charges
      .filter((charge) => charge.status === "succeeded" && charge.captured)
      .toSorted((a, b) => a.created - b.created)
      .map(paymentOf),
    processing: owed && intents.some((intent) => intent.status === "processing"),
    requiresAction,
    lastFailure: owed && !requiresAction ? failureOf(intents) : null,
  };
}

const statuses = new Set(["draft", "open", "paid", "void", "uncollectible"]);

function statusOf({ id, status }: Stripe.Invoice): ProcessorInvoice["status"] {
  if (status !== null && statuses.has(status)) return status as ProcessorInvoice["status"];
  return nothingSaid(id);
}

function nothingSaid(id: string): never {
  throw new GatewayError("unknown", `Stripe says of ${id} neither whose it is nor how it stands.`);
}

/** The bank wants to see the payer: now, or it refused because it did not. */
function wantsProof({ status, last_payment_error: error }: Stripe.PaymentIntent): boolean {
  if (status === "requires_action") return true;
  return status === "requires_payment_method" && error?.code === "authentication_required";
}

function failureOf(intents: Stripe.PaymentIntent[]): PaymentFailure | null {
  const failed = intents.findLast(
    ({ status, last_payment_error }) =>
      status === "requires_payment_method" && last_payment_error !== null,
  );
  const error = failed?.last_payment_error;
  if (!failed || !error) return null;
  return {
    code: error.code ?? "payment_failed",
    declineCode: error.decline_code ?? null,
    // A proof that failed has no charge.
    attemptId: error.charge ?? failed.id,
  };
}

function paymentOf(charge: Stripe.Charge): ProcessorPayment {
  const { currency } = charge;
  return {
    paymentIntentId: idOf(charge.payment_intent),
    chargeId: charge.id,
    amountMinor: fromStripe(charge.amount_captured, currency),
    currency,
    paidAt: new Date(charge.created * 1000),
    balance: balanceOf(charge),
    method: methodOf(charge),
  };
}

/** What was booked of a charge or a refund; it was read with its balance transaction. */
export function balanceOf({
  balance_transaction: booked,
}: Pick<Stripe.Charge | Stripe.Refund, "balance_transaction">): ProcessorPayment["balance"] {
  if (typeof booked !== "object" || booked === null) return null;
  const { id, currency, amount, fee, created, exchange_rate: rate } = booked;
  return {
    transactionId: id,
    currency,
    grossMinor: fromStripe(amount, currency),
    feeMinor: fromStripe(fee, currency),
    exchangeRate: rate === null ? null : rateOf(rate),
    createdAt: new Date(created * 1000),
  };
}

function methodOf({ payment_method_details: details }: Stripe.Charge): ProcessorPayment["method"] {
  return {
    kind: details?.type ?? "unknown",
    brand: details?.card?.brand ?? null,
    last4: details ? last4Of(details, details.type) : null,
  };
}

/** The last digits of a card or a bank account, where a method of its kind has them. */
export function last4Of(method: object, kind: string): string | null {
  const said = (method as Record<string, { last4?: unknown } | undefined>)[kind]?.last4;
  return typeof said === "string" ? said : null;
}

export function idOf(link: string | { id: string } | null | undefined): string | null {
  return typeof link === "string" ? link : (link?.id ?? null);
}
