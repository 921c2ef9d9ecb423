import { stringify } from "csv-stringify/sync";
import { assert } from "./errors";

/**
 * What one place of an exported table may hold. Strings are text that somebody may have chosen, so they
 * are made harmless; figures are bigint or `decimal("0.01")` and stay figures.
 */
export type Cell = string | bigint | number | boolean | Date | Decimal | null;

/** An exact decimal, such as a unit price or an amount in major units. */
export type Decimal = { decimal: string };

/** A file's rows, batch by batch, so that a file of any length is written in the memory of one batch. */
export type Table = {
  /** What the rows are: account, zone, filters, the instant they were read as of. */
  head: readonly (readonly [name: string, value: Cell])[];
  columns: readonly string[];
  batches: AsyncIterable<readonly (readonly Cell[])[]> | Iterable<readonly (readonly Cell[])[]>;
};

export function decimal(value: string): Decimal {
  assert(/^-?\d+(\.\d+)?$/.test(value), `"${value}" is a plain decimal`);
  return { decimal: value };
}

/**
 * The table as CSV (RFC 4180, CRLF), after one row `# name,value` for each of its head.
 *
 * No byte order mark: every reader asked takes UTF-8, and many would read the mark into the first name.
 */
export async function* toCsv({ head, columns, batches }: Table): AsyncGenerator<string> {
  yield csvHead(head);
  yield csvRows([columns]);
  for await (const batch of batches) {
    if (batch.length > 0) yield csvRows(batch);
  }
}

/** What a file says of itself, before its rows or behind them: a row `# name,value` each. */
export function csvHead(head: Table["head"]): string {
  return csvRows(head.map(([name, value]) => [`# ${name}`, value]));
}

/**
 * The same as `{ head, rows: [{ column: value }] }`. Whole figures and decimals are strings of digits:
 * credits may be more than 2^53, which most readers of JSON would round.
 */
export async function* toJsonFile({ head, columns, batches }: Table): AsyncGenerator<string> {
  const about = Object.fromEntries(head.map(([name, value]) => [name, plain(value)]));
  yield `{"head":${JSON.stringify(about)},"rows":[`;
  let before = "\n";
  for await (const batch of batches) {
    let part = "";
    for (const row of batch) {
      const entries = columns.map((column, index) => [column, plain(row[index] ?? null)]);
      part += before + JSON.stringify(Object.fromEntries(entries));
      before = ",\n";
    }
    if (part !== "") yield part;
  }
  yield "\n]}\n";
}

/**
 * Text that no spreadsheet takes for a formula (FAULTS M7). An apostrophe in front says "this is text";
 * text that has one already gets a second, so that whoever takes one off has what was written.
 */
export function harmless(text: string): string {
  return mayBeFormula.test(text) ? `'${text}` : text;
}

// What starts a formula somewhere, in its full-width forms too, behind any blanks and controls.
const mayBeFormula = /^(?:'|[\t\r\n\0]|[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠\u2212])/u;

/** Rows, or the names of the columns, as they stand in a file. */
export function csvRows(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map((row) => row.map(written)),
    // Semicolons and apostrophes are quoted too: some readers part columns at the one, some eat the other.
    { record_delimiter: "\r\n", quoted_match: /^'|[;\t\r\n\0]|^\s|\s$/ },
  );
}

function written(cell: Cell): string {
  return typeof cell === "string" ? harmless(cell) : String(plain(cell) ?? "");
}

function plain(cell: Cell): string | number | boolean | null {
  if (cell === null || typeof cell === "string" || typeof cell === "boolean") return cell;
  if (typeof cell === "bigint") return cell.toString();
  if (typeof cell === "number") {
    assert(Number.isSafeInteger(cell), "a number in a file is a whole one; fractions are decimals");
    return cell;
  }
  return cell instanceof Date ? cell.toISOString() : cell.decimal;
}
