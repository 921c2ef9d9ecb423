import { reasons } from "./data";

export const queueStates = ["open", "closed", "all"] as const;

/** What the queue's address says. */
export type QueueView = {
  state: (typeof queueStates)[number];
  mine: boolean;
  /** Of one customer alone. */
  account: string | null;
  reason: (typeof reasons)[number] | null;
};

type Query = Record<string, string | string[] | undefined>;

export function queueView({ state, mine, reason, account }: Query): QueueView {
  return {
    state: queueStates.find((one) => one === state) ?? "open",
    mine: mine === "1",
    account: typeof account === "string" && /^[\da-f-]{36}$/.test(account) ? account : null,
    reason: reasons.find((one) => one === reason) ?? null,
  };
}

export function queueHref(view: QueueView, change: Partial<QueueView>): string {
  const { state, mine, reason, account } = { ...view, ...change };
  const query = new URLSearchParams({
    ...(state !== "open" && { state }),
    ...(mine && { mine: "1" }),
    ...(reason && { reason }),
    ...(account && { account }),
  }).toString();
  return `/staff/disputes${query && `?${query}`}`;
}

/** As its file takes them: texts by name, whose they are by an id. */
export function queueFilters({ mine, ...view }: QueueView, me: string): Record<string, string> {
  const { state, reason, account } = view;
  return {
    ...{ state, ...(mine && { assigned: me }) },
    ...(reason && { reason }),
    ...(account && { account }),
  };
}

/** Where all disputes of one customer stand. */
export function disputesOfHref(account: string): string {
  return queueHref({ state: "all", mine: false, reason: null, account }, {});
}

export function disputeHref(disputeId: string): string {
  return `/staff/disputes/${disputeId}`;
}
