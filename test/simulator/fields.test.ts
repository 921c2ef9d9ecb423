import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Family } from "@/sandbox/stripe/wire";
import { customerWith, openInvoice, simulated } from "./simulated";

type Json = Record<string, unknown>;

/** Stripe's own examples: not part of the project, and looked at only where they lie beside it. */
const found = ["../shared", "../../shared"]
  .map((folder) => `${folder}/stripe/fixtures3.json`)
  .find(existsSync);

/** What the examples have and the pinned SDK does not name, or names as there only when expanded. */
const notPinned = ["charge.refunds", "invoice.subscription"];

test.runIf(found)("objects have the fields of Stripe's own examples", async () => {
  const examples = JSON.parse(readFileSync(found ?? "", "utf8")).resources as Record<string, Json>;
  const { stripe, simulator } = await simulated();
  const customer = await customerWith(stripe, "pm_card_createDispute");
  const { id } = await openInvoice(stripe, customer, 5000);
  await stripe.invoices.pay(id);
  await simulator.tick();
  const paid = await stripe.paymentIntents.create({
    amount: 900,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  await stripe.refunds.create({ payment_intent: paid.id });
  await stripe.payouts.create({ amount: 100, currency: "usd" });
  await stripe.invoiceItems.create({ customer: customer.id, amount: 100 });
  await stripe.webhookEndpoints.create({ url: "http://127.0.0.1:9", enabled_events: ["*"] });
  await stripe.customers.createTaxId(customer.id, { type: "eu_vat", value: "DE123456789" });
  await stripe.checkout.sessions.create({ mode: "setup", success_url: "https://app.example" });
  const other = await openInvoice(stripe, customer, 5000);
  await stripe.creditNotes.create({ invoice: other.id, amount: 100 });
  const { id: product } = await stripe.products.create({ name: "Pro" });
  const price = await stripe.prices.create({
    ...{ product, currency: "usd", unit_amount: 900, recurring: { interval: "month" } },
  });
  await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });

  const missing = families.flatMap((family) => {
    const [object] = simulator.state.all(family);
    return absent(examples[family] ?? {}, object as Json | undefined, family);
  });
  const [item] = simulator.state.all("subscription")[0]?.items.data ?? [];
  missing.push(...absent(examples.subscription_item ?? {}, item as Json | undefined, "item"));
  expect(missing.filter((name) => !notPinned.includes(name))).toEqual([]);
});

const families: Family[] = [
  "balance_transaction",
  "charge",
  "checkout.session",
  "credit_note",
  "customer",
  "dispute",
  "event",
  "invoice",
  "invoice_payment",
  "invoiceitem",
  "payment_intent",
  "payment_method",
  "payout",
  "price",
  "product",
  "refund",
  "setup_intent",
  "subscription",
  "tax_id",
  "webhook_endpoint",
];

/** Names in the example that ours lacks; what is `null` with us has no fields to have. */
function absent(example: Json, ours: Json | undefined, path: string): string[] {
  if (!ours) return [path];
  return Object.entries(example).flatMap(([key, value]) => {
    const here = `${path}.${key}`;
    if (!(key in ours)) return [here];
    const inner = ours[key];
    if (!isJson(value) || !isJson(inner) || key === "metadata" || here === "event.data") return [];
    return absent(value, inner, here);
  });
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
