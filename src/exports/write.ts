import { randomUUID } from "node:crypto";
import type { Db } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { type Cell, csvHead, csvRows } from "@/lib/csv";
import { assert } from "@/lib/errors";
import { reportError } from "@/lib/report-error";
import { localTime } from "@/lib/time";
import type { Asked, ExportKind, Stretch } from "./kind";
import { exportKind } from "./registry";
import {
  appendPiece,
  noteExpected,
  noteFailure,
  putBack,
  type Taken,
  takeExport,
} from "./work-queries";

const asApp = { role: "tallybook_app" } as const;
const rowsAtOnce = 2_000;
/** How long one is written before the next has its turn. */
const turnMs = 3_000;

export type Written = { id: string; kind: string; outcome: "done" | "failed"; rows: bigint };

/** How a run goes on: until when, and for tests in which steps. */
export type Run = { signal?: AbortSignal; limit?: number };

/** Writes all that is asked for, each a stretch in turn; ends when nothing waits, or between two pieces. */
export async function writeExports(db: Db, run: Run = {}): Promise<Written[]> {
  const written: Written[] = [];
  while (!run.signal?.aborted) {
    const taken = await inTransaction(db, (tx) => takeExport(tx, randomUUID()));
    if (!taken) return written;
    const outcome = await writeInTurn(db, taken, run);
    if (outcome) written.push(outcome);
  }
  return written;
}

async function writeInTurn(db: Db, taken: Taken, run: Run): Promise<Written | undefined> {
  const { id, kind } = taken;
  try {
    const rows = await writeFor(db, taken, { ...run, untilMs: performance.now() + turnMs });
    return rows === null ? undefined : { id, kind, outcome: "done", rows };
  } catch (error) {
    const told = reportError(error);
    const over = await inTransaction(db, (tx) => noteFailure(tx, taken, told));
    return over ? { id, kind, outcome: "failed", rows: taken.rowsDone } : undefined;
  }
}

/** The rows of the whole file where it is done; null where it is not, or not ours any more. */
async function writeFor(
  db: Db,
  taken: Taken,
  { signal, limit = rowsAtOnce, untilMs }: Run & { untilMs: number },
): Promise<bigint | null> {
  const kind = exportKind(taken.kind);
  assert(kind, `there is a kind ${taken.kind}`);
  const asked = {
    filters: kind.filters.parse(taken.filters),
    zone: taken.timezone,
    at: taken.asOf,
  };
  let { reached, rowsDone } = taken;
  if (taken.bytes === 0n) await countFirst(db, taken, { kind, asked });
  let isFirst = taken.bytes === 0n;
  for (;;) {
    const page = { after: reached, limit };
    const stretch = await readAs(db, asApp, (tx) => kind.list(tx, asked, page));
    rowsDone += BigInt(stretch.rows.length);
    const bytes = pieceOf(stretch, { taken, kind, asked, isFirst, rowsDone });
    const piece = { bytes, rows: stretch.rows.length, reached: stretch.after };
    if (!(await inTransaction(db, (tx) => appendPiece(tx, taken, piece)))) return null;
    if (stretch.after === null) return rowsDone;
    reached = stretch.after;
    isFirst = false;
    if (signal?.aborted || performance.now() > untilMs) {
      await inTransaction(db, (tx) => putBack(tx, taken));
      return null;
    }
  }
}

async function countFirst(
  db: Db,
  taken: Taken,
  { kind, asked }: { kind: ExportKind; asked: Asked },
): Promise<void> {
  const expected = await readAs(db, asApp, (tx) => kind.count(tx, asked));
  await inTransaction(db, (tx) => noteExpected(tx, taken, expected));
}

type Of = { taken: Taken; kind: ExportKind; asked: Asked };
type Place = Of & { isFirst: boolean; rowsDone: bigint };

/** The head goes before the first rows, and their number behind the last: a file without it is not whole. */
function pieceOf({ rows, after }: Stretch, { isFirst, rowsDone, ...of }: Place): Buffer {
  const { taken, kind } = of;
  const inZone = (cell: Cell) => (cell instanceof Date ? localTime(cell, taken.timezone) : cell);
  const text = [
    isFirst
      ? csvHead(headOf(of).map(([name, value]) => [name, inZone(value)])) + csvRows([kind.columns])
      : "",
    csvRows(rows.map((row) => row.map(inZone))),
    after === null ? csvHead([["rows", rowsDone]]) : "",
  ];
  return Buffer.from(text.join(""), "utf8");
}

const pictures = {
  asked: "all as of the instant asked at",
  written: "which rows: as of the instant asked at; what changes of them: as it stood when written",
} as const;

function headOf({ taken, kind, asked }: Of): (readonly [name: string, value: Cell])[] {
  const { id, filters, timezone, asOf } = taken;
  const named = Object.entries(filters).filter(([, value]) => value !== undefined);
  return [
    ["export", taken.kind],
    ["id", id],
    ...named.map(([name, value]) => [`filter ${name}`, value ?? null] as const),
    ...(named.length === 0 ? [["filters", "none"] as const] : []),
    ["time zone", timezone],
    ["asked at", asOf],
    ...(kind.head?.(asked) ?? []),
    ["picture", pictures[kind.picture]],
    ["rows", "counted in the last line"],
  ];
}
