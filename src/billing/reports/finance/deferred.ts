import { across, type Edge, opposite, type Placed } from "./movement";

/** BOOKS B16: what came to deferred revenue, what was earned of it, and what went back unearned, a column each. */
export const deferredColumns = [
  ...(["billed", "recognized", "breakage"] as const),
  ...(["credits", "refunds", "disputes", "voids", "writeOffs", "other"] as const),
] as const;
export type DeferredColumn = (typeof deferredColumns)[number];

const cameIn: readonly DeferredColumn[] = ["billed", "other"];

export function placeDeferred(edge: Edge): Placed<DeferredColumn>[] {
  const side = across(edge, (kind) => kind === "deferred_revenue");
  if (!side) return [];
  const column = columnOf(side.other, edge);
  // It is a liability: what leaves the ledger account is what is owed more.
  return [{ column, sign: cameIn.includes(column) ? opposite(side.sign) : side.sign }];
}

function columnOf(other: string, { about }: Edge): DeferredColumn {
  switch (other) {
    case "unbilled":
      return about === "proration_credit" ? "credits" : "billed";
    case "receivable":
      if (about === "proration_credit") return "credits";
      return about === "uncollectible" ? "writeOffs" : "voids";
    case "revenue.plan":
    case "revenue.pack":
      return "recognized";
    case "revenue.breakage":
      return "breakage";
    case "stripe_balance":
    case "account_credit":
    case "bank":
      return "refunds";
    case "dispute_hold":
      return "disputes";
    default:
      return "other";
  }
}

/** Closing less opening. */
export function growthOf(row: Record<DeferredColumn, bigint>): bigint {
  const back = row.credits + row.refunds + row.disputes + row.voids + row.writeOffs;
  return row.billed - row.recognized - row.breakage - back + row.other;
}
