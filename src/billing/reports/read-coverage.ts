import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId, GrantId, InvoiceLineId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import { assertCharged, coverageOf, creditsOf, sumUses, type UseSum } from "./coverage";
import {
  type CoveredUse,
  type CoveringLine,
  findCoveringLine,
  listChargedUses,
  listUsesFrom,
} from "./coverage-queries";
import { type GrantFigures, grantFigures } from "./grant-figures";
import { type GrantRecord, listGrantEnds, listGrantRecordsById } from "./grant-queries";
import { listGrantsOfLines } from "./invoice-detail-queries";
import { getNow } from "./queries";

// Late use keeps its own time, which may be that long before the grant that paid it (BOOKS B9).
const lateSeconds = 36 * 86_400;

/**
 * "What usage does this invoice cover?", of one line: use beyond the credits by day and feature, which comes to what the
 * line charges for; or the grants it issued with what was used from each, which comes to what they say is used.
 */
export async function readCoverage(tx: Tx, accountId: AccountId, lineId: string) {
  const at = await getNow(tx);
  const line = await findCoveringLine(tx, { accountId, lineId: lineId as InvoiceLineId });
  if (!line) throw new BillingError("not_found", "There is no such line.", { field: "lineId" });
  const { uses, grants } = await usesOf(tx, accountId, { line, at });
  return {
    asOf: at,
    line: { ...line, amount: { minor: line.amount, currency: line.currency } },
    covers: coverageOf(line),
    used: creditsOf(uses),
    events: uses.reduce((sum, { events }) => sum + events, 0),
    byFeature: sumUses(uses, "feature"),
    byDay: sumUses(uses, "day"),
    grants,
  };
}

type Of = { line: CoveringLine; at: Date };

type CoveringGrant = GrantFigures &
  Pick<GrantRecord, "id" | "category" | "effectiveAt" | "expiresAt"> & { byFeature: UseSum[] };

type Uses = { uses: CoveredUse[]; grants: CoveringGrant[] };

async function usesOf(tx: Tx, accountId: AccountId, { line, at }: Of): Promise<Uses> {
  if (coverageOf(line) === "grants") return await grantsOf(tx, accountId, { line, at });
  const uses = await listChargedUses(tx, accountId, line);
  assertCharged(line, creditsOf(uses));
  return { uses, grants: [] };
}

async function grantsOf(tx: Tx, accountId: AccountId, { line, at }: Of): Promise<Uses> {
  const named = await listGrantsOfLines(tx, { accountId, lineIds: [line.id] });
  const ids = named.map(({ grantId }) => grantId);
  if (ids.length === 0) return { uses: [], grants: [] };
  const records = await listGrantRecordsById(tx, accountId, ids);
  const first = Math.min(...records.map(({ effectiveAt }) => effectiveAt.getTime()));
  const since = addSeconds(new Date(first), -lateSeconds);
  const uses = await listUsesFrom(tx, { accountId, grantIds: ids, since });
  const ends = new Map((await listGrantEnds(tx, accountId, ids)).map((one) => [one.grantId, one]));
  const grants = records.map((record) => ({
    ...grantFigures(record, ends.get(record.id), at),
    ...{ id: record.id, category: record.category, effectiveAt: record.effectiveAt },
    expiresAt: record.expiresAt,
    byFeature: sumUses(ofGrant(uses, record.id), "feature"),
  }));
  return { uses, grants };
}

function ofGrant(uses: readonly (CoveredUse & { grantId: GrantId })[], grantId: GrantId) {
  return uses.filter((one) => one.grantId === grantId);
}
