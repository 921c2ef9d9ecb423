import type { Db, Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import type { Cell, Table } from "@/lib/csv";
import type { AccountId, GrantId } from "@/lib/ids";
import { localTime } from "@/lib/time";
import { readUpToDate } from "../catch-up";
import { getAccountHead, getNow } from "./queries";
import { type GrantRow, readGrants } from "./read-grants";
import { type LedgerEntry, type LedgerQuestion, readLedger } from "./read-ledger";

const rowsAtOnce = 1_000;

const ledgerColumns = [
  "entry",
  "occurred_at",
  "occurred_local",
  "kind",
  "source",
  "reason",
  "credits",
  "balance_after",
  "overage_credits",
  "rolled_over_credits",
  "grant_ids",
  "invoice",
  "hold_id",
] as const;

/**
 * CP6: the entries of a view as a file, newest first, a batch at a time. All batches are of one picture:
 * what was booked after the first was begun is left out.
 */
export async function ledgerFile(
  db: Db,
  accountId: AccountId,
  question: LedgerQuestion,
  limit = rowsAtOnce,
): Promise<Table> {
  const first = await readUpToDate(
    db,
    accountId,
    async (tx) => ({
      ...(await firstOf(tx, accountId)),
      page: await readLedger(tx, accountId, { ...question, ...newest, limit }),
    }),
    "tallybook_portal",
  );
  const balance = question.grantId ? "left on the grant" : "on all grants";
  return {
    head: [...first.head, ...filtersOf(question), ["balance_after is", balance]],
    columns: ledgerColumns,
    batches: batchesOf(db, accountId, { ...question, limit }, first),
  };
}

const newest = { before: null, after: null };

type First = { page: Awaited<ReturnType<typeof readLedger>>; timezone: string };

/** Entries are never changed, so that pages by their numbers agree however late they are read. */
async function* batchesOf(
  db: Db,
  accountId: AccountId,
  question: LedgerQuestion & { limit: number },
  { page: first, timezone }: First,
): AsyncGenerator<Cell[][]> {
  yield first.entries.map((entry) => entryCells(entry, timezone));
  for (let before = first.older; before !== null; ) {
    const asked = { ...question, ...newest, before, zone: timezone };
    const page: First["page"] = await readAs(
      db,
      { role: "tallybook_portal", account: accountId },
      (tx) => readLedger(tx, accountId, asked),
    );
    yield page.entries.map((entry) => entryCells(entry, timezone));
    before = page.older;
  }
}

function entryCells(entry: LedgerEntry, timezone: string): Cell[] {
  return [
    entry.version,
    entry.at,
    localTime(entry.at, timezone),
    entry.kind,
    entry.source?.replace("issued.", "") ?? null,
    entry.reason,
    entry.change,
    entry.balance,
    entry.overage,
    entry.carried,
    entry.grants.map(({ id }) => id).join(" "),
    entry.invoice?.number ?? null,
    entry.holdId,
  ];
}

function filtersOf({ kind, grantId, from, to }: LedgerQuestion): [string, Cell][] {
  const all: [string, string | null][] = [
    ["kind", kind],
    ["grant", grantId],
    ["from local day", from],
    ["to local day (included)", to],
  ];
  return all.filter(([, value]) => value !== null);
}

const grantColumns = [
  "grant_id",
  "source",
  "reason",
  "state",
  "usable_from",
  "expires",
  "granted",
  "used",
  "on_hold",
  "left",
  "expired",
  "taken_back",
  "rolled_over",
  "debt_repaid",
  "invoice",
] as const;

/** CP5: every grant as a file, those that can be used first, in the order they pay. */
export async function grantsFile(db: Db, accountId: AccountId, limit = rowsAtOnce): Promise<Table> {
  const finished = { before: null, limit };
  const first = await readUpToDate(
    db,
    accountId,
    async (tx) => ({
      ...(await firstOf(tx, accountId)),
      grants: await readGrants(tx, accountId, { finished }),
    }),
    "tallybook_portal",
  );
  return {
    head: first.head,
    columns: grantColumns,
    batches: grantBatches(db, accountId, limit, first),
  };
}

type FirstGrants = { grants: Awaited<ReturnType<typeof readGrants>>; timezone: string };

async function* grantBatches(
  db: Db,
  accountId: AccountId,
  limit: number,
  { grants: first, timezone }: FirstGrants,
): AsyncGenerator<Cell[][]> {
  const cells = (grant: GrantRow) => grantCells(grant, timezone);
  // One that was open when the file was begun may be over by now: it is told already.
  const told = new Set(first.grants.map(({ id }) => id));
  yield [...first.grants, ...(first.finished?.grants ?? [])].map(cells);
  let before: GrantId | null = first.finished?.older ?? null;
  while (before !== null) {
    const finished: { before: GrantId; limit: number } = { before, limit };
    const page: FirstGrants["grants"] = await readAs(
      db,
      { role: "tallybook_portal", account: accountId },
      (tx) => readGrants(tx, accountId, { finished }),
    );
    yield (page.finished?.grants ?? []).filter(({ id }) => !told.has(id)).map(cells);
    before = page.finished?.older ?? null;
  }
}

function grantCells(grant: GrantRow, timezone: string): Cell[] {
  return [
    grant.id,
    grant.category,
    grant.reason,
    grant.state,
    localTime(grant.effectiveAt, timezone),
    grant.expiresAt && localTime(grant.expiresAt, timezone),
    grant.granted,
    grant.used,
    grant.held,
    grant.left,
    grant.expired,
    grant.revoked,
    grant.rolledOut,
    grant.debtRepaid,
    grant.invoice?.number ?? null,
  ];
}

/** What a file says of itself. */
async function firstOf(tx: Tx, accountId: AccountId) {
  const { name, timezone } = await getAccountHead(tx, accountId);
  const head: (readonly [string, Cell])[] = [
    ["account", name],
    ["time zone", timezone],
    ["as of", await getNow(tx)],
  ];
  return { head, timezone };
}
