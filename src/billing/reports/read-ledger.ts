import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId, GrantId } from "@/lib/ids";
import { startOfDay } from "@/lib/time";
import { findGrant } from "./grant-queries";
import { getOnGrants, type UnpostedExpiry } from "./ledger-balance-queries";
import {
  type EntryGrant,
  type EntryInvoice,
  getReach,
  type LedgerFilter,
  type LedgerRow,
  listNamed,
} from "./ledger-page-queries";
import { balancesAfter, findRows, type Reach } from "./ledger-pages";
import { nextDay } from "./months";
import { getAccountHead, getNow } from "./queries";

export type LedgerQuestion = {
  kind: string | null;
  grantId: GrantId | null;
  /** Local days of the account (`YYYY-MM-DD`), both included. */
  from: string | null;
  to: string | null;
};

export type LedgerPlace = {
  before: bigint | null;
  after: bigint | null;
  limit: number;
  /** Of which zone its days are: a file keeps the one it began with. */
  zone?: string;
};

/** `version` is null while an expiry has no entry of its own yet. */
export type LedgerEntry = Omit<LedgerRow, "version" | "grantIds" | "invoiceLineId"> & {
  version: bigint | null;
  balance: bigint;
  grants: EntryGrant[];
  invoice: EntryInvoice | null;
};

/**
 * A page of the credits ledger, newest first, each entry with the balance it left: what was on grants, or
 * on the one grant that is asked about.
 */
export async function readLedger(
  tx: Tx,
  accountId: AccountId,
  question: LedgerQuestion & LedgerPlace,
) {
  const filter = await filterOf(tx, accountId, question);
  const reach = await getReach(tx, accountId);
  const { rows, newer, older } = await findPage(tx, { accountId, filter, reach }, question);
  const now = { accountId, grantId: filter.grantId, at: await getNow(tx) };
  const { total, unposted } = await getOnGrants(tx, now);
  const balances = await balancesAfter(tx, {
    accountId,
    grantId: filter.grantId,
    versions: rows.map(({ version }) => version),
    reach,
    total,
  });
  const named = await listNamed(tx, {
    accountId,
    grantIds: rows.flatMap(({ grantIds }) => grantIds),
    lineIds: rows.flatMap(({ invoiceLineId }) => invoiceLineId ?? []),
  });
  const posted = rows.map((row) => entryOf(row, balances.get(row.version) ?? 0n, named));
  const ahead = newer === null ? unpostedEntries(unposted, total, filter) : [];
  return { asOf: now.at, entries: [...ahead, ...posted], newer, older };
}

/** The days of the account's own zone, from the first instant of one to the last of the other. */
async function filterOf(
  tx: Tx,
  accountId: AccountId,
  { kind, grantId, from, to, zone }: LedgerQuestion & { zone?: string },
): Promise<LedgerFilter> {
  if (grantId && !(await findGrant(tx, accountId, grantId))) throw noSuchGrant();
  const timezone = zone ?? (await getAccountHead(tx, accountId)).timezone;
  return {
    kind,
    grantId,
    from: from === null ? null : startOfDay(from, timezone),
    to: to === null ? null : startOfDay(nextDay(to), timezone),
  };
}

export function noSuchGrant(): BillingError {
  return new BillingError("not_found", "There is no such grant.");
}

type Page = { rows: LedgerRow[]; newer: bigint | null; older: bigint | null };
type Where = { accountId: AccountId; filter: LedgerFilter; reach: Reach };

async function findPage(
  tx: Tx,
  where: Where,
  { before, after, limit }: LedgerPlace,
): Promise<Page> {
  if (after !== null) {
    const within = { from: after, to: where.reach.head };
    const rows = await findRows(tx, { ...where, within, newestFirst: false, limit: limit + 1 });
    // What is newer than this page fills less than one: then the newest page it is.
    if (rows.length <= limit)
      return await findPage(tx, where, { before: null, after: null, limit });
    const page = rows.slice(0, limit).reverse();
    return { rows: page, newer: page[0]?.version ?? null, older: page.at(-1)?.version ?? null };
  }
  const to = before === null || before > where.reach.head ? where.reach.head : before - 1n;
  const within = { from: 0n, to };
  const rows = await findRows(tx, { ...where, within, newestFirst: true, limit: limit + 1 });
  const page = rows.slice(0, limit);
  const newest = page[0]?.version ?? to;
  return {
    rows: page,
    newer: to === where.reach.head ? null : newest,
    older: rows.length > limit ? (page.at(-1)?.version ?? null) : null,
  };
}

function entryOf(
  { grantIds, invoiceLineId, ...row }: LedgerRow,
  balance: bigint,
  named: { grants: EntryGrant[]; invoices: EntryInvoice[] },
): LedgerEntry {
  return {
    ...row,
    balance,
    grants: named.grants.filter(({ id }) => grantIds.includes(id)),
    invoice: named.invoices.find(({ lineId }) => lineId === invoiceLineId) ?? null,
  };
}

/**
 * Credits that have expired are gone when read, although their entry is posted up to an hour later
 * (BOOKS B9); it is shown already, so that the first line always agrees with the balance.
 */
function unpostedEntries(
  unposted: readonly UnpostedExpiry[],
  total: bigint,
  { kind, from, to }: LedgerFilter,
): LedgerEntry[] {
  let balance = unposted.reduce((left, { credits }) => left - credits, total);
  const entries = unposted.map((expiry) => {
    const entry = expiryOf(expiry, balance);
    balance += expiry.credits;
    return entry;
  });
  return entries.filter(
    ({ at }) => (kind ?? "expire") === "expire" && (!from || at >= from) && (!to || at < to),
  );
}

function expiryOf(
  { grantId, category, credits, at }: UnpostedExpiry,
  balance: bigint,
): LedgerEntry {
  return {
    version: null,
    kind: "expire",
    at,
    reason: "Expired",
    change: -credits,
    overage: 0n,
    carried: 0n,
    source: null,
    holdId: null,
    keeper: null,
    balance,
    grants: [{ id: grantId, category }],
    invoice: null,
  };
}
