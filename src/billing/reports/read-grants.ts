import type { Tx } from "@/db/client";
import type { AccountId, GrantId } from "@/lib/ids";
import { inBurnDownOrder, isUsable } from "../credits/burn-down";
import { figuresOfMoves, type GrantFigures, grantFigures } from "./grant-figures";
import {
  findGrantRecord,
  type GrantRecord,
  listFinishedGrantRecords,
  listGrantEnds,
  listGrantMoves,
  listOpenGrantRecords,
} from "./grant-queries";
import { getReach, listStretches } from "./ledger-page-queries";
import { getHeldAndDebt, getNow } from "./queries";
import { noSuchGrant } from "./read-ledger";

/** Usable now, usable later, or over but for what holds still have of it. */
export type GrantState = "usable" | "later" | "onHold" | "finished";

export type GrantRow = GrantFigures &
  Pick<GrantRecord, "id" | "category" | "effectiveAt" | "expiresAt" | "issuedAt" | "reason"> & {
    state: GrantState;
    isPaid: boolean;
    invoice: { id: string; lineId: string; number: string | null } | null;
  };

/**
 * CP5: the grants with anything left or on hold, in the order they pay, with what they come to: the
 * balance. Grants that are used up or over follow page by page where they are asked for.
 */
export async function readGrants(
  tx: Tx,
  accountId: AccountId,
  { finished }: { finished: { before: GrantId | null; limit: number } | null },
) {
  const at = await getNow(tx);
  const records = await listOpenGrantRecords(tx, accountId);
  const open = inBurnDownOrder(records.filter((record) => stateOf(record, at) !== "finished"));
  const grants = await rowsOf(tx, accountId, open, at);
  const leftOf = (state: GrantState) =>
    grants.reduce((sum, grant) => (grant.state === state ? sum + grant.left : sum), 0n);
  const onGrants = grants.reduce((sum, { held }) => sum + held, 0n);
  const { held, debt } = await getHeldAndDebt(tx, accountId);
  return {
    asOf: at,
    grants,
    available: leftOf("usable"),
    later: leftOf("later"),
    held: onGrants,
    // A hold may reach beyond the grants (BOOKS B8); that part is of none of them.
    heldBeyond: held - onGrants,
    debt,
    finished: finished && (await readFinished(tx, accountId, { ...finished, at })),
  };
}

async function readFinished(
  tx: Tx,
  accountId: AccountId,
  { at, before, limit }: { at: Date; before: GrantId | null; limit: number },
) {
  const asked = { accountId, at, before, limit: limit + 1 };
  const records = await listFinishedGrantRecords(tx, asked);
  const page = records.slice(0, limit);
  const older = records.length > limit ? (page.at(-1)?.id ?? null) : null;
  return { grants: await rowsOf(tx, accountId, page, at), older };
}

/** One grant with where its credits are, reckoned by the balances and again from every transfer of it. */
export async function readGrant(tx: Tx, accountId: AccountId, grantId: GrantId) {
  const record = await findGrantRecord(tx, accountId, grantId);
  if (!record) throw noSuchGrant();
  const at = await getNow(tx);
  const [grant] = await rowsOf(tx, accountId, [record], at);
  if (!grant) throw noSuchGrant();
  const stretches = await stretchesOf(tx, accountId, grantId);
  const moves = await listGrantMoves(tx, { accountId, grantId, stretches });
  const [{ keptRevoked = 0n, keptRolledOut = 0n } = {}] = await listGrantEnds(tx, accountId, [
    grantId,
  ]);
  const known = { ...record, keptRevoked, keptRolledOut };
  return { asOf: at, grant, recomputed: figuresOfMoves(moves, known, at) };
}

/** The parts of the ledger that may name a grant. */
async function stretchesOf(tx: Tx, accountId: AccountId, grantId: GrantId) {
  const { head, covered } = await getReach(tx, accountId);
  const filter = { kind: null, grantId, from: null, to: null };
  const known = await listStretches(tx, { accountId, within: { from: 0n, to: covered }, filter });
  return [...known, { from: covered, to: head }];
}

async function rowsOf(
  tx: Tx,
  accountId: AccountId,
  records: readonly GrantRecord[],
  at: Date,
): Promise<GrantRow[]> {
  const ids = records.map(({ id }) => id);
  const ends = new Map(
    (await listGrantEnds(tx, accountId, ids)).map((one) => [one.grantId, one] as const),
  );
  return records.map((record) => ({
    ...grantFigures(record, ends.get(record.id), at),
    id: record.id,
    category: record.category,
    effectiveAt: record.effectiveAt,
    expiresAt: record.expiresAt,
    issuedAt: record.issuedAt,
    reason: record.reason,
    state: stateOf(record, at),
    isPaid: record.paidMinor > 0n,
    invoice: invoiceOf(record),
  }));
}

function stateOf(record: GrantRecord, at: Date): GrantState {
  const ended = record.expiresAt !== null && record.expiresAt <= at;
  if (record.balance > 0n && !ended) return isUsable(record, at) ? "usable" : "later";
  return record.held > 0n ? "onHold" : "finished";
}

function invoiceOf({ invoiceId, invoiceLineId, invoiceNumber }: GrantRecord): GrantRow["invoice"] {
  if (!invoiceId || !invoiceLineId) return null;
  return { id: invoiceId, lineId: invoiceLineId, number: invoiceNumber };
}
