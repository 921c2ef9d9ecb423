import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { env } from "@/env";
import { assert } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { cutToSeconds } from "@/lib/time";
import {
  type AccountFacts,
  type LockedBooks,
  listOpenOverage,
  lockBooks,
  readBooks,
  readFacts,
} from "./accounts/queries";
import { listOpenGrants, listOpenHolds } from "./credits/queries";
import type { BooksHead, GrantsWhen } from "./decision";
import { listOpenInvoices } from "./invoices/queries";
import { creditAccount } from "./ledger/accounts";
import { type CurrentCatalog, catalogNumbered } from "./plans/current-catalog";
import { slicesOf } from "./plans/periods";
import { listLastClosedPeriods, listOpenPlanLines, listPendingPeriods } from "./plans/queries";
import type { ClosedSlice, CreditSnapshot, OverageState, PeriodState, Snapshot } from "./state";

/** Accounts under their locks: nothing about them changes until the transaction ends. */
export type Locked = { books: LockedBooks[]; catalog: CurrentCatalog };

/** Locks accounts in sorted order, always first, so that retries and rivals queue up here. */
export async function lockAccounts(tx: Tx, accountIds: readonly AccountId[]): Promise<Locked> {
  return await withCatalog(tx, await lockBooks(tx, [plainArray(accountIds)]));
}

/** The same picture without locks, for estimates and checks that promise nothing. */
export async function readAccounts(tx: Tx, accountIds: readonly AccountId[]): Promise<Locked> {
  return await withCatalog(tx, await readBooks(tx, [plainArray(accountIds)]));
}

async function withCatalog(tx: Tx, books: LockedBooks[]): Promise<Locked> {
  return { books, catalog: await catalogNumbered(tx, books[0]?.catalog_version ?? 0n) };
}

/** What a consume needs: grants, open period, debt, the current slice's overage. Two round trips. */
export async function loadCreditSnapshots(tx: Tx, locked: Locked): Promise<CreditSnapshot[]> {
  const ids = locked.books.map((one) => one.account_id);
  const debts = ids.map((id) => creditAccount(id, "debt").id);
  const facts = byAccount(
    await readFacts(tx, [plainArray(ids), plainArray(debts)]),
    (row) => row.account_id,
  );
  const grants = grouped(await listOpenGrants(tx, ids), (grant) => grant.accountId);
  return locked.books.map((books) => {
    const row = facts.get(books.account_id);
    assert(row, "an account with books has facts");
    return {
      accountId: books.account_id,
      timezone: row.timezone,
      houseTimezone: env.HOUSE_TIMEZONE,
      currency: row.currency,
      paymentTermsDays: row.payment_terms_days,
      t: cutToSeconds(books.now),
      recordedAt: books.now,
      head: headOf(books),
      grants: grants.get(books.account_id) ?? [],
      debt: -(row.debt ?? 0n),
      period: periodOf(row, locked.catalog),
      overage: overageOf(row),
      previous: null,
    };
  });
}

/** With the slice before the current one and its overage, for usage that comes late. */
export async function withPrevious<S extends CreditSnapshot>(
  tx: Tx,
  locked: Locked,
  snapshots: readonly S[],
): Promise<(S & { lastPeriodEnd: Date | null })[]> {
  const ids = snapshots.map((one) => one.accountId);
  const closed = byAccount(await listLastClosedPeriods(tx, ids), (row) => row.account_id);
  const overage = grouped(await listOpenOverage(tx, ids), (row) => row.account_id);
  return snapshots.map((snapshot) => {
    const last = closed.get(snapshot.accountId);
    return {
      ...snapshot,
      overage: (overage.get(snapshot.accountId) ?? []).map(overageState),
      previous: previousSlice(snapshot.period, last, locked.catalog),
      lastPeriodEnd: last?.ends_at ?? null,
    };
  });
}

