import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { Names } from "./names";
import type { Table } from "./tables";

/** A row as a line of COPY, in pieces: text that stays, and where a name stands. */
type Row = (string | number)[];

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

export async function readRows(db: Db, table: Table, names: Names): Promise<Row[]> {
  const { rows } = await sql<{ values: (string | null)[] }>`
    select array[${sql.join(table.columns.map((column) => sql`${sql.ref(column)}::text`))}] as values
    from ${sql.table(table.name)}`.execute(db);
  return rows.map(({ values }) => {
    const pieces = new Pieces();
    for (const [index, value] of values.entries()) {
      if (index > 0) pieces.text("\t");
      addValue(pieces, value, names);
    }
    return pieces.all;
  });
}

/** Every copy's lines, each ended. */
export function linesOf(rows: readonly Row[], values: readonly string[]): string {
  let lines = "";
  for (const row of rows) {
    for (const piece of row) lines += typeof piece === "string" ? piece : values[piece];
    lines += "\n";
  }
  return lines;
}

function addValue(pieces: Pieces, value: string | null, names: Names): void {
  const whole = value === null ? undefined : names.indexOf(value);
  if (value === null) pieces.text("\\N");
  else if (whole !== undefined) pieces.name(whole);
  else addText(pieces, value, names);
}

/** Text with ids in it, as in JSON and arrays. */
function addText(pieces: Pieces, value: string, names: Names): void {
  let from = 0;
  for (const { 0: id, index } of value.matchAll(uuid)) {
    const known = names.indexOf(id);
    if (known === undefined) continue;
    pieces.text(escaped(value.slice(from, index)));
    pieces.name(known);
    from = index + id.length;
  }
  pieces.text(escaped(value.slice(from)));
}

class Pieces {
  readonly all: Row = [];

  text(text: string): void {
    const last = this.all.at(-1);
    if (typeof last === "string") this.all[this.all.length - 1] = last + text;
    else this.all.push(text);
  }

  name(index: number): void {
    this.all.push(index);
  }
}

const special: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

export function escaped(text: string): string {
  return text.replace(/[\\\n\r\t]/g, (one) => special[one] ?? one);
}
