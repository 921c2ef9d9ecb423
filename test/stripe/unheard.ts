import type { PaymentGateway } from "@/billing/payments/gateway";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { insertEvent } from "@/stripe/event-queries";
import { Customer, openBooks } from "../books";
import { collectionsOf, stripeBeside } from "./paying";

/** A first invoice paid at Stripe's page, of which nobody has told us yet; its events, eldest first. */
export async function paidUnheard() {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const stripe = await stripeBeside();
  await customer.start("pro");
  const [invoice] = await customer.invoices();
  await stripe.payNow(customer, invoice?.id ?? null, "page");
  const [collection] = await collectionsOf(customer);
  const id = collection?.processor_invoice_id ?? "";
  const method = await stripe.card(customer);
  await stripe.gateway.payInvoice(id, { methodId: method, onSession: true }, "at the page");
  const { events } = await stripe.gateway.listEvents({ since: new Date(0) });
  return { customer, stripe, events };
}

export type Told = Awaited<ReturnType<PaymentGateway["listEvents"]>>["events"];

export async function deliver(db: Db, events: Told, copy = ""): Promise<void> {
  for (const event of events) {
    const told = { ...event, id: event.id + copy, ignoredBecause: null };
    await inTransaction(db, (tx) => insertEvent(tx, told));
  }
}

/** As if the time they wait for had passed. */
export async function due(db: Db): Promise<void> {
  const work = db.updateTable("stripe_event_work").set({ next_at: new Date(0) });
  await work.where("next_at", "is not", null).execute();
}

/** What a paid Pro month leaves, whatever told us of it: $99.00 less 2.9 % (287) and 30. */
export const paidOnce = { stripe_balance: 9_583n, processor_fees: 317n };
