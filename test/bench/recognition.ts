import { sql } from "kysely";
import { runDue } from "@/billing/catch-up";
import { createDb, type Db } from "@/db/client";
import { addSeconds } from "@/lib/time";
import { type Ground, openAccounts, prepare, startPlan } from "./ground";
import { type Figure, limitFigure } from "./report";

const daySeconds = 86_400;
const days = 365;

/**
 * How long it takes to book what so many yearly plans earn in a year, their months' credits given and expired: each
 * night by itself, as the worker does, and all at once, as it does after it stood still for a year.
 */
export async function recognitionFigures(ground: Ground, accounts: number): Promise<Figure[]> {
  const name = `${accounts} accounts × ${days} days recognized`;
  const nightly = await yearOf(ground, { accounts, name: "each_night", step: 1 });
  const late = await yearOf(ground, { accounts, name: "a_year_late", step: days + 1 });
  return [
    limitFigure(`${name}, night by night`, { value: nightly, unit: "s", below: 60 }),
    limitFigure(`${name}, a year late`, { value: late, unit: "s", below: 60 }),
  ];
}

type Year = { accounts: number; name: string; step: number };

async function yearOf(ground: Ground, { accounts, name, step }: Year): Promise<number> {
  // Books of their own: time passes in them, and what falls due in other benches is not theirs.
  await sql`create database ${sql.id(name)}`.execute(ground.db);
  const url = new URL(ground.url);
  url.pathname = `/${name}`;
  const db = createDb(url.toString(), { max: 4, statementTimeoutMs: 0 });
  try {
    await prepare(url.toString());
    const begun = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000);
    const ids = await openAccounts(db, accounts, name);
    await startPlan(db, ids, { plan: "pro_yearly", startsAt: begun });
    let seconds = 0;
    for (let day = step; day < days + 1 + step; day += step) {
      // A second before the plan would renew, every day but that of its end is over.
      const at = addSeconds(begun, Math.min(day, days) * daySeconds - 1);
      seconds += await dueBy(db, at);
    }
    await assertEarned(db);
    return seconds;
  } finally {
    await db.destroy();
  }
}

async function dueBy(db: Db, at: Date): Promise<number> {
  await sql`update sandbox_clock set
    offset_ms = (extract(epoch from ${at}::timestamptz - clock_timestamp()) * 1000)::int8`.execute(
    db,
  );
  const started = performance.now();
  const { failed } = await runDue(db, at);
  if (failed.length > 0) throw failed[0]?.error;
  return (performance.now() - started) / 1000;
}

/** All but the part of a day is earned, on every one of the days. */
async function assertEarned(db: Db): Promise<void> {
  const { rows } = await sql<{ days: bigint; share: number }>`
    select count(distinct x.booked_at::date) as days,
      (sum(t.amount) / (select sum(amount_minor) from invoice_lines))::float8 as share
    from ledger_transactions x
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    where x.kind = 'recognize' and f.kind = 'revenue.plan'`.execute(db);
  const [earned] = rows;
  if (!earned || earned.days < BigInt(days - 1) || earned.share < 0.995 || earned.share > 1)
    throw new Error(`Of a year ${earned?.share} is earned, on ${earned?.days} days`);
}
