import type { Month } from "./as-of";
import type { Movement, Placed } from "./movement";

/** What rows of a report are told apart by, beside month and currency. */
export const dimensions = ["plan", "segment"] as const;
export type Dimension = (typeof dimensions)[number];

/** Null where a report does not tell it apart, or where there is none. */
export type RowKey = {
  month: Month;
  currency: string;
  plan: string | null;
  segment: string | null;
};

export type Row<Column extends string> = RowKey & Record<Column, bigint>;

type Tallied<Column extends string> = {
  columns: readonly Column[];
  place: (movement: Movement) => Placed<Column> | null;
  by: readonly Dimension[];
};

/** Adds movements up into rows, in the order of month, currency, plan and segment. */
export function tally<Column extends string>(
  movements: readonly Movement[],
  { columns, place, by }: Tallied<Column>,
): Row<Column>[] {
  const rows = new Map<string, Row<Column>>();
  for (const movement of movements) {
    const placed = movement.month === null ? null : place(movement);
    if (!placed || movement.month === null) continue;
    const key = keyOf({ ...movement, month: movement.month }, by);
    const name = JSON.stringify(key);
    const row = rows.get(name) ?? { ...key, ...zeros(columns) };
    rows.set(name, {
      ...row,
      [placed.column]: row[placed.column] + placed.sign * movement.amount,
    });
  }
  return [...rows.values()].sort(inOrder);
}

function keyOf(of: RowKey, by: readonly Dimension[]): RowKey {
  return {
    month: of.month,
    currency: of.currency,
    plan: by.includes("plan") ? of.plan : null,
    segment: by.includes("segment") ? of.segment : null,
  };
}

function zeros<Column extends string>(columns: readonly Column[]): Record<Column, bigint> {
  return Object.fromEntries(columns.map((column) => [column, 0n])) as Record<Column, bigint>;
}

/** None comes before any; names by their letters, so that every machine agrees. */
function inOrder(a: RowKey, b: RowKey): number {
  for (const name of ["month", "currency", "plan", "segment"] as const) {
    const [one, other] = [a[name] ?? "", b[name] ?? ""];
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
