import type { Price, Subscription, SubscriptionItem } from "./wire";

type Every = { interval: string; interval_count: number };

/** The n-th boundary counted from an anchor, in UTC; a day the month lacks is its last. Seconds since 1970. */
export function boundaryFrom(
  anchor: number,
  { interval, interval_count }: Every,
  n: number,
): number {
  const at = new Date(anchor * 1000);
  const months = n * interval_count * (interval === "year" ? 12 : 1);
  const day = at.getUTCDate();
  const moved = new Date(at);
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  const last = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(day, last));
  return moved.getTime() / 1000;
}

/** The first boundary after an instant that is one itself. */
export function boundaryAfter(anchor: number, every: Every, at: number): number {
  for (let n = 0; ; n += 1) {
    const found = boundaryFrom(anchor, every, n);
    if (found > at) return found;
  }
}

/** How often a price is charged. */
export function everyOf({ id, recurring }: Price): Every {
  if (recurring) return recurring;
  throw new Error(`${id} is charged once.`);
}

/** The one item all others are renewed with. */
export function firstItem({ id, items }: Subscription): SubscriptionItem {
  const [first] = items.data;
  if (first) return first;
  throw new Error(`${id} has no items.`);
}

/** What an item costs for a whole period, in the smallest unit. */
export function amountOf({
  price,
  quantity,
}: Pick<SubscriptionItem, "price" | "quantity">): number {
  return (price.unit_amount ?? 0) * (quantity ?? 1);
}

/** The part of an amount that is left of a period, rounded half-up as Stripe does. */
export function restOf(amount: number, { start, end, at }: Record<"start" | "end" | "at", number>) {
  return Math.round((amount * (end - at)) / (end - start));
}
