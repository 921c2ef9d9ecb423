import type { Tx } from "@/db/client";
import { type CellReport, cellReports, edgesOf, sumOf } from "./cell";
import { type CellPlace, type CellRow, listCellRows } from "./cell-queries";
import { listMovements } from "./movement-queries";
import type { ReportQuestion } from "./read-figures";

export type Cell = Omit<ReportQuestion, "by"> & {
  report: CellReport;
  column: string;
  currency: string;
  category?: string | undefined;
  pack?: string | undefined;
};

export type CellPage = {
  /** What the cell comes to; all its rows, on all pages, add up to it. */
  total: bigint;
  /** How many there are. */
  transfers: bigint;
  rows: CellRow[];
  next: CellPlace | null;
};

/** The transfers behind a cell of a report, a page at a time, and what they all come to. */
export async function readCell(
  tx: Tx,
  { report, column, category, pack, ...cell }: Cell,
  { after = null, limit }: { after?: CellPlace | null; limit: number },
): Promise<CellPage> {
  const oneSegment = report === "deferred";
  const of = { ...cell, of: cellReports[report].of, oneSegment };
  const movements = (await listMovements(tx, { ...of, from: cell.from, to: cell.to })).filter(
    (one) =>
      (category === undefined || one.about === category) &&
      (pack === undefined || (one.pack ?? "") === pack),
  );
  const edges = edgesOf(movements, { report, column });
  const counted = new Set(edges.map(({ sign: _, ...edge }) => JSON.stringify(edge)));
  const page =
    edges.length === 0
      ? []
      : await listCellRows(tx, {
          ...{
            ...cell,
            month: cell.from,
            segmentOf: cell.to,
            edges,
            pack,
            after,
            limit: limit + 1,
          },
        });
  const rows = page.slice(0, limit);
  const last = page.length > limit ? rows.at(-1) : undefined;
  return {
    total: sumOf(movements, edges),
    transfers: movements.reduce(
      (sum, { kind, from, to, asset, about, transfers }) =>
        counted.has(JSON.stringify({ kind, from, to, asset, about })) ? sum + transfers : sum,
      0n,
    ),
    rows,
    next: last
      ? { accountId: last.accountId, version: last.version, position: last.position }
      : null,
  };
}
