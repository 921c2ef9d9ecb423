import { type Call, emit } from "./call";
import { amountOf, restOf } from "./subscription-periods";
import type { InvoiceItem, Subscription, SubscriptionItem } from "./wire";

/** What the rest of a period gives back and costs, as items that wait for the next invoice. */
export function prorate(
  call: Call,
  subscription: Subscription,
  { from, to }: { from: SubscriptionItem | null; to: SubscriptionItem | null },
): void {
  const period = from ?? to;
  if (!period || subscription.status === "trialing") return;
  const { current_period_start: start, current_period_end: end } = period;
  const rest = (item: SubscriptionItem) => restOf(amountOf(item), { start, end, at: call.at });
  if (from) {
    const description = `Unused time on ${nameOf(call, from)}`;
    put(call, subscription, { item: from, amount: -rest(from), description, end });
  }
  if (to) {
    const description = `Remaining time on ${nameOf(call, to)}`;
    put(call, subscription, { item: to, amount: rest(to), description, end });
  }
}

type Proration = { item: SubscriptionItem; amount: number; description: string; end: number };

function put(
  call: Call,
  subscription: Subscription,
  { item, amount, description, end }: Proration,
): void {
  if (amount === 0) return;
  const made = call.state.put<InvoiceItem>({
    id: call.state.newId("ii"),
    object: "invoiceitem",
    ...{ amount, net_amount: amount, currency: subscription.currency, description },
    customer: subscription.customer,
    customer_account: null,
    date: call.at,
    discountable: false,
    discounts: [],
    invoice: null,
    livemode: false,
    metadata: {},
    parent: {
      type: "subscription_details",
      subscription_details: { subscription: subscription.id, subscription_item: item.id },
    },
    period: { start: call.at, end },
    pricing: pricingOf(item),
    proration: true,
    proration_details: { credited_items: null, discount_amounts: [] },
    quantity: item.quantity ?? 1,
    quantity_decimal: String(item.quantity ?? 1),
    tax_rates: [],
    test_clock: null,
  });
  emit(call, { type: "invoiceitem.created", object: made });
}

/** Which price something is charged at. */
export function pricingOf({ price }: SubscriptionItem) {
  return {
    type: "price_details" as const,
    price_details: { price: price.id, product: price.product },
    unit_amount_decimal: price.unit_amount_decimal,
  };
}

export function nameOf(call: Call, { price }: SubscriptionItem): string {
  return call.state.find("product", price.product)?.name ?? price.id;
}
