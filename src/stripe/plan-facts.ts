import type Stripe from "stripe";
import { GatewayError } from "@/billing/payments/gateway";
import type {
  ProcessorAddress,
  ProcessorCustomer,
  ProcessorDocument,
  ProcessorPrice,
  ProcessorSubscription,
} from "@/billing/payments/processor-plans";
import { fromStripe } from "./amounts";
import { dateOf } from "./bill-facts";
import { idOf, metadataKeys } from "./invoice-facts";

/** What we want to know of customers, prices, subscriptions and lists of invoices. Pure. */

export function customerFacts(customer: Stripe.Customer): ProcessorCustomer {
  const { id, name = null, email, currency = null, balance, address, metadata } = customer;
  return {
    ...{ id, name: name ?? null, email, currency, metadata },
    balanceMinor: fromStripe(balance, currency ?? "usd"),
    address: address ? addressOf(address) : null,
    taxIds: (customer.tax_ids?.data ?? []).map(({ value }) => value),
  };
}

function addressOf(address: Stripe.Address): ProcessorAddress {
  const { line1, line2, postal_code: postalCode, city, state: region, country } = address;
  return {
    lines: [line1, line2].filter((line): line is string => Boolean(line)),
    ...{ postalCode: postalCode || null, city: city || null },
    ...{ region: region || null, country: country || null },
  };
}

export function priceFacts(price: Stripe.Price): ProcessorPrice {
  const { id, currency } = price;
  return { id, currency, name: nameOf(price), every: everyOf(price.recurring) };
}

function nameOf({ id, nickname, product }: Stripe.Price): string {
  const named = typeof product === "object" && "name" in product ? product.name : null;
  return nickname ?? named ?? id;
}

function everyOf(recurring: Stripe.Price.Recurring | null): ProcessorPrice["every"] {
  return recurring && { interval: recurring.interval, count: recurring.interval_count };
}

export type Prorations = readonly Stripe.InvoiceItem[];

export function subscriptionFacts(
  subscription: Stripe.Subscription,
  { askedAt, prorations }: { askedAt: Date; prorations: Prorations },
): ProcessorSubscription {
  const { id, customer, currency, items, trial_end, ended_at } = subscription;
  return {
    ...{ id, customerId: idOf(customer) ?? "", currency, askedAt },
    status: statusOf(subscription),
    items: items.data.map(({ price, quantity = 1, current_period_start, current_period_end }) => ({
      priceId: price.id,
      name: nameOf(price),
      quantity,
      every: everyOf(price.recurring) ?? { interval: "once", count: 1 },
      startsAt: dateOf(current_period_start),
      endsAt: dateOf(current_period_end),
    })),
    anchorAt: dateOf(subscription.billing_cycle_anchor),
    startedAt: dateOf(subscription.start_date),
    trialEndsAt: trial_end === null ? null : dateOf(trial_end),
    endedAt: ended_at === null ? null : dateOf(ended_at),
    renews: renews(subscription),
    change: changeOf(id, prorations),
  };
}

const statuses: Record<string, ProcessorSubscription["status"]> = {
  ...{ trialing: "trialing", active: "active", past_due: "past_due", unpaid: "unpaid" },
  ...{ incomplete: "incomplete", paused: "paused" },
  ...{ canceled: "ended", incomplete_expired: "ended" },
};

function statusOf({ id, status }: Stripe.Subscription): ProcessorSubscription["status"] {
  const known = statuses[status];
  if (known) return known;
  throw new GatewayError("unknown", `Stripe says of ${id} a status we do not know: ${status}.`);
}

function renews(subscription: Stripe.Subscription): boolean {
  const { status, cancel_at_period_end, cancel_at, schedule, pending_update } = subscription;
  return status === "active" && !cancel_at_period_end && !cancel_at && !schedule && !pending_update;
}

/** All prorations of one change carry its instant; the last change counts. */
function changeOf(id: string, prorations: Prorations): ProcessorSubscription["change"] {
  const own = prorations.filter(
    ({ proration, parent }) => proration && parent?.subscription_details?.subscription === id,
  );
  const last = Math.max(...own.map(({ period }) => period.start));
  const together = own.filter(({ period }) => period.start === last);
  if (together.length === 0) return null;
  return {
    at: dateOf(last),
    gaveBack: together.some(({ amount }) => amount < 0),
    charged: together.some(({ amount }) => amount > 0),
  };
}

export function documentFacts(invoice: Stripe.Invoice): ProcessorDocument {
  const { id, currency, number, status } = invoice;
  return {
    ...{ id, currency, number, status: (status ?? "draft") as ProcessorDocument["status"] },
    customerId: idOf(invoice.customer) ?? "",
    subscriptionId: idOf(invoice.parent?.subscription_details?.subscription),
    collectionId: invoice.metadata?.[metadataKeys.collection] ?? null,
    totalMinor: fromStripe(invoice.total, currency),
    remainingMinor: fromStripe(invoice.amount_remaining, currency),
    issuedAt: dateOf(invoice.status_transitions.finalized_at ?? invoice.created),
    hostedUrl: invoice.hosted_invoice_url ?? null,
  };
}
