import { isTimeZone } from "@/lib/time";
import { exportKindNames } from "./data";

/** What the page's address says: what is to be a file, of whom and which days; or a page of older ones. */
export type ExportsView = {
  kind: (typeof exportKindNames)[number] | null;
  account: string | null;
  from: string | null;
  to: string | null;
  zone: string | null;
  before: string | null;
};

type Query = Record<string, string | string[] | undefined>;

export function exportsView({ kind, account, from, to, zone, before }: Query): ExportsView {
  return {
    kind: exportKindNames.find((one) => one === kind) ?? null,
    account: typeof account === "string" ? account.trim().slice(0, 255) || null : null,
    from: day(from),
    to: day(to),
    zone: typeof zone === "string" && isTimeZone(zone) ? zone : null,
    before: typeof before === "string" && /^[\da-f-]{36}$/.test(before) ? before : null,
  };
}

/** As a kind takes them; a report takes the months of the days, and is of all customers. */
export function filtersOf({ kind, account, from, to }: ExportsView): Record<string, string> {
  if (kind === "customers") return {};
  if (kind?.startsWith("report_")) {
    return { ...(from && { from: from.slice(0, 7) }), ...(to && { to: to.slice(0, 7) }) };
  }
  return { ...(account && { account }), ...(from && { from }), ...(to && { to }) };
}

/** Where files of one customer are asked for. */
export function exportsOfHref(account: string): string {
  return `/staff/exports?account=${account}`;
}

/** Where the journal of some days is asked for; the last is in it. */
export function journalHref({ from, to, zone }: Record<"from" | "to" | "zone", string>): string {
  return `/staff/exports?${new URLSearchParams({ kind: "journal", from, to, zone })}`;
}

function day(text: string | string[] | undefined): string | null {
  if (typeof text !== "string" || !/^(19|20|21)\d\d-\d\d-\d\d$/.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text) ? text : null;
}
