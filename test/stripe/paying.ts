import { sql } from "kysely";
import { onTestFinished } from "vitest";
import { applyInvoice } from "@/billing/payments/apply-invoice";
import { collectDue } from "@/billing/payments/collect";
import { customerOf, refreshMethods } from "@/billing/payments/customers";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { payNow } from "@/billing/payments/pay-now";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import type { InvoiceId } from "@/lib/ids";
import { startSimulator } from "@/sandbox/stripe/server";
import type { Store } from "@/sandbox/stripe/store";
import { openStripe, type StripeClient } from "@/stripe/client";
import { gatewayOf } from "@/stripe/gateway";
import { author, books, type Customer } from "../books";

/** A Stripe of the test's own beside its books, on the same clock, and the product's gateway to it. */
export async function stripeBeside() {
  const stripe = await openStripeBeside(books());
  onTestFinished(stripe.simulator.stop);
  return stripe;
}

/** The same, stopped by whoever asked for it; with a store it comes back with all it knew. */
export async function openStripeBeside(db: Db, store?: Store) {
  const simulator = await startSimulator({
    port: 0,
    seed: "test",
    ...(store && { store }),
    now: async () => {
      const { rows } = await sql<{ now: Date }>`select app_now() as now`.execute(db);
      return rows[0]?.now ?? new Date(0);
    },
    wallClock: () => Math.floor(Date.now() / 1000),
  });
  const client = openStripe(
    { key: "sk_test_simulated", apiUrl: simulator.url },
    { retries: 0, timeoutMs: 1_000, pace: { perSecond: 1_000, burst: 1_000 } },
  );
  const gateway = gatewayOf(client);
  return { simulator, client, gateway, ...acts(gateway, client) };
}

function acts(gateway: PaymentGateway, client: StripeClient) {
  return {
    /** A card of Stripe's test cards on file, the default from now on. */
    card: async (customer: Customer, testCard = "pm_card_visa") => {
      const customerId = await customerOf(customer.db, gateway, customer.id);
      const method = await client.ask((stripe) =>
        stripe.paymentMethods.attach(testCard, { customer: customerId }),
      );
      await gateway.setDefaultMethod(customerId, method.id, `default ${method.id}`);
      await refreshMethods(customer.db, gateway, customer.id);
      return method.id;
    },
    collect: () => collectDue(books(), gateway),
    collectWith: (other: PaymentGateway) => collectDue(books(), other),
    payNow: (
      customer: Customer,
      invoiceId: InvoiceId | null,
      how: "method" | "page" = "method",
    ) => {
      if (!invoiceId) throw new Error("There is an invoice to pay");
      return payNow(customer.db, gateway, { accountId: customer.id, invoiceId, author, how });
    },
    /** What an event makes of an invoice: it is asked for, then booked. */
    hear: async (processorInvoiceId: string) => {
      const invoice = await gateway.getInvoice(processorInvoiceId);
      if (!invoice) throw new Error("Stripe knows the invoice");
      return await inTransaction(books(), (tx) => applyInvoice(tx, invoice));
    },
    charges: async () => (await client.ask((stripe) => stripe.charges.list({ limit: 100 }))).data,
  };
}

/** How the collections of an account stand, oldest first. */
export async function collectionsOf(customer: Customer) {
  return await customer.db
    .selectFrom("collections")
    .where("account_id", "=", customer.id)
    .orderBy("created_at")
    .orderBy("id")
    .select(["status", "amount_minor", "tries", "next_attempt_at", "processor_invoice_id"])
    .execute();
}

/** Every call that waits, as if its time had come. */
export async function dueNow(db: Db = books()): Promise<void> {
  const waiting = db.updateTable("gateway_calls").set({ next_at: new Date(0) });
  await waiting.where("ended_at", "is", null).execute();
}
