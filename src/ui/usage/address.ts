/** Everything the usage page shows follows from its address (G7): what is left out is as usual. */
export type UsageAddress = {
  period?: string;
  from?: string;
  to?: string;
  line?: string;
  feature?: string;
  actor?: string;
  property?: string;
  value?: string;
  /** Events that do not have the property. */
  unset?: "1";
  by?: UsageBy;
  /** Which property groups are told apart by. */
  name?: string;
  unit?: UsageUnit;
  compare?: "1";
  /** All groups as rows, instead of the first few and the rest. */
  all?: "1";
  /** The chart's figures by day, as a table. */
  table?: "1";
  sort?: UsageSort;
  up?: "1";
  /** One local day, of which the events are listed. */
  day?: string;
  /** The event the list goes on after. */
  at?: string;
  key?: string;
};

export type UsageBy = "feature" | "actor" | "property";
export type UsageUnit = "credits" | "units" | "money";
export type UsageSort = "name" | "quantity" | "credits" | "events" | "cost" | "before";

const order: (keyof UsageAddress)[] = [
  ...(["period", "from", "to", "line", "feature", "actor", "property", "value", "unset"] as const),
  ...(["by", "name", "unit", "compare", "all", "table", "sort", "up", "day", "at", "key"] as const),
];

type Change = { [Field in keyof UsageAddress]?: UsageAddress[Field] | null };

/** The page with something else asked for; null takes it back. A new question begins its list anew. */
export function usageHref(address: UsageAddress, change: Change = {}, hash = ""): string {
  return `/usage${queryOf(address, change)}${hash}`;
}

export function exportHref(
  address: UsageAddress,
  { rows, format }: { rows: "events" | "days"; format: "csv" | "json" },
): string {
  const asked = queryOf(address, onScreen);
  return `/api/export/usage${asked}${asked === "" ? "?" : "&"}rows=${rows}&format=${format}`;
}

/** What says how it is shown, and not what. */
const onScreen: Change = {
  unit: null,
  compare: null,
  all: null,
  table: null,
  sort: null,
  up: null,
};

function queryOf(address: UsageAddress, change: Change): string {
  const place = "at" in change ? {} : { at: null, key: null };
  const asked = { ...address, ...place, ...change };
  const query = new URLSearchParams();
  for (const field of order) {
    const value = asked[field];
    if (value !== undefined && value !== null) query.set(field, value);
  }
  return query.size === 0 ? "" : `?${query}`;
}

/** Asks for another stretch of time: what was chosen within the old one goes. */
export const anotherSpan: Change = { period: null, from: null, to: null, line: null, day: null };

/** Only the events of one group of the table. */
export function ofGroup(address: UsageAddress, key: string | null): Change {
  const { by = "feature", name } = address;
  if (by === "feature") return key === null ? {} : { feature: key };
  if (by === "actor") return key === null ? {} : { actor: key };
  if (key === null) return { property: name ?? null, value: null, unset: "1" };
  return { property: name ?? null, value: key, unset: null };
}

/** What a bar stands for: a day's events, or a month by its days. */
export function bucketHref(address: UsageAddress, { days }: { days: { day: string }[] }): string {
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (first === last) return usageHref(address, { day: first ?? null }, "#events");
  return usageHref(address, { ...anotherSpan, from: first ?? null, to: last ?? null });
}
