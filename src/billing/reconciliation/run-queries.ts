import { type RawBuilder, sql } from "kysely";
import type { SuperJSONResult } from "superjson";
import type { Db, Tx } from "@/db/client";
import { newId, type ReconciliationRunId } from "@/lib/ids";
import { fromJson, toJson } from "@/lib/json";
import type { RowClass } from "./difference";

export type RunStep = "listing" | "balance" | "house" | "matching" | "done";

/** What came of a run: how many rows of both sides were compared, and what they are. */
export type RunTotals = {
  rows: number;
  classes: Partial<Record<RowClass, number>>;
  /** Of matched lines, by currency: what they moved the balance by. */
  matched: { currency: string; minor: bigint }[];
};

/** What the processor says lies there, and what moved while it was asked. */
export type SaidBalance = { currency: string; minor: bigint; after: bigint[] };

export type Run = {
  id: ReconciliationRunId;
  source: string;
  day: string;
  number: number;
  askedBy: string;
  since: Date;
  until: Date;
  step: RunStep;
  cursor: string | null;
  listed: bigint;
  booked: bigint;
  balances: SaidBalance[] | null;
  totals: RunTotals | null;
  problem: string | null;
  startedAt: Date;
  movedAt: Date;
  endedAt: Date | null;
};

type Row = Omit<Run, "balances" | "totals"> & {
  balances: SuperJSONResult | null;
  totals: SuperJSONResult | null;
};

const columns = sql`r.id, r.source, r.day::text as day, r.number, r.asked_by as "askedBy", r.since, r.until, r.step, r.cursor,
  r.listed, r.booked, r.balances, r.totals, r.problem, r.started_at as "startedAt", r.moved_at as "movedAt",
  r.ended_at as "endedAt"`;

function runOf({ balances, totals, ...row }: Row): Run {
  return {
    ...row,
    balances: balances && (fromJson(balances) as SaidBalance[]),
    totals: totals && (fromJson(totals) as RunTotals),
  };
}

async function runs(db: Db, rest: RawBuilder<unknown>): Promise<Run[]> {
  const { rows } = await sql<Row>`select ${columns} from reconciliation_runs r ${rest}`.execute(db);
  return rows.map(runOf);
}

/** The one that is not over; there is at most one. */
export async function findOpenRun(db: Db, source: string): Promise<Run | undefined> {
  const [found] = await runs(db, sql`where source = ${source} and ended_at is null`);
  return found;
}

export async function findRun(db: Db, id: string): Promise<Run | undefined> {
  const [found] = await runs(db, sql`where id = ${id}`);
  return found;
}

/** The last one that came to its end: all up to its `until` was compared. */
export async function findLastRun(db: Db, source: string): Promise<Run | undefined> {
  const [found] = await runs(
    db,
    sql`where source = ${source} and ended_at is not null order by until desc, number desc limit 1`,
  );
  return found;
}

export async function listRuns(
  db: Db,
  { source, limit }: { source: string; limit: number },
): Promise<Run[]> {
  return await runs(
    db,
    sql`where source = ${source} order by started_at desc, id desc limit ${limit}`,
  );
}

/**
 * Begins a run, where none of its source is under way and, of a day's own, the day has none yet. What was listed before
 * is asked for again a day back: what the processor wrote late is found by that.
 */
export async function insertRun(
  tx: Tx,
  of: { source: string; askedBy: string; houseTimezone: string; isDaily: boolean },
): Promise<Run | undefined> {
  const { rows } = await sql<Row>`
    with now as (select date_trunc('second', app_now()) as at),
    day as (select (at at time zone ${of.houseTimezone})::date as day, at from now),
    number as (select day, at, case when ${of.isDaily} then 0 else
      (select coalesce(max(number), 0) + 1 from reconciliation_runs r where r.source = ${of.source} and r.day = d.day) end as number
      from day d)
    insert into reconciliation_runs as r (id, source, day, number, asked_by, since, until, step, started_at, moved_at)
    select ${newId<ReconciliationRunId>()}::uuid, ${of.source}, day, number, ${of.askedBy},
      coalesce((select max(l.until) - interval '1 day' from reconciliation_runs l
        where l.source = ${of.source} and l.ended_at is not null), 'epoch'), at, 'listing', at, at
    from number on conflict do nothing returning ${columns}`.execute(tx);
  const [row] = rows;
  return row && runOf(row);
}

/** Moves a run on; what is not said stays. */
export async function moveRun(
  tx: Tx,
  id: ReconciliationRunId,
  to: {
    step?: RunStep;
    cursor?: string | null;
    listed?: bigint;
    booked?: bigint;
    balances?: SaidBalance[];
    totals?: RunTotals;
    problem?: string | null;
  },
): Promise<void> {
  const { balances, totals, ...plain } = to;
  await tx
    .updateTable("reconciliation_runs")
    .set({
      ...plain,
      ...(balances && { balances: JSON.stringify(toJson(balances)) }),
      ...(totals && { totals: JSON.stringify(toJson(totals)) }),
      ...(to.step === "done" && { ended_at: sql<Date>`app_now()` }),
      moved_at: sql<Date>`app_now()`,
    })
    .where("id", "=", id)
    .execute();
}
