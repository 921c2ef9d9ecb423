import { sql } from "kysely";
import type { StaffActor } from "@/auth/actor";
import { createDb, type Db } from "@/db/client";
import { sumMonths } from "@/jobs/sum-months";
import { newId } from "@/lib/ids";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import type { Ground } from "./ground";
import { openAccounts, prepare, startPlan } from "./ground";
import { timesOf } from "./portal";
import { type Figure, limitFigure } from "./report";
import { fillLedgers } from "./reports-ground";

const limitMs = 2_000;
const accounts = 4_000;
const months = { from: "2026-01", to: "2026-06" };

/** How long finance waits for a report of very many transfers, summed but for those of the last days. */
export async function reportFigures(ground: Ground, transfers: number): Promise<Figure[]> {
  await sql`create database many_transfers`.execute(ground.db);
  const url = new URL(ground.url);
  url.pathname = "/many_transfers";
  await prepare(url.toString());
  const db = createDb(url.toString(), { max: 4, statementTimeoutMs: 0 });
  try {
    const opened = await openAccounts(db, accounts, "customer");
    await startPlan(db, opened, { plan: "pro" });
    await fillLedgers(db, Math.floor(transfers / accounts / 2));
    await sql`vacuum analyze`.execute(db);
    await setClock(db, "2026-06-29T00:00:00Z");
    const started = performance.now();
    await sumMonths(db, "UTC");
    const tookS = (performance.now() - started) / 1000;
    await sql`vacuum analyze month_rollups, month_rollup_stretches`.execute(db);
    await setClock(db, "2026-07-01T01:00:00Z");
    console.log(
      `  summed in ${tookS.toFixed(0)} s; not summed: ${await countUnsummed(db)} transactions`,
    );
    return await measure(db);
  } finally {
    await db.destroy();
  }
}

async function setClock(db: Db, at: string): Promise<void> {
  await sql`update sandbox_clock set offset_ms = extract(epoch from ${at}::timestamptz - clock_timestamp()) * 1000`.execute(
    db,
  );
}

async function countUnsummed(db: Db): Promise<bigint> {
  const { rows } = await sql<{ count: bigint }>`
    select sum(b.version - coalesce((select max(through_version) from month_rollup_stretches s
      where s.account_id = b.account_id), 0))::int8 as count from account_books b`.execute(db);
  return rows[0]?.count ?? 0n;
}

async function measure(db: Db): Promise<Figure[]> {
  const actor: StaffActor = {
    ...{ kind: "staff", fresh: true, role: "finance", name: "Bench", sessionId: newId<string>() },
    staffUserId: newId<string>(),
  };
  const { reports } = createCallerFactory(staffRouter)({ db, actor, requestId: "bench" });
  const by = ["plan", "segment"] as ("plan" | "segment")[];
  const cell = { month: "2026-05", currency: "usd" };
  const through = "2026-06";
  const midMonth = { at: new Date("2026-03-15T12:00:00Z") };
  const asks: Record<string, () => Promise<unknown>> = {
    money: () => reports.money({ ...months, by }),
    credits: () => reports.credits({ ...months, by: [...by, "category"] }),
    revenue: () => reports.revenue({ ...months, by }),
    "deferred revenue": () => reports.deferred(months),
    "revenue per 1,000 credits": () => reports.unitEconomics(months),
    "trial balance": () => reports.trialBalance({ through }),
    "recurring revenue": () => reports.mrr({ ...months, by }),
    "refund impact": () => reports.refundImpact({ ...months, by }),
    "lines of a refund impact": () =>
      reports.refundImpactLines({ ...cell, of: "refund", plan: "pro", policy: "full" }),
    "what is owed": () => reports.receivables({ through }),
    "documents of what is owed": () =>
      reports.standingCell({
        ...cell,
        report: "owed",
        column: "total",
        month: through,
        to: through,
      }),
    "credits left": () => reports.creditAges({ through }),
    "rows of what was collected": () =>
      reports.cell({ ...cell, report: "money", column: "collected" }),
    "rows of what was used": () => reports.cell({ ...cell, report: "credits", column: "consumed" }),
    "as known at the end of March": () =>
      reports.money({ ...months, by, asOf: { known: new Date("2026-03-31T23:59:59Z") } }),
    "as known in the middle of a month": () =>
      reports.money({ ...months, by, asOf: { known: new Date("2026-03-15T12:00:00Z") } }),
    "booked by the middle of a month": () => reports.money({ ...months, by, asOf: midMonth }),
    "owed by the middle of a month": () =>
      reports.receivables({ through: "2026-03", asOf: midMonth }),
    "trial balance by the middle of a month": () =>
      reports.trialBalance({ through: "2026-03", asOf: midMonth }),
    "refund impact by the middle of a month": () =>
      reports.refundImpact({ ...months, by, asOf: midMonth }),
  };
  const figures: Figure[] = [];
  for (const [name, ask] of Object.entries(asks)) {
    const { middle: half, slow } = await timesOf(ask, 5);
    console.log(`  ${name}: ${half.toFixed(0)} ms, slowest ${slow.toFixed(0)} ms`);
    figures.push({
      ...limitFigure(`reports: ${name}`, { value: slow, unit: "ms", below: limitMs }),
      against: `half within ${half.toFixed(0)} ms`,
    });
  }
  return figures;
}
