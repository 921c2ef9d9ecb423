import { type RawBuilder, sql } from "kysely";
import type { Tx } from "@/db/client";
import type { Cell } from "@/lib/csv";
import type { Asked, ExportKind, Filters } from "./kind";

type Sql = RawBuilder<unknown>;

/** A kind whose rows are one query's: from where, which, in the order of which key, and what of each is a cell. */
type Rows<Of extends Filters, Row> = Pick<
  ExportKind<Of>,
  "permission" | "filters" | "columns" | "picture"
> & {
  from: Sql;
  where(asked: Asked<Of>): Sql;
  /** Columns and their types: together they name a row, and an index has them in this order. */
  key: readonly (readonly [column: string, type: string])[];
  select: Sql;
  cells(row: Row): Cell[];
};

/** A kind from a query: counted, listed and filtered by the same words. */
export function keysetKind<Of extends Filters, Row>({
  from,
  where,
  key,
  select,
  cells,
  ...kind
}: Rows<Of, Row>): ExportKind<Of> {
  const columns = sql.join(key.map(([column]) => sql.ref(column)));
  const behind = (after: string) => {
    const values = key.map(
      ([, type], at) => sql`(${after}::jsonb ->> ${sql.lit(at)})::${sql.raw(type)}`,
    );
    return sql`and (${columns}) > (${sql.join(values)})`;
  };
  return {
    ...kind,
    count: (tx, asked, most) => countOf(tx, sql`from ${from} where ${where(asked)}`, most),
    async list(tx, asked, { after, limit }) {
      const { rows } = await sql<Row & { "row key": string }>`
        select ${select}, jsonb_build_array(${columns})::text as "row key"
        from ${from} where ${where(asked)} ${after === null ? sql`` : behind(after)}
        order by ${columns} limit ${limit}`.execute(tx);
      const last = rows.length < limit ? undefined : rows.at(-1);
      return { rows: rows.map(cells), after: last?.["row key"] ?? null };
    },
  };
}

/** How many rows there are; of very many only that there are more than `most`. */
async function countOf(tx: Tx, rows: Sql, most?: number): Promise<bigint> {
  const counted =
    most === undefined ? sql`${rows}` : sql`from (select ${rows} limit ${most + 1}) counted`;
  const { rows: answer } = await sql<{
    count: bigint;
  }>`select count(*) as count ${counted}`.execute(tx);
  return answer[0]?.count ?? 0n;
}

/** All of these hold. */
export function all(...conditions: readonly (Sql | "" | false | null | undefined)[]): Sql {
  const stated = conditions.filter((one): one is Sql => Boolean(one));
  return stated.length === 0 ? sql`true` : sql.join(stated, sql` and `);
}
