import { classes, type DifferenceClass, statuses } from "./data";

/** What the page's address says of the queue. */
export type QueueView = {
  status: (typeof statuses)[number];
  class: DifferenceClass | null;
  mine: boolean;
  after: string | null;
};

type Query = Record<string, string | string[] | undefined>;

export function queueView({ status, class: named, mine, after }: Query): QueueView {
  return {
    status: statuses.find((one) => one === status) ?? "open",
    class: classes.find((one) => one === named) ?? null,
    mine: mine === "yes",
    after: typeof after === "string" && /^[0-9a-f-]{36}$/.test(after) ? after : null,
  };
}

/** Where the queue is shown so; another question begins at its first. */
export function queueHref(view: QueueView, change: Partial<QueueView>): string {
  const now = { ...view, after: null, ...change };
  const query = new URLSearchParams();
  if (now.status !== "open") query.set("status", now.status);
  if (now.class) query.set("class", now.class);
  if (now.mine) query.set("mine", "yes");
  if (now.after) query.set("after", now.after);
  return `/staff/reconciliation${query.size > 0 ? `?${query}` : ""}`;
}
