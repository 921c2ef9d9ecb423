import { sql } from "kysely";
import type { Db } from "@/db/client";
import { fillRefunds } from "./refunds-ground";

/**
 * By the plainest means: half a year of ledger transactions of two transfers each, in the order they would come in. Nearly
 * all that is billed is paid; an account in fifty pays too little. One in ten gives something back.
 */
export async function fillLedgers(db: Db, each: number): Promise<void> {
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
        ('stripe_balance', 'usd'), ('processor_fees', 'usd'), ('revenue.plan', 'usd'), ('expired', 'credit'),
        ('refunds', 'usd'), ('revoked', 'credit')) k (kind, asset)
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
          when 3 then 'expire'
          else case when v % 1040 = 4 then 'refund' when v % 104 < 34 then 'recognize' else 'consume' end end,
        t.at, t.at, t.at, 'bench', 'Bench', 'bench', b.head_hash, b.head_hash
      from account_books b, generate_series(1, ${each}) v,
        lateral (select '2026-01-01'::timestamptz + (v - 0.5) * (interval '181 days' / ${each})
          + abs(hashtext(b.account_id::text) % 3600) * interval '1 second' as at) t
      order by t.at`)
    .execute(db);
  await fillRefunds(db);
  await sql
    .raw(`
    with kinds (kind, position, from_kind, to_kind, asset) as (values
      ('invoice', 0, 'deferred_revenue', 'unbilled', 'usd'), ('invoice', 1, 'unbilled', 'receivable', 'usd'),
      ('payment', 0, 'receivable', 'stripe_balance', 'usd'), ('payment', 1, 'stripe_balance', 'processor_fees', 'usd'),
      ('grant', 0, 'issued.allowance', 'grant', 'credit'), ('grant', 1, 'issued.promo', 'grant', 'credit'),
      ('expire', 0, 'grant', 'expired', 'credit'), ('expire', 1, 'grant', 'expired', 'credit'),
      ('recognize', 0, 'revenue.plan', 'deferred_revenue', 'usd'), ('recognize', 1, 'revenue.plan', 'deferred_revenue', 'usd'),
      ('refund', 0, 'stripe_balance', 'refunds', 'usd'), ('refund', 1, 'grant', 'revoked', 'credit'),
      ('consume', 0, 'grant', 'consumed', 'credit'), ('consume', 1, 'overage', 'consumed', 'credit'))
    insert into transfers (account_id, account_version, position, from_id, to_id, asset, amount, plan_period_id, invoice_line_id, refund_id)
      select l.account_id, l.account_version, k.position, f.id, d.id, k.asset,
        case when l.kind = 'refund' then case k.asset when 'usd' then 5 else 10 end
          when l.kind not in ('invoice', 'payment') then 1 + l.account_version % 97
          when l.kind = 'payment' and hashtext(l.account_id::text) % 50 = 0 then 4000 else 5000 end, p.id,
        case when k.asset = 'usd' then coalesce(r.note_line_id, i.id) when r.refund_id is not null then i.id end, r.refund_id
      from ledger_transactions l
      join kinds k on k.kind = l.kind
      join ways f on f.account_id = l.account_id and f.kind = k.from_kind
      join ways d on d.account_id = l.account_id and d.kind = k.to_kind
      join plan_periods p on p.account_id = l.account_id
      join invoice_lines i on i.account_id = l.account_id and i.plan_period_id = p.id and i.kind = 'plan'
      left join given r on r.account_id = l.account_id and r.account_version = l.account_version
      where l.booked_at >= '2026-01-01'
      order by l.booked_at, l.account_id, k.position;
    update account_books set version = version + ${each};
    drop table ways;
    drop table given`)
    .execute(db);
}
