import { type CustomerState, customerStates, type TimelineKind, timelineKinds } from "./data";

type Query = Record<string, string | string[] | undefined>;

/** What the list's address says. */
export type CustomersView = {
  q: string | null;
  state: CustomerState | null;
  plan: string | null;
  segment: string | null;
  currency: string | null;
  /** Fewer credits left than these. */
  below: string | null;
  before: string | null;
};

export function customersView(query: Query): CustomersView {
  const { q, state, plan, segment, currency, below, before } = query;
  return {
    q: word(q),
    state: customerStates.find((one) => one === state) ?? null,
    plan: word(plan)?.slice(0, 64) ?? null,
    segment: word(segment)?.slice(0, 64) ?? null,
    currency: typeof currency === "string" && /^[a-z]{3}$/.test(currency) ? currency : null,
    below: typeof below === "string" && /^[1-9]\d{0,17}$/.test(below) ? below : null,
    before: word(before),
  };
}

/** Whether the list is narrowed at all, and a plain list of what to; a search has none of it. */
export function narrowed({ state, plan, segment, currency, below }: CustomersView) {
  const all = { state, plan, segment, currency, below };
  const given = Object.entries(all).filter(([, value]) => value !== null);
  return Object.fromEntries(given) as {
    [Name in keyof typeof all]?: NonNullable<(typeof all)[Name]>;
  };
}

/** Where the list is shown so; another question begins at its first page. */
export function customersHref(view: CustomersView, change: Partial<CustomersView>): string {
  return `/staff/customers${searchOf({ ...view, before: null, ...change })}`;
}

/** What a customer's page shows: the kinds of its timeline, a page of it, an entry, a past instant. */
export type CustomerView = {
  kinds: TimelineKind[];
  before: string | null;
  entry: bigint | null;
  at: Date | null;
  /** ST6: what the customer sees stands beside it. */
  beside: boolean;
};

export function customerView({ kind, before, entry, at, beside }: Query): CustomerView {
  const kinds = typeof kind === "string" ? kind.split(",") : [];
  const instant = typeof at === "string" && at !== "" ? new Date(at) : null;
  return {
    kinds: timelineKinds.filter((one) => kinds.includes(one)),
    before: typeof before === "string" && /^[\d.]{2,60}$/.test(before) ? before : null,
    entry: typeof entry === "string" && /^[1-9]\d{0,17}$/.test(entry) ? BigInt(entry) : null,
    at: instant && Number.isFinite(instant.getTime()) ? instant : null,
    beside: beside === "1",
  };
}

export function customerHref(
  id: string,
  view: CustomerView,
  change: Partial<CustomerView> = {},
): string {
  const { kinds, before, entry, at, beside } = { ...view, before: null, entry: null, ...change };
  return `/staff/customers/${id}${searchOf({
    kind: kinds.length > 0 ? kinds.join(",") : null,
    before,
    entry: entry === null ? null : String(entry),
    at: at?.toISOString() ?? null,
    beside: beside ? "1" : null,
  })}`;
}

/**
 * Where a form posted from a customer's page wants back to, where that is the page of this customer; or else
 * the page as it is first shown.
 */
export function backToCustomer(id: string, wanted: unknown): string {
  const page = `/staff/customers/${encodeURIComponent(id)}`;
  const isThere = typeof wanted === "string" && wanted.startsWith(`${page}?`);
  return isThere ? customerHref(id, customerView(queryOf(wanted.slice(page.length)))) : page;
}

function queryOf(search: string): Query {
  return Object.fromEntries(new URLSearchParams(search));
}

function searchOf(values: Record<string, string | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value);
  return query.size > 0 ? `?${query}` : "";
}

/** Text as it can stand in a question: nothing of it is more than somebody may have typed. */
function word(text: string | string[] | undefined): string | null {
  if (typeof text !== "string") return null;
  return (
    text
      .replaceAll(/\p{Cc}/gu, "")
      .trim()
      .slice(0, 255) || null
  );
}
