import type { Edge, Placed } from "./movement";

/** What became of credits. Held is what came on hold less what left it: it changes no balance. */
export const creditColumns = [
  ...(["granted", "rolled", "consumed", "overage", "expired", "revoked"] as const),
  ...(["owed", "repaid", "held"] as const),
] as const;
export type CreditColumn = (typeof creditColumns)[number];

/**
 * Each side of a transfer stands in a column of its own: a use beyond the grants is consumed and overage, spent credits that
 * are taken back are revoked and owed. What goes from a grant to its child is rolled out of one category into another.
 */
export function placeCredits({ asset, from, to }: Edge): Placed<CreditColumn>[] {
  if (asset !== "credit") return [];
  const [left, came] = [columnOf(from, to), columnOf(to, from)];
  return [
    ...(left ? [{ column: left.column, sign: left.isOut ? 1n : -1n } as const] : []),
    ...(came ? [{ column: came.column, sign: came.isOut ? -1n : 1n } as const] : []),
  ];
}

/** The column of a side, and whether it counts what leaves that side. Grants have none: they are what is counted on. */
function columnOf(side: string, other: string): { column: CreditColumn; isOut: boolean } | null {
  switch (side) {
    case "consumed":
    case "expired":
    case "revoked":
    case "held":
      return { column: side, isOut: false };
    case "overage":
      return { column: "overage", isOut: true };
    case "debt":
      // Owed where what was spent is taken back; repaid where a grant pays it.
      return other === "revoked"
        ? { column: "owed", isOut: true }
        : { column: "repaid", isOut: false };
    case "issued.rollover":
      return { column: "rolled", isOut: true };
    default:
      return side.startsWith("issued.") ? { column: "granted", isOut: true } : null;
  }
}

/** How what is on grants and on hold changed: BOOKS B2 (2) as a movement. */
export function changeOf(row: Record<CreditColumn, bigint>): bigint {
  const came = row.granted + row.rolled + row.overage + row.owed;
  return came - row.consumed - row.expired - row.revoked - row.repaid;
}
