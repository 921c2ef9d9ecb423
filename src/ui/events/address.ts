import { type EventStatus, eventStatuses } from "./data";

/** What the page's address says of the log. */
export type EventsView = {
  status: EventStatus | null;
  type: string | null;
  search: string | null;
  account: string | null;
  before: string | null;
};

type Query = Record<string, string | string[] | undefined>;

export function eventsView({ status, type, search, account, before }: Query): EventsView {
  return {
    status: eventStatuses.find((one) => one === status) ?? null,
    type: word(type),
    search: word(search),
    account: typeof account === "string" ? account.trim().slice(0, 255) || null : null,
    before: typeof before === "string" && isEventId(before) ? before : null,
  };
}

/** Where the log is shown so; another question begins at its newest. */
export function eventsHref(view: EventsView, change: Partial<EventsView>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...view, before: null, ...change })) {
    if (value) query.set(name, value);
  }
  return `/staff/events${query.size > 0 ? `?${query}` : ""}`;
}

export function isEventId(text: string): boolean {
  return /^evt_\w{1,250}$/.test(text);
}

/** Ids and types have no other characters: what a copy brought along around them is left out. */
function word(text: string | string[] | undefined): string | null {
  if (typeof text !== "string") return null;
  return text.replaceAll(/[^\w.:-]/g, "").slice(0, 255) || null;
}
