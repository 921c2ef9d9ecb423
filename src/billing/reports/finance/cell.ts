import { creditColumns, placeCredits } from "./credits";
import { deferredColumns, placeDeferred } from "./deferred";
import { moneyColumns, placeMoney } from "./money";
import type { Edge, Movement, Placed } from "./movement";
import { placeRevenue, revenueColumns } from "./revenue";

/** The reports whose cells open to the transfers behind them. */
export const cellReports = {
  money: { columns: moneyColumns, place: placeMoney, of: "money" },
  credits: { columns: creditColumns, place: placeCredits, of: "credit" },
  revenue: { columns: revenueColumns, place: placeRevenue, of: "money" },
  deferred: { columns: deferredColumns, place: placeDeferred, of: "money" },
} as const;
export type CellReport = keyof typeof cellReports;

/** Every column of every report, for who asks for a cell by name. */
export const cellColumns = [
  ...new Set(Object.values(cellReports).flatMap(({ columns }) => [...columns] as string[])),
];

/** A way of transfers that counts in a cell, and whether it adds or takes away. */
export type CellEdge = Omit<Edge, "grantMonth"> & { sign: 1n | -1n };

/** The ways that count in a column, of those there were. */
export function edgesOf(
  movements: readonly Movement[],
  { report, column }: { report: CellReport; column: string },
): CellEdge[] {
  const edges = new Map<string, CellEdge>();
  for (const { kind, from, to, asset, about, grantMonth } of movements) {
    const placed: readonly Placed<string>[] = cellReports[report].place({
      ...{ kind, from, to, asset, about, grantMonth },
    });
    const counted = placed.find((one) => one.column === column);
    if (!counted) continue;
    const edge = { kind, from, to, asset, about };
    edges.set(JSON.stringify(edge), { ...edge, sign: counted.sign });
  }
  return [...edges.values()];
}

/** What a cell comes to. */
export function sumOf(movements: readonly Movement[], edges: readonly CellEdge[]): bigint {
  const signOf = new Map(edges.map(({ sign, ...edge }) => [JSON.stringify(edge), sign]));
  return movements.reduce((sum, { kind, from, to, asset, about, amount }) => {
    const sign = signOf.get(JSON.stringify({ kind, from, to, asset, about }));
    return sign ? sum + sign * amount : sum;
  }, 0n);
}
