import { type Call, changesOf, emit } from "./call";
import type { Invoice, Subscription } from "./wire";

/** The subscription an invoice is of, if it is of one. */
function subscriptionOf(call: Call, { parent }: Invoice): Subscription | undefined {
  const id = parent?.subscription_details?.subscription;
  return id === undefined ? undefined : call.state.find("subscription", id);
}

/** Its invoice is paid: what waited for that, or was behind, is active. */
export function followPaid(call: Call, invoice: Invoice): void {
  const subscription = subscriptionOf(call, invoice);
  const waits = subscription && ["incomplete", "past_due", "unpaid"].includes(subscription.status);
  if (!subscription || !waits || subscription.latest_invoice !== invoice.id) return;
  changeSubscription(call, subscription, { status: "active" });
}

/** Its payment failed: what was active is behind. What never was stays incomplete. */
export function followFailed(call: Call, invoice: Invoice): void {
  const subscription = subscriptionOf(call, invoice);
  if (subscription?.status === "active") {
    changeSubscription(call, subscription, { status: "past_due" });
  }
}

/** A subscription as it now stands, told of. */
export function changeSubscription(
  call: Call,
  old: Subscription,
  change: Partial<Subscription>,
): Subscription {
  const next = call.state.put<Subscription>({ ...old, ...change });
  const previous = changesOf(old, next);
  emit(call, { type: "customer.subscription.updated", object: next, previous });
  return next;
}
