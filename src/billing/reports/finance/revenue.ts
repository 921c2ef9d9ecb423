import { across, type Edge, opposite, type Placed } from "./movement";

/** What was earned, and what for; then what of it was given back, given up or lost. */
export const revenueColumns = [
  ...(["earnedByPlans", "earnedByPacks", "earnedByOverage", "breakage"] as const),
  ...(["refunds", "writeOffs", "disputeLosses"] as const),
] as const;
export type RevenueColumn = (typeof revenueColumns)[number];

const earned: Record<string, RevenueColumn> = {
  "revenue.plan": "earnedByPlans",
  "revenue.pack": "earnedByPacks",
  "revenue.overage": "earnedByOverage",
  "revenue.breakage": "breakage",
};
const lost: Record<string, RevenueColumn> = {
  refunds: "refunds",
  write_off: "writeOffs",
  dispute_loss: "disputeLosses",
};

export function placeRevenue(edge: Edge): Placed<RevenueColumn>[] {
  return [edge.from, edge.to].flatMap((kind) => {
    const side = across(edge, (one) => one === kind);
    if (!side) return [];
    if (earned[kind]) return [{ column: earned[kind], sign: opposite(side.sign) }];
    return lost[kind] ? [{ column: lost[kind], sign: side.sign }] : [];
  });
}

/** What stays of the month's revenue. */
export function netRevenueOf(row: Record<RevenueColumn, bigint>): bigint {
  const all = row.earnedByPlans + row.earnedByPacks + row.earnedByOverage + row.breakage;
  return all - row.refunds - row.writeOffs - row.disputeLosses;
}
