import type { Tx } from "@/db/client";
import type { DecidedThere } from "./ask-disputes";
import {
  countCredits,
  listGrantSuspects,
  listReturnSuspects,
  listUnchargedGrants,
  listUsageSuspects,
} from "./credit-queries";
import type { Difference, RowClass } from "./difference";
import { findingsOf } from "./findings";
import { listClearing, listLedgerGaps, listSums } from "./ledger-queries";
import { listMissingGrants } from "./missing-grant-queries";
import { countMatched, listUnequal } from "./pair-queries";
import type { RunTotals, SaidBalance } from "./run-queries";

export type Compared = { found: Difference[]; totals: RunTotals };

/** Compares both sides as one picture has them; nothing is written. */
export async function compare(
  tx: Tx,
  { said, decided, t }: { said: readonly SaidBalance[]; decided: readonly DecidedThere[]; t: Date },
): Promise<Compared> {
  const picture = {
    pairs: await listUnequal(tx),
    gaps: await listLedgerGaps(tx),
    sums: await listSums(tx),
    clearing: await listClearing(tx),
    suspects: [
      ...(await listMissingGrants(tx)),
      ...(await listGrantSuspects(tx)),
      ...(await listUnchargedGrants(tx)),
      ...(await listReturnSuspects(tx)),
      ...(await listUsageSuspects(tx)),
    ],
    ...{ said, decided },
  };
  const found = findingsOf(picture, t);
  const { count, matched } = await countMatched(tx);
  const { compared, nonRevenue } = await countCredits(tx);
  const inCredits = found.filter(({ credits }) => credits !== null).length;
  const classes: RunTotals["classes"] = {
    matched: count + Math.max(0, compared - inCredits),
    non_revenue: nonRevenue,
  };
  const add = (to: RowClass) => {
    classes[to] = (classes[to] ?? 0) + 1;
  };
  for (const one of found) add(one.class);
  const rows = Object.values(classes).reduce((sum, one) => sum + one, 0);
  return { found, totals: { rows, classes, matched } };
}
