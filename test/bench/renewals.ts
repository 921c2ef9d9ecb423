import { sql } from "kysely";
import { runDue } from "@/billing/catch-up";
import { createDb } from "@/db/client";
import type { Ground } from "./ground";
import { openAccounts, prepare, startPlan } from "./ground";

/** How long it takes to renew so many accounts of one boundary, invoices drafted and credits granted. */
export async function renewalSeconds(ground: Ground, accounts: number): Promise<number> {
  // Books of their own: time passes in them, and what falls due in other benches is not theirs.
  await sql`create database renewals`.execute(ground.db);
  const url = new URL(ground.url);
  url.pathname = "/renewals";
  const db = createDb(url.toString(), { max: 4, statementTimeoutMs: 0 });
  try {
    await prepare(url.toString());
    const ids = await openAccounts(db, accounts, "renewal");
    const startsAt = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000);
    await startPlan(db, ids, { plan: "pro", startsAt });
    const boundary = await boundaryOf(db);
    await sql`update sandbox_clock set
      offset_ms = (extract(epoch from ${boundary}::timestamptz - clock_timestamp()) * 1000)::int8`.execute(
      db,
    );
    const started = performance.now();
    const run = await runDue(db, boundary);
    const seconds = (performance.now() - started) / 1000;
    await assertRenewed(db, accounts, run.failed);
    return seconds;
  } finally {
    await db.destroy();
  }
}

type Db = Ground["db"];

async function boundaryOf(db: Db): Promise<Date> {
  const { rows } = await sql<{ ends_at: Date }>`select distinct ends_at from plan_periods`.execute(
    db,
  );
  const [only, other] = rows;
  if (!only || other) throw new Error("The accounts of the bench do not share one boundary");
  return only.ends_at;
}

async function assertRenewed(db: Db, accounts: number, failed: readonly unknown[]): Promise<void> {
  const { rows } = await sql<{ renewed: bigint; drafted: bigint }>`
    select (select count(*) from plan_periods where state = 'open' and cycle_index = 1) as renewed,
      (select count(*) from invoices where status = 'draft') as drafted`.execute(db);
  const [counted] = rows;
  if (
    failed.length > 0 ||
    counted?.renewed !== BigInt(accounts) ||
    counted.drafted !== counted.renewed
  )
    throw new Error(`Not all renewed: ${failed.length} failed, ${counted?.renewed} stand renewed`);
}
