import type Stripe from "stripe";
import type { ProcessorInvoice } from "@/billing/payments/gateway";
import { billOf } from "./bill-facts";
import type { StripeClient } from "./client";
import { idOf, intentsOf, invoiceFacts, metadataKeys, withIntents } from "./invoice-facts";

/** An invoice as it is now, in two questions: it with its intents, and their charges with what was booked. */
export async function invoiceNow({ ask }: StripeClient, id: string): Promise<ProcessorInvoice> {
  return await ask(async (stripe) =>
    factsOf(stripe, await stripe.invoices.retrieve(id, { expand: withIntents })),
  );
}

/** What an invoice that was just answered comes to. */
export async function readFacts(
  { ask }: StripeClient,
  invoice: Stripe.Invoice,
): Promise<ProcessorInvoice> {
  return await ask((stripe) => factsOf(stripe, invoice));
}

/** How far each has come: of two made for one collection the one with money counts. */
const furthest = ["paid", "open", "uncollectible", "draft", "void"];

/** A list, unlike Stripe's search, has everything that was made up to now. */
export async function findInvoice(
  client: StripeClient,
  customer: string,
  collectionId: string,
): Promise<ProcessorInvoice | undefined> {
  const made = await client.ask(async (stripe) => {
    const found: Stripe.Invoice[] = [];
    for await (const one of stripe.invoices.list({ customer, limit: 100 })) {
      if (one.metadata?.[metadataKeys.collection] === collectionId) found.push(one);
    }
    return found;
  });
  const rank = ({ status }: Stripe.Invoice) => furthest.indexOf(status ?? "");
  const [best] = made.toSorted((a, b) => rank(a) - rank(b));
  return best && (await invoiceNow(client, best.id));
}

/** Through the invoice's payment, the one link there is. */
export async function findInvoiceOf(
  client: StripeClient,
  object: { paymentIntentId: string } | { chargeId: string },
): Promise<ProcessorInvoice | undefined> {
  const id = await client.ask(async (stripe) => {
    const intent =
      "paymentIntentId" in object
        ? object.paymentIntentId
        : idOf((await stripe.charges.retrieve(object.chargeId)).payment_intent);
    if (intent === null) return null;
    const payment = { type: "payment_intent", payment_intent: intent } as const;
    const { data } = await stripe.invoicePayments.list({ payment, limit: 1 });
    return idOf(data[0]?.invoice);
  });
  return id === null ? undefined : await invoiceNow(client, id);
}

async function factsOf(stripe: Stripe, invoice: Stripe.Invoice): Promise<ProcessorInvoice> {
  const whole = await withAllPayments(stripe, invoice);
  const charges: Stripe.Charge[] = [];
  for (const { id, latest_charge } of intentsOf(whole)) {
    if (latest_charge === null) continue;
    const expand = ["data.balance_transaction"];
    const { data } = await stripe.charges.list({ payment_intent: id, limit: 100, expand });
    charges.push(...data);
  }
  const bill = billOf(await withAllLines(stripe, whole));
  return { ...invoiceFacts(whole, charges), ...(bill && { bill }) };
}

/** An invoice shows its first ten lines; one that is Stripe's own is booked by all of them. */
async function withAllLines(stripe: Stripe, invoice: Stripe.Invoice): Promise<Stripe.Invoice> {
  if (!invoice.lines.has_more || !invoice.parent?.subscription_details) return invoice;
  const data = await stripe.invoices
    .listLineItems(invoice.id, { limit: 100 })
    .autoPagingToArray({ limit: 10_000 });
  return { ...invoice, lines: { ...invoice.lines, data } };
}

/** An invoice shows its first payments; one with many is asked for the rest. */
async function withAllPayments(stripe: Stripe, invoice: Stripe.Invoice): Promise<Stripe.Invoice> {
  if (!invoice.payments?.has_more) return invoice;
  const data = await stripe.invoicePayments
    .list({ invoice: invoice.id, limit: 100, expand: ["data.payment.payment_intent"] })
    .autoPagingToArray({ limit: 10_000 });
  return { ...invoice, payments: { ...invoice.payments, data } };
}
