import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { env } from "@/env";
import { assert } from "@/lib/errors";
import type { AccountId, PlanPeriodId } from "@/lib/ids";
import { cutToSeconds } from "@/lib/time";
import {
  type LockedBooks,
  listOpenOverage,
  lockBooks,
  readBooks,
  readFacts,
} from "./accounts/books-queries";
import { listOpenGrants, listOpenHolds } from "./credits/queries";
import type { GrantsWhen } from "./decision";
import { listOpenInvoices } from "./invoices/document-queries";
import { listOpenLines } from "./invoices/earning-queries";
import { minimumCharge } from "./invoices/minimum";
import { noTerms } from "./invoices/terms";
import { listTerms } from "./invoices/terms-queries";
import { creditAccount } from "./ledger/accounts";
import { listAccountCredit } from "./ledger/queries";
import { listCollecting } from "./payments/collection-queries";
import { type CurrentCatalog, catalogNumbered } from "./plans/current-catalog";
import { listLastClosedPeriods, listPendingPeriods, listPeriodVersions } from "./plans/queries";
import { listScheduledChanges } from "./plans/scheduled-queries";
import {
  byAccount,
  grouped,
  headOf,
  heldOf,
  overageOf,
  overageState,
  periodOf,
  periodState,
  previousSlice,
  versionOf,
  withSlices,
} from "./snapshot-rows";
import type { CreditSnapshot, Snapshot } from "./state";

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
      withheld: row.withheld,
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
): Promise<(S & Pick<Snapshot, "lastPeriodEnd" | "tried" | "freeUntil">)[]> {
  const ids = snapshots.map((one) => one.accountId);
  const closed = byAccount(await listLastClosedPeriods(tx, ids), (row) => row.account_id);
  const overage = grouped(await listOpenOverage(tx, ids), (row) => row.account_id);
  return snapshots.map((snapshot) => {
    const last = closed.get(snapshot.accountId);
    return {
      ...snapshot,
      overage: (overage.get(snapshot.accountId) ?? []).map(overageState),
      previous: previousSlice(snapshot.period, last, locked.catalog, snapshot.grants),
      lastPeriodEnd: last?.ends_at ?? null,
      tried: last?.tried ?? false,
      freeUntil: last?.free_until ?? null,
    };
  });
}

/** The whole account: with holds, invoices and the slice before, for everything but a consume. */
export async function loadSnapshots(tx: Tx, locked: Locked): Promise<Snapshot[]> {
  const ids = locked.books.map((one) => one.account_id);
  const credit = await withPrevious(tx, locked, await loadCreditSnapshots(tx, locked));
  const holds = grouped(await listOpenHolds(tx, ids), (hold) => hold.accountId);
  const invoices = grouped(await listOpenInvoices(tx, ids), (invoice) => invoice.accountId);
  const lines = grouped(await listOpenLines(tx, ids), (line) => line.accountId);
  const pending = byAccount(await listPendingPeriods(tx, ids), (row) => row.account_id);
  const scheduled = grouped(await listScheduledChanges(tx, ids), (one) => one.accountId);
  const kept = new Map(
    (await listAccountCredit(tx, ids)).map((row) => [row.account_id, row.minor]),
  );
  const terms = await listTerms(tx, ids, locked.catalog.taxes);
  const periodVersions = await versionsOf(tx, locked, credit);
  const collecting = byAccount(await listCollecting(tx, ids), (one) => one.accountId);
  return credit.map((snapshot) => {
    const accountHolds = holds.get(snapshot.accountId) ?? [];
    const ahead = pending.get(snapshot.accountId);
    const waiting = scheduled.get(snapshot.accountId) ?? [];
    return {
      ...snapshot,
      grants: snapshot.grants.map((grant) => ({ ...grant, held: heldOf(grant.id, accountHolds) })),
      holds: accountHolds,
      openInvoices: invoices.get(snapshot.accountId) ?? [],
      accountCreditMinor: kept.get(snapshot.accountId) ?? 0n,
      minimumMinor: minimumCharge(snapshot.currency, locked.catalog.minimumCharges),
      terms: terms.get(snapshot.accountId) ?? noTerms,
      lines: (lines.get(snapshot.accountId) ?? []).map(withSlices),
      scheduled: waiting,
      collections: collecting.get(snapshot.accountId)?.collections ?? [],
      paysByItself: collecting.get(snapshot.accountId)?.paysByItself ?? false,
      versions: locked.catalog.versions,
      periodVersions,
      pending: ahead
        ? {
            ...periodState(ahead, locked.catalog),
            grants: ahead.grants as GrantsWhen,
            waits: waiting.some(({ planPeriodId }) => planPeriodId === ahead.id),
          }
        : null,
    };
  });
}

/** The plan versions that open grants and unbilled overage are of, whichever period is open now. */
async function versionsOf(
  tx: Tx,
  locked: Locked,
  snapshots: readonly CreditSnapshot[],
): Promise<Snapshot["periodVersions"]> {
  const named = snapshots.flatMap(({ grants, overage }) => [
    ...grants.map(({ planPeriodId }) => planPeriodId),
    ...overage.map(({ planPeriodId }) => planPeriodId),
  ]);
  const ids = [...new Set(named.filter((id): id is PlanPeriodId => id !== null))];
  const accountIds = snapshots.map(({ accountId }) => accountId);
  const rows = await listPeriodVersions(tx, accountIds, ids);
  return new Map(rows.map((row) => [row.id, versionOf(locked.catalog, row.plan_version_id)]));
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
