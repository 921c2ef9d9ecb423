import type { Month } from "./as-of";
import type { Movement, Placed } from "./movement";

/** What rows of a report are told apart by, beside month and currency. */
export const dimensions = ["plan", "segment", "category", "pack"] as const;
export type Dimension = (typeof dimensions)[number];

/** Null where a report does not tell it apart, or where there is none. */
export type RowKey = {
  month: Month;
  currency: string;
  plan: string | null;
  segment: string | null;
  /** Of credits, as they were granted. */
  category: string | null;
  pack: string | null;
};

export type Row<Column extends string> = RowKey & Record<Column, bigint>;

type Tallied<Column extends string> = {
  columns: readonly Column[];
  place: (movement: Movement) => readonly Placed<Column>[];
  by: readonly Dimension[];
};

/** Adds movements up into rows, in the order of their keys. */
export function tally<Column extends string>(
  movements: readonly Movement[],
  { columns, place, by }: Tallied<Column>,
): Row<Column>[] {
  const rows = new Map<string, Row<Column>>();
  for (const movement of movements) {
    if (movement.month === null) continue;
    const placed = place(movement);
    if (placed.length === 0) continue;
    const key = keyOf(movement, movement.month, by);
    const name = JSON.stringify(key);
    const row: Record<Column, bigint> & RowKey = rows.get(name) ?? { ...key, ...zeros(columns) };
    const sums: Record<Column, bigint> = row;
    for (const { column, sign } of placed) sums[column] += sign * movement.amount;
    rows.set(name, row);
  }
  return [...rows.values()].sort(inOrder);
}

function keyOf(of: Movement, month: Month, by: readonly Dimension[]): RowKey {
  const named = (dimension: Dimension, value: string | null) =>
    by.includes(dimension) ? value || null : null;
  return {
    ...{ month, currency: of.currency },
    plan: named("plan", of.plan),
    segment: named("segment", of.segment),
    category: named("category", of.asset === "credit" ? of.about : null),
    pack: named("pack", of.pack),
  };
}

export function zeros<Column extends string>(columns: readonly Column[]): Record<Column, bigint> {
  return Object.fromEntries(columns.map((column) => [column, 0n])) as Record<Column, bigint>;
}

/** None comes before any; names by their letters, so that every machine agrees. */
function inOrder(a: RowKey, b: RowKey): number {
  for (const name of ["month", "currency", "plan", "segment", "category", "pack"] as const) {
    const [one, other] = [a[name] ?? "", b[name] ?? ""];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
