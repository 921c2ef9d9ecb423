import { assert } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { maxDate } from "@/lib/time";
import type { AccountFacts, LockedBooks, listOpenOverage } from "./accounts/books-queries";
import type { BooksHead } from "./decision";
import type { OpenLine } from "./invoices/earning-queries";
import type { CurrentCatalog } from "./plans/current-catalog";
import { slicesOfLine } from "./plans/line-slices";
import { slicesOf } from "./plans/periods";
import type { listLastClosedPeriods } from "./plans/queries";
import type {
  ClosedSlice,
  GrantState,
  LineState,
  OverageState,
  PeriodState,
  Snapshot,
} from "./state";

export function headOf(books: LockedBooks): BooksHead {
  return {
    version: books.version,
    hash: books.head_hash,
    dueAt: books.due_at,
    earnsAt: books.earns_at,
    closedThrough: books.closed_through,
    alertWatch: books.alert_watch,
    tells: books.tells,
  };
}

export function periodOf(row: AccountFacts, catalog: CurrentCatalog): PeriodState | null {
  return row.period_id === null ? null : periodState({ ...row, id: row.period_id }, catalog);
}

type PeriodRow = Pick<
  AccountFacts,
  | "subscription_id"
  | "plan_version_id"
  | "starts_at"
  | "ends_at"
  | "cycle_index"
  | "slice_index"
  | "slice_starts_at"
  | "slice_ends_at"
  | "allowance_granted"
  | "anchor_at"
  | "subscription_timezone"
  | "trial"
  | "cycle_overage"
> & {
  id: PeriodState["id"];
  stripe_subscription_id?: string | null;
  stripe_outlook?: string | null;
};

export function periodState(row: PeriodRow, catalog: CurrentCatalog): PeriodState {
  return {
    id: row.id,
    subscriptionId: row.subscription_id,
    version: versionOf(catalog, row.plan_version_id),
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    cycleIndex: row.cycle_index,
    slice: { index: row.slice_index, startsAt: row.slice_starts_at, endsAt: row.slice_ends_at },
    allowanceGranted: row.allowance_granted,
    anchorAt: row.anchor_at,
    timezone: row.subscription_timezone,
    trial: row.trial,
    cycleOverage: row.cycle_overage,
    stripeSubscriptionId: row.stripe_subscription_id ?? null,
    outlook: (row.stripe_outlook ?? null) as PeriodState["outlook"],
  };
}

export function overageOf(row: AccountFacts): OverageState[] {
  if (row.period_id === null || row.overage_credits === null) return [];
  return [
    {
      planPeriodId: row.period_id,
      sliceIndex: row.slice_index,
      credits: row.overage_credits,
      heldCredits: row.held_credits,
      accruedCredits: row.accrued_credits,
      accruedMinor: row.accrued_minor,
      invoiceLineId: null,
      billed: false,
      closed: null,
    },
  ];
}

export function overageState(
  row: Awaited<ReturnType<typeof listOpenOverage>>[number],
): OverageState {
  return {
    planPeriodId: row.plan_period_id,
    sliceIndex: row.slice_index,
    credits: row.credits,
    heldCredits: row.held_credits,
    accruedCredits: row.accrued_credits,
    accruedMinor: row.accrued_minor,
    invoiceLineId: row.invoice_line_id,
    billed: row.billed,
    closed: closedOf(row),
  };
}

/** Which slice a row of overage is of, once that is not the current one any more. */
function closedOf(
  row: Awaited<ReturnType<typeof listOpenOverage>>[number],
): OverageState["closed"] {
  const { state, slice_index, current_slice, closed_by, subscription_id } = row;
  if (state === "open" && slice_index === current_slice) return null;
  if (slice_index === current_slice) {
    const slice = { index: slice_index, startsAt: row.slice_starts_at, endsAt: row.slice_ends_at };
    return { slice, endedBy: closed_by ?? "renewal", subscriptionId: subscription_id };
  }
  const year = { start: row.starts_at, end: row.ends_at };
  const found = slicesOf({ anchor: row.anchor_at, timeZone: row.timezone }, year)[slice_index];
  assert(found, "overage is of a slice of its period");
  const startsAt = maxDate(found.start, row.starts_at);
  return {
    slice: { index: slice_index, startsAt, endsAt: found.end },
    endedBy: "renewal",
    subscriptionId: subscription_id,
  };
}

type ClosedPeriod = Awaited<ReturnType<typeof listLastClosedPeriods>>[number];

/** Inside a dripping year the slice before; at its start the period before, if it was renewed. */
export function previousSlice(
  period: PeriodState | null,
  last: ClosedPeriod | undefined,
  catalog: CurrentCatalog,
  grants: readonly GrantState[],
): ClosedSlice | null {
  if (period && period.slice.index > 0) return sliceBefore(period, grants);
  if (!period || !last || last.closed_by !== "renewal" || +last.ends_at !== +period.startsAt)
    return null;
  return {
    periodId: last.id,
    subscriptionId: last.subscription_id,
    version: versionOf(catalog, last.plan_version_id),
    slice: { index: last.slice_index, startsAt: last.slice_starts_at, endsAt: last.slice_ends_at },
    allowanceGranted: last.allowance_granted,
  };
}

function sliceBefore(period: PeriodState, grants: readonly GrantState[]): ClosedSlice {
  const { id, subscriptionId, version, slice, anchorAt, timezone } = period;
  const year = { start: period.startsAt, end: period.endsAt };
  const index = slice.index - 1;
  const before = slicesOf({ anchor: anchorAt, timeZone: timezone }, year)[index];
  assert(before, "a slice has one before it");
  // The money for a year may have come after that slice was over: then nothing of it was granted.
  const granted = grants.some((one) => one.planPeriodId === id && one.sliceIndex === index);
  return {
    periodId: id,
    subscriptionId,
    version,
    slice: { index, startsAt: maxDate(before.start, period.startsAt), endsAt: before.end },
    allowanceGranted: version.allowance === 0n ? period.allowanceGranted : granted,
  };
}

export function versionOf(catalog: CurrentCatalog, id: PeriodState["version"]["id"]) {
  const version = catalog.versions.get(id);
  assert(version, "a period's plan version is in the catalogue");
  return version;
}

/** A line with the months of a dripping year it is for. */
export function withSlices({ accountId: _, drips, ...line }: OpenLine): LineState {
  return { ...line, slices: drips && slicesOfLine(drips, line) };
}

export function heldOf(grantId: string, holds: Snapshot["holds"]): bigint {
  let held = 0n;
  for (const { parts } of holds) {
    for (const part of parts) if (part.grantId === grantId) held += part.credits;
  }
  return held;
}

export function byAccount<Row>(
  rows: readonly Row[],
  key: (row: Row) => AccountId,
): Map<AccountId, Row> {
  return new Map(rows.map((row) => [key(row), row]));
}

export function grouped<Row>(
  rows: readonly Row[],
  key: (row: Row) => AccountId,
): Map<AccountId, Row[]> {
  const groups = new Map<AccountId, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
