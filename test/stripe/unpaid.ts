import { expect } from "vitest";
import { takeLastSteps } from "@/billing/payments/last-step";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks } from "../books";
import { testCatalog } from "../catalog";
import { stripeBeside } from "./paying";

/**
 * What follows the last try. Pro is $99.00 and 20,000 credits a month; April's renewal is declined on 1 April 01:00
 * and on days 3, 7 and 14 after that: the last try fails on 15 April 01:00, 337 of the month's 720 hours in.
 */
type Step = "suspend" | "cancel" | "write_off";

export async function openWith(lastStep: Step, at = "2026-03-01T00:00:00Z") {
  await openBooks(at);
  const dunning = { retryDays: [3, 7, 14], lastStep };
  await inTransaction(books(), (tx) => applyCatalog(tx, { ...testCatalog, dunning }));
  return await stripeBeside();
}

export async function unpaidApril(lastStep: Step) {
  const stripe = await openWith(lastStep);
  const customer = await Customer.open();
  await customer.start("pro");
  await customer.pay((await customer.invoices())[0]?.id ?? null);
  await stripe.card(customer, "pm_card_chargeCustomerFail");
  await tries(stripe, ["2026-04-01", "2026-04-04", "2026-04-08"]);
  await customer.consume(5_000n);
  expect(await takeLastSteps(books())).toEqual({ done: 0, failed: [] });
  await tries(stripe, ["2026-04-15"]);
  const invoiceId = (await customer.invoices())[1]?.id ?? null;
  return { stripe, customer, invoiceId };
}

async function tries(stripe: Awaited<ReturnType<typeof stripeBeside>>, days: string[]) {
  for (const day of days) {
    await advance(`${day}T01:00:00Z`);
    await stripe.collect();
  }
}

/** How Stripe has the invoices it collects, newest first. */
export async function statusesAtStripe({ client }: Awaited<ReturnType<typeof stripeBeside>>) {
  const { data } = await client.ask((stripe) => stripe.invoices.list({ limit: 10 }));
  return data.map(({ status }) => status);
}
