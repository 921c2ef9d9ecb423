import { type Call, changesOf, emit } from "./call";
import { draftOf, finalizeAndCharge } from "./subscription-invoices";
import { boundaryAfter, everyOf, firstItem } from "./subscription-periods";
import { changeSubscription } from "./subscription-status";
import type { Subscription } from "./wire";

const draftSeconds = 3_600;
const toldBeforeSeconds = 3 * 86_400;

/** What subscriptions do by themselves as time passes: tell of a trial's end, renew, end; their drafts go out. */
export function passCycles(call: Call): void {
  for (const { key, value } of call.state.notes("draft")) {
    const { id, dueAt } = value as { id: string; dueAt: number };
    if (dueAt > call.at) continue;
    call.state.setNote(key, null);
    finalizeAndCharge(call, id);
  }
  for (const { id } of call.state.all("subscription").toReversed()) pass(call, id);
}

/** A draft goes out by itself an hour after it was made. */
function leaveDraft(call: Call, id: string): void {
  call.state.setNote(`draft ${id}`, { id, dueAt: call.at + draftSeconds });
}

function pass(call: Call, id: string): void {
  for (;;) {
    const subscription = call.state.get("subscription", id);
    if (!["active", "past_due", "trialing"].includes(subscription.status)) return;
    tellTrialEnds(call, subscription);
    const { current_period_end: end } = firstItem(subscription);
    const endsAt = subscription.cancel_at;
    if (endsAt !== null && endsAt <= Math.min(call.at, end)) {
      endSubscription(call, subscription, endsAt);
      return;
    }
    if (end > call.at) return;
    renew(call, subscription, end);
  }
}

function renew(call: Call, old: Subscription, start: number): void {
  const { items, billing_cycle_anchor: anchor } = old;
  const data = items.data.map((item) => ({
    ...item,
    current_period_start: start,
    current_period_end: boundaryAfter(anchor, everyOf(item.price), start),
  }));
  const status = old.status === "trialing" ? "active" : old.status;
  const moved = { ...old, status, items: { ...items, data } };
  const draft = draftOf(call, moved, { reason: "subscription_cycle", whole: true });
  changeSubscription(call, old, { items: moved.items, status, latest_invoice: draft.id });
  leaveDraft(call, draft.id);
}

/** Nothing follows: it is canceled as of an instant. */
export function endSubscription(call: Call, old: Subscription, at: number): Subscription {
  const ended = call.state.put<Subscription>({
    ...old,
    ...{ status: "canceled", ended_at: at, canceled_at: old.canceled_at ?? at },
  });
  const previous = changesOf(old, ended);
  emit(call, { type: "customer.subscription.deleted", object: ended, previous });
  return ended;
}

function tellTrialEnds(call: Call, subscription: Subscription): void {
  const { id, status, trial_end } = subscription;
  if (status !== "trialing" || trial_end === null) return;
  if (trial_end - toldBeforeSeconds > call.at || call.state.note(`trial-told ${id}`)) return;
  call.state.setNote(`trial-told ${id}`, true);
  emit(call, { type: "customer.subscription.trial_will_end", object: subscription });
}
