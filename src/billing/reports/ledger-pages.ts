import type { Tx } from "@/db/client";
import type { AccountId, GrantId } from "@/lib/ids";
import { listBases, listChanges } from "./ledger-balance-queries";
import {
  type LedgerFilter,
  type LedgerRow,
  listLedgerRows,
  listStretches,
  type Stretch,
} from "./ledger-page-queries";

/** How far a ledger reaches, and how far checkpoints cover it. */
export type Reach = { head: bigint; covered: bigint };

// What no checkpoint covers is looked through in steps of a checkpoint's size.
const step = 500n;

/**
 * The next entries a filter lets through, from one end of a stretch of the ledger.
 *
 * Checkpoints say which parts cannot hold any; the others are read a few at first, then more at a time,
 * so that a common kind is found at once and a rare one in few questions.
 */
export async function findRows(
  tx: Tx,
  search: {
    accountId: AccountId;
    filter: LedgerFilter;
    reach: Reach;
    within: Stretch;
    newestFirst: boolean;
    limit: number;
  },
): Promise<LedgerRow[]> {
  const { accountId, filter, newestFirst, limit } = search;
  const parts = await partsOf(tx, search);
  if (newestFirst) parts.reverse();
  const rows: LedgerRow[] = [];
  let atOnce = 1 + Math.ceil(limit / Number(step));
  for (let next = 0; next < parts.length && rows.length < limit; ) {
    const stretches = joined(parts.slice(next, next + atOnce), newestFirst);
    const asked = { accountId, stretches, filter, newestFirst, limit: limit - rows.length };
    rows.push(...(await listLedgerRows(tx, asked)));
    next += atOnce;
    atOnce *= 4;
  }
  return rows;
}

async function partsOf(
  tx: Tx,
  {
    accountId,
    filter,
    reach: { covered },
    within,
  }: { accountId: AccountId; filter: LedgerFilter; reach: Reach; within: Stretch },
): Promise<Stretch[]> {
  const parts: Stretch[] = [];
  if (within.from < covered) {
    const known = { from: within.from, to: within.to < covered ? within.to : covered };
    parts.push(...(await listStretches(tx, { accountId, within: known, filter })));
  }
  let from = within.from > covered ? within.from : covered;
  while (from < within.to) {
    const to = from + step < within.to ? from + step : within.to;
    parts.push({ from, to });
    from = to;
  }
  return parts;
}

/** Neighbours become one, so that Postgres is asked about few stretches. */
function joined(parts: readonly Stretch[], newestFirst: boolean): Stretch[] {
  const whole: Stretch[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    if (last && newestFirst && last.from === part.to) last.from = part.from;
    else if (last && !newestFirst && last.to === part.from) last.to = part.to;
    else whole.push({ ...part });
  }
  return whole;
}

type BalanceQuestion = {
  accountId: AccountId;
  grantId: GrantId | null;
  /** Newest first. */
  versions: readonly bigint[];
  reach: Reach;
  total: bigint;
};

/**
 * What was on grants, or on one, after each version: reckoned back from today's balance where that is
 * near, else on from the last checkpoint before it. Both come to the same (BOOKS B2); no version is summed
 * twice.
 */
export async function balancesAfter(
  tx: Tx,
  question: BalanceQuestion,
): Promise<Map<bigint, bigint>> {
  const { versions, reach } = question;
  const oldest = versions.at(-1);
  if (oldest === undefined) return new Map();
  const toBase = oldest > reach.covered ? oldest - reach.covered : step;
  return reach.head - oldest <= toBase
    ? await backFromToday(tx, question)
    : await onFromCheckpoints(tx, question);
}

async function backFromToday(
  tx: Tx,
  { accountId, grantId, versions, reach, total }: BalanceQuestion,
): Promise<Map<bigint, bigint>> {
  const stretches = versions.map((from, index) => ({
    from,
    to: versions[index - 1] ?? reach.head,
  }));
  const changes = await listChanges(tx, { accountId, stretches, grantId });
  let balance = total;
  return new Map(
    versions.map((version, index) => {
      balance -= changes[index] ?? 0n;
      return [version, balance];
    }),
  );
}

async function onFromCheckpoints(
  tx: Tx,
  { accountId, grantId, versions, reach }: BalanceQuestion,
): Promise<Map<bigint, bigint>> {
  const bases = await basesOf(tx, { accountId, grantId, versions, reach });
  const oldestFirst = [...versions].reverse();
  const starts = oldestFirst.map((version, index) => {
    const base = bases.get(version) ?? { base: 0n, credits: 0n };
    const before = oldestFirst[index - 1];
    const goesOn = before !== undefined && before >= base.base;
    return {
      from: goesOn ? before : base.base,
      to: version,
      credits: goesOn ? null : base.credits,
    };
  });
  const changes = await listChanges(tx, { accountId, stretches: starts, grantId });
  let balance = 0n;
  return new Map(
    starts.map(({ to, credits }, index) => {
      balance = (credits ?? balance) + (changes[index] ?? 0n);
      return [to, balance];
    }),
  );
}

async function basesOf(
  tx: Tx,
  { accountId, grantId, versions, reach }: Omit<BalanceQuestion, "total">,
): Promise<Map<bigint, { base: bigint; credits: bigint }>> {
  if (reach.covered === 0n) return new Map();
  const rows = await listBases(tx, { accountId, versions, grantId });
  return new Map(rows.map(({ version, base, credits }) => [version, { base, credits }]));
}
