import type { Call } from "./call";
import { wholeList } from "./lists";
import type { Price, Subscription, SubscriptionItem } from "./wire";

/** What every one has when it is new. */
const fixed = {
  application: null,
  application_fee_percent: null,
  automatic_tax: { disabled_reason: null, enabled: false, liability: null },
  billing_cycle_anchor_config: null,
  billing_mode: { type: "classic", flexible: null },
  billing_schedules: [],
  billing_thresholds: null,
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
  collection_method: "charge_automatically",
  customer_account: null,
  days_until_due: null,
  default_payment_method: null,
  default_source: null,
  default_tax_rates: [],
  description: null,
  discounts: [],
  ended_at: null,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    description: null,
    footer: null,
    issuer: { type: "self" },
  },
  latest_invoice: null,
  livemode: false,
  managed_payments: null,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  payment_settings: {
    payment_method_options: null,
    payment_method_types: null,
    save_default_payment_method: "off",
  },
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  test_clock: null,
  transfer_data: null,
  trial_settings: {
    end_behavior: { billing_cycle_anchor: null, missing_payment_method: "create_invoice" },
  },
} satisfies Partial<Subscription>;

export type NewSubscription = {
  customer: string;
  currency: string;
  items: { price: Price; quantity: number }[];
  period: { start: number; end: number };
  trialEnd: number | null;
  metadata: Record<string, string>;
  default_payment_method?: string;
};

/** A subscription before anything of it is charged. */
export function blankSubscription(call: Call, asked: NewSubscription): Subscription {
  const id = call.state.newId("sub");
  const { customer, currency, period, trialEnd, metadata } = asked;
  const items = asked.items.map((one) => newItem(call, { ...one, id, period }));
  return {
    ...fixed,
    ...{ id, object: "subscription", customer, currency, metadata },
    billing_cycle_anchor: trialEnd ?? call.at,
    created: call.at,
    default_payment_method: asked.default_payment_method ?? null,
    items: wholeList(items, `/v1/subscription_items?subscription=${id}`),
    start_date: call.at,
    status: trialEnd === null ? "incomplete" : "trialing",
    trial_end: trialEnd,
    trial_start: trialEnd === null ? null : call.at,
  };
}

type NewItem = {
  id: string;
  price: Price;
  quantity: number;
  period: { start: number; end: number };
};

/** One price of a subscription. */
export function newItem(call: Call, { id, price, quantity, period }: NewItem): SubscriptionItem {
  return {
    id: call.state.newId("si", 14),
    object: "subscription_item",
    billing_thresholds: null,
    created: call.at,
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [],
    metadata: {},
    plan: planOf(price),
    price,
    quantity,
    subscription: id,
    tax_rates: [],
  };
}

/** The price under the name it had before there were prices. */
export function planOf(price: Price): SubscriptionItem["plan"] {
  const { id, active, created, currency, livemode, metadata, nickname, product, recurring } = price;
  return {
    ...{ id, object: "plan", active, created, currency, livemode, metadata, nickname, product },
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: "per_unit",
    interval: recurring?.interval ?? "month",
    interval_count: recurring?.interval_count ?? 1,
    meter: null,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: "licensed",
  };
}
