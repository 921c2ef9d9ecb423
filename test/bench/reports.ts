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

/** By the plainest means: half a year of ledger transactions of two transfers each, as they come in a month. */
async function fillLedgers(db: Db, each: number): Promise<void> {
  await sql
    .raw(`
    do $$ declare one record; begin
      for one in select conrelid::regclass as name, conname from pg_constraint
        where connamespace = 'public'::regnamespace and contype = 'f'
          and conrelid in ('transfers'::regclass, 'ledger_transactions'::regclass) loop
        execute format('alter table %s drop constraint %I', one.name, one.conname);
      end loop;
    end $$;
    alter table ledger_transactions disable trigger user;
    alter table transfers disable trigger user;
    alter table account_segments disable trigger user;
    update ledger_transactions set occurred_at = '2025-12-31', booked_at = '2025-12-31', recorded_at = '2025-12-31';
    update account_segments set segment = (array['startup', 'smb', 'enterprise'])[1 + abs(hashtext(account_id::text)) % 3];
    insert into ledger_accounts (account_id, id, kind, asset)
      select a.id, gen_random_uuid(), k.kind, k.asset from accounts a, (values ('consumed', 'credit'), ('overage', 'credit'),
        ('issued.promo', 'credit'), ('receivable', 'usd'), ('unbilled', 'usd'), ('deferred_revenue', 'usd'),
        ('stripe_balance', 'usd'), ('processor_fees', 'usd'), ('revenue.plan', 'usd'), ('expired', 'credit')) k (kind, asset)
      on conflict do nothing`)
    .execute(db);
  await sql
    .raw(`
    create table ways as
      select l.account_id, l.kind, l.id from ledger_accounts l where l.kind <> 'grant'
      union all select account_id, 'grant', id from grants;
    create index on ways (account_id, kind);
    insert into ledger_transactions (account_id, account_version, kind, occurred_at, booked_at, recorded_at, actor, reason,
        request_id, previous_hash, hash)
      select b.account_id, b.version + v, case v % 104 when 0 then 'invoice' when 1 then 'payment' when 2 then 'grant'
          when 3 then 'expire' else case when v % 104 < 34 then 'recognize' else 'consume' end end,
        t.at, t.at, t.at, 'bench', 'Bench', 'bench', b.head_hash, b.head_hash
      from account_books b, generate_series(1, ${each}) v,
        lateral (select '2026-01-01'::timestamptz + (v - 0.5) * (interval '181 days' / ${each}) as at) t`)
    .execute(db);
  await sql
    .raw(`
    with kinds (kind, position, from_kind, to_kind, asset) as (values
      ('invoice', 0, 'deferred_revenue', 'unbilled', 'usd'), ('invoice', 1, 'unbilled', 'receivable', 'usd'),
      ('payment', 0, 'receivable', 'stripe_balance', 'usd'), ('payment', 1, 'stripe_balance', 'processor_fees', 'usd'),
      ('grant', 0, 'issued.allowance', 'grant', 'credit'), ('grant', 1, 'issued.promo', 'grant', 'credit'),
      ('expire', 0, 'grant', 'expired', 'credit'), ('expire', 1, 'grant', 'expired', 'credit'),
      ('recognize', 0, 'revenue.plan', 'deferred_revenue', 'usd'), ('recognize', 1, 'revenue.plan', 'deferred_revenue', 'usd'),
      ('consume', 0, 'grant', 'consumed', 'credit'), ('consume', 1, 'overage', 'consumed', 'credit'))
    insert into transfers (account_id, account_version, position, from_id, to_id, asset, amount, plan_period_id, invoice_line_id)
      select l.account_id, l.account_version, k.position, f.id, d.id, k.asset, 1 + l.account_version % 97, p.id,
        case k.asset when 'usd' then i.id end
      from ledger_transactions l
      join kinds k on k.kind = l.kind
      join ways f on f.account_id = l.account_id and f.kind = k.from_kind
      join ways d on d.account_id = l.account_id and d.kind = k.to_kind
      join plan_periods p on p.account_id = l.account_id
      join invoice_lines i on i.account_id = l.account_id and i.plan_period_id = p.id
      where l.booked_at >= '2026-01-01';
    update account_books set version = version + ${each};
    drop table ways`)
    .execute(db);
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
    ...{ kind: "staff", role: "finance", name: "Bench", sessionId: newId<string>() },
    staffUserId: newId<string>(),
  };
  const { reports } = createCallerFactory(staffRouter)({ db, actor, requestId: "bench" });
  const by = ["plan", "segment"] as ("plan" | "segment")[];
  const cell = { month: "2026-05", currency: "usd" };
  const asks: Record<string, () => Promise<unknown>> = {
    money: () => reports.money({ ...months, by }),
    credits: () => reports.credits({ ...months, by: [...by, "category"] }),
    revenue: () => reports.revenue({ ...months, by }),
    "deferred revenue": () => reports.deferred(months),
    "revenue per 1,000 credits": () => reports.unitEconomics(months),
    "trial balance": () => reports.trialBalance({ through: "2026-06" }),
    "rows of what was collected": () =>
      reports.cell({ ...cell, report: "money", column: "collected" }),
    "rows of what was used": () => reports.cell({ ...cell, report: "credits", column: "consumed" }),
    "as known at the end of March": () =>
      reports.money({ ...months, by, asOf: { known: new Date("2026-03-31T23:59:59Z") } }),
    "as known in the middle of a month": () =>
      reports.money({ ...months, by, asOf: { known: new Date("2026-03-15T12:00:00Z") } }),
    "booked by the middle of a month": () =>
      reports.money({ ...months, by, asOf: { at: new Date("2026-03-15T12:00:00Z") } }),
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
