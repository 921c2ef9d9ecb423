import { type Insertable, sql } from "kysely";
import type { Tx } from "./client";
import type { DB } from "./schema";

/**
 * Inserts any number of rows with one parameter, whatever their columns: no limit of 65,535 parameters
 * and no statement text that grows with the rows. `ifNew` passes over rows that stand already.
 */
export async function insertRows<Table extends keyof DB & string>(
  tx: Tx,
  table: Table,
  rows: readonly Insertable<DB[Table]>[],
  { ifNew = false }: { ifNew?: boolean } = {},
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = sql.join(Object.keys(first).map((column) => sql.ref(column)));
  const conflict = ifNew ? sql`on conflict do nothing` : sql``;
  await sql`
    insert into ${sql.table(table)} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${sql.table(table)}, ${rowsAsJson(rows)}::jsonb)
    ${conflict}`.execute(tx);
}

/** Rows as JSON text that `jsonb_populate_recordset` casts back column by column. */
export function rowsAsJson(rows: readonly object[]): string {
  return JSON.stringify(rows, function (this: Record<string, unknown>, key, value) {
    const raw = this[key];
    if (typeof value === "bigint") return value.toString();
    if (Buffer.isBuffer(raw)) return `\\x${raw.toString("hex")}`;
    return value;
  });
}
