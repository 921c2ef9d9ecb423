import { type Call, emit } from "./call";
import { withMetadata } from "./params";
import { invalid } from "./refusal";
import { blankSubscription, newItem, planOf } from "./subscription-blank";
import { endSubscription } from "./subscription-cycle";
import { draftOf, finalizeAndCharge } from "./subscription-invoices";
import { boundaryFrom, everyOf, firstItem } from "./subscription-periods";
import { prorate } from "./subscription-prorate";
import { changeSubscription } from "./subscription-status";
import type { ChangeAsked, NewAsked } from "./subscriptions";
import type { Subscription, SubscriptionItem } from "./wire";

/** A new subscription: its trial, or its first period charged at once; without money it stays incomplete. */
export function createSubscription(call: Call, asked: NewAsked): Subscription {
  const customer = call.state.get("customer", asked.customer, "customer");
  const items = asked.items.map(({ price = "", quantity = 1 }) => ({
    ...{ price: call.state.get("price", price, "items[0][price]"), quantity },
  }));
  const [first] = items;
  if (!first) throw invalid("Missing required param: items.", "parameter_missing", "items");
  const { trial_period_days: days, trial_end } = asked;
  const trialEnd = trial_end ?? (days === undefined ? null : call.at + days * 86_400);
  const end = trialEnd ?? boundaryFrom(call.at, everyOf(first.price), 1);
  const made = call.state.put(
    blankSubscription(call, {
      ...{ customer: customer.id, currency: first.price.currency, items, trialEnd },
      period: { start: call.at, end },
      metadata: withMetadata({}, asked.metadata),
      ...(asked.default_payment_method && { default_payment_method: asked.default_payment_method }),
    }),
  );
  call.state.put({ ...customer, currency: made.currency });
  emit(call, { type: "customer.subscription.created", object: made });
  const draft = draftOf(call, made, { reason: "subscription_create", whole: true });
  call.state.put({ ...made, latest_invoice: draft.id });
  finalizeAndCharge(call, draft.id);
  const begun = call.state.get("subscription", made.id);
  if (asked.cancel_at_period_end !== true) return begun;
  return changeSubscription(call, begun, endAtPeriodEnd(call, begun));
}

/** Other prices, with what the rest of the period gives back and costs; an end, or none; another anchor. */
export function updateSubscription(
  call: Call,
  old: Subscription,
  asked: ChangeAsked,
): Subscription {
  if (old.status === "canceled") {
    throw invalid("A canceled subscription can only update its cancellation_details and metadata.");
  }
  const behavior = asked.proration_behavior ?? "create_prorations";
  const { data, isReset } = changedItems(call, old, { asked, isProrated: behavior !== "none" });
  const said = call.state.put<Subscription>({
    ...old,
    items: { ...old.items, data },
    metadata: withMetadata(old.metadata, asked.metadata),
    ...(asked.default_payment_method && { default_payment_method: asked.default_payment_method }),
    ...endsAsAsked(call, old, asked),
    ...(isReset && { billing_cycle_anchor: call.at }),
    ...(isReset && old.status === "trialing" && { status: "active", trial_end: call.at }),
  });
  if (!isReset && behavior !== "always_invoice") return changeSubscription(call, old, said);
  const draft = draftOf(call, said, { reason: "subscription_update", whole: isReset });
  const changed = changeSubscription(call, old, { ...said, latest_invoice: draft.id });
  finalizeAndCharge(call, draft.id);
  return call.state.get("subscription", changed.id);
}

type Changing = { asked: ChangeAsked; isProrated: boolean };

function changedItems(call: Call, old: Subscription, { asked, isProrated }: Changing) {
  const before = old.items.data;
  const { current_period_start: start, current_period_end: end } = firstItem(old);
  const data = [...before];
  for (const { id, price, quantity, deleted } of asked.items ?? []) {
    const at = data.findIndex((one) => one.id === id);
    const known = data[at];
    const wanted = price === undefined ? known?.price : call.state.get("price", price, "price");
    if (!wanted) throw invalid(`Invalid subscription_item: ${id}`, "resource_missing", "items");
    const next = known
      ? {
          ...known,
          ...{ price: wanted, plan: planOf(wanted), quantity: quantity ?? known.quantity ?? 1 },
        }
      : newItem(call, {
          id: old.id,
          price: wanted,
          quantity: quantity ?? 1,
          period: { start, end },
        });
    data.splice(at < 0 ? data.length : at, known ? 1 : 0, ...(deleted ? [] : [next]));
  }
  const isReset =
    asked.trial_end === "now" ||
    asked.billing_cycle_anchor === "now" ||
    intervalOf(data) !== intervalOf(before);
  if (isProrated) prorateItems(call, old, { before, data, isReset });
  const restarted = data.map((one) => ({
    ...one,
    current_period_start: call.at,
    current_period_end: boundaryFrom(call.at, everyOf(one.price), 1),
  }));
  return { data: isReset ? restarted : data, isReset };
}

function prorateItems(
  call: Call,
  old: Subscription,
  of: { before: SubscriptionItem[]; data: SubscriptionItem[]; isReset: boolean },
): void {
  const { before, data, isReset } = of;
  for (const from of before) {
    const to = data.find(({ id }) => id === from.id) ?? null;
    if (isReset) prorate(call, old, { from, to: null });
    else if (to?.price.id !== from.price.id || to.quantity !== from.quantity) {
      prorate(call, old, { from, to });
    }
  }
  if (isReset) return;
  for (const to of data) {
    if (!before.some(({ id }) => id === to.id)) prorate(call, old, { from: null, to });
  }
}

function intervalOf([first]: readonly SubscriptionItem[]): string {
  return `${first?.price.recurring?.interval_count} ${first?.price.recurring?.interval}`;
}

/** Ends at once; what is left of the period goes back only where that is asked for. */
export function cancelNow(
  call: Call,
  old: Subscription,
  { prorate: prorated = false, invoice_now = false }: { prorate?: boolean; invoice_now?: boolean },
): Subscription {
  if (old.status === "canceled")
    throw invalid(`No such subscription: ${old.id}`, "resource_missing");
  if (prorated) for (const from of old.items.data) prorate(call, old, { from, to: null });
  const ended = endSubscription(call, { ...old, canceled_at: call.at }, call.at);
  if (!invoice_now) return ended;
  const draft = draftOf(call, ended, { reason: "subscription_update", whole: false });
  call.state.put({ ...ended, latest_invoice: draft.id });
  finalizeAndCharge(call, draft.id);
  return call.state.get("subscription", old.id);
}

function endsAsAsked(call: Call, old: Subscription, asked: ChangeAsked): Partial<Subscription> {
  const { cancel_at, cancel_at_period_end } = asked;
  if (cancel_at_period_end === true) return endAtPeriodEnd(call, old);
  if (cancel_at_period_end === false) {
    return { cancel_at_period_end: false, cancel_at: null, canceled_at: null };
  }
  if (cancel_at === undefined) return {};
  return { cancel_at, canceled_at: cancel_at === null ? null : call.at };
}

function endAtPeriodEnd(call: Call, old: Subscription): Partial<Subscription> {
  const { current_period_end: cancel_at } = firstItem(old);
  return { cancel_at_period_end: true, cancel_at, canceled_at: call.at };
}