/** The whole account: with holds, invoices and the slice before, for everything but a consume. */
export async function loadSnapshots(tx: Tx, locked: Locked): Promise<Snapshot[]> {
  const ids = locked.books.map((one) => one.account_id);
  const credit = await withPrevious(tx, locked, await loadCreditSnapshots(tx, locked));
  const holds = grouped(await listOpenHolds(tx, ids), (hold) => hold.accountId);
  const invoices = grouped(await listOpenInvoices(tx, ids), (invoice) => invoice.accountId);
  const lines = byAccount(await listOpenPlanLines(tx, ids), (row) => row.account_id);
  const pending = byAccount(await listPendingPeriods(tx, ids), (row) => row.account_id);
  return credit.map((snapshot) => {
    const accountHolds = holds.get(snapshot.accountId) ?? [];
    const line = lines.get(snapshot.accountId);
    const ahead = pending.get(snapshot.accountId);
    return {
      ...snapshot,
      grants: snapshot.grants.map((grant) => ({ ...grant, held: heldOf(grant.id, accountHolds) })),
      holds: accountHolds,
      openInvoices: invoices.get(snapshot.accountId) ?? [],
      pending: ahead
        ? { ...periodState(ahead, locked.catalog), grants: ahead.grants as GrantsWhen }
        : null,
      planLine: line
        ? {
            id: line.id,
            amountMinor: line.amount_minor,
            awaitsPayment: line.grants === "on_payment" && line.status !== "paid",
          }
        : null,
    };
  });
}

/** Locks one account and reads all of it. */
export async function lockSnapshot(
  tx: Tx,
  accountId: AccountId,
): Promise<{ snapshot: Snapshot; catalog: CurrentCatalog }> {
  const locked = await lockAccounts(tx, [accountId]);
  const [snapshot] = await loadSnapshots(tx, locked);
  assert(snapshot, "the account stands");
  return { snapshot, catalog: locked.catalog };
}

function headOf(books: LockedBooks): BooksHead {
  return {
    version: books.version,
    hash: books.head_hash,
    dueAt: books.due_at,
    closedThrough: books.closed_through,
  };
}

function periodOf(row: AccountFacts, catalog: CurrentCatalog): PeriodState | null {
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
> & { id: PeriodState["id"] };

function periodState(row: PeriodRow, catalog: CurrentCatalog): PeriodState {
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
  };
}

function overageOf(row: AccountFacts): OverageState[] {
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
    },
  ];
}

function overageState(row: Awaited<ReturnType<typeof listOpenOverage>>[number]): OverageState {
  return {
    planPeriodId: row.plan_period_id,
    sliceIndex: row.slice_index,
    credits: row.credits,
    heldCredits: row.held_credits,
    accruedCredits: row.accrued_credits,
    accruedMinor: row.accrued_minor,
    invoiceLineId: row.invoice_line_id,
    billed: row.billed,
  };
}

type ClosedPeriod = Awaited<ReturnType<typeof listLastClosedPeriods>>[number];

/** Inside a dripping year the slice before; at its start the period before, if it was renewed. */
function previousSlice(
  period: PeriodState | null,
  last: ClosedPeriod | undefined,
  catalog: CurrentCatalog,
): ClosedSlice | null {
  if (period && period.slice.index > 0) return sliceBefore(period);
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

function sliceBefore(period: PeriodState): ClosedSlice {
  const { id, subscriptionId, version, slice, allowanceGranted, anchorAt, timezone } = period;
  const year = { start: period.startsAt, end: period.endsAt };
  const index = slice.index - 1;
  const before = slicesOf({ anchor: anchorAt, timeZone: timezone }, year)[index];
  assert(before, "a slice has one before it");
  return {
    periodId: id,
    subscriptionId,
    version,
    slice: { index, startsAt: before.start, endsAt: before.end },
    // A year is paid for as a whole, so a slice was granted when the one after it is.
    allowanceGranted,
  };
}

function versionOf(catalog: CurrentCatalog, id: PeriodState["version"]["id"]) {
  const version = catalog.versions.get(id);
  assert(version, "a period's plan version is in the catalogue");
  return version;
}

function heldOf(grantId: string, holds: Snapshot["holds"]): bigint {
  let held = 0n;
  for (const { parts } of holds) {
    for (const part of parts) if (part.grantId === grantId) held += part.credits;
  }
  return held;
}

function byAccount<Row>(rows: readonly Row[], key: (row: Row) => AccountId): Map<AccountId, Row> {
  return new Map(rows.map((row) => [key(row), row]));
}

function grouped<Row>(rows: readonly Row[], key: (row: Row) => AccountId): Map<AccountId, Row[]> {
  const groups = new Map<AccountId, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
