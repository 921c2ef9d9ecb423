import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { FailureReason } from "@/lib/failure-reason";
import type { AccountId, InvoiceId, TopUpRunId } from "@/lib/ids";
import type { FailedBecause, PausedBecause, SkippedBecause } from "../payments/top-up";

export type ListedRun = {
  id: TopUpRunId;
  status: "due" | "ordered" | "paid" | "failed" | "skipped";
  why: FailedBecause | SkippedBecause | null;
  failure: FailureReason | null;
  at: Date;
  available: bigint;
  threshold: bigint;
  /** Of a run that ordered: what, and on which document. */
  packName: string | null;
  amountMinor: bigint | null;
  invoiceId: InvoiceId | null;
  number: string | null;
  invoiceStatus: string | null;
  /** Where an order can still be paid or proved, at the processor. */
  payUrl: string | null;
  nextAt: Date | null;
};

/** The newest first. */
export async function listTopUpRuns(
  db: Db,
  { accountId, limit }: { accountId: AccountId; limit: number },
): Promise<ListedRun[]> {
  const { rows } = await sql<ListedRun>`
    select r.id, r.status, r.why, r.failure, r.due_at as at, r.available, r.threshold,
      coalesce(k.name, r.pack) as "packName", r.amount_minor as "amountMinor", r.invoice_id as "invoiceId",
      i.number, i.status as "invoiceStatus", ${payUrl} as "payUrl", r.next_at as "nextAt"
    from top_up_runs r
    left join packs k on k.code = r.pack
    left join invoices i on i.account_id = r.account_id and i.id = r.invoice_id
    where r.account_id = ${accountId}
    order by r.due_at desc, r.id desc limit ${limit}`.execute(db);
  return rows;
}

const payUrl = sql<string | null>`(select c.hosted_url from collections c
  where c.account_id = r.account_id and c.invoice_id = r.invoice_id and i.status = 'issued'
    and c.status = 'open' order by c.created_at desc limit 1)`;

export type TopUpPause = {
  because: PausedBecause;
  at: Date;
  /** Why the payment failed that paused it. */
  failure: FailureReason | null;
  payUrl: string | null;
};

/** Why nothing is bought by itself just now; undefined where nothing is paused. */
export async function findTopUpPause(
  db: Db,
  accountId: AccountId,
): Promise<TopUpPause | undefined> {
  const { rows } = await sql<TopUpPause>`
    select s.paused_because as because, s.paused_at as at,
      case when s.paused_because in ('payment_failed', 'to_prove') then r.failure end as failure,
      case when s.paused_because = 'to_prove' then ${payUrl} end as "payUrl"
    from auto_top_ups s
    left join lateral (
      select * from top_up_runs n where n.account_id = s.account_id
      order by n.due_at desc, n.id desc limit 1) r on true
    left join invoices i on i.account_id = r.account_id and i.id = r.invoice_id
    where s.account_id = ${accountId} and s.enabled and s.paused_at is not null`.execute(db);
  return rows[0];
}

/** Credits that automatic top-ups brought, by the local day they could be used from. */
export async function listToppedUpByDay(
  db: Db,
  { accountId, after, zone }: { accountId: AccountId; after: Date; zone: string },
): Promise<{ day: string; credits: bigint }[]> {
  const { rows } = await sql<{ day: string; credits: bigint }>`
    select (g.effective_at at time zone ${zone})::date::text as day, sum(g.amount)::bigint as credits
    from top_up_runs r
    join invoice_lines l on l.account_id = r.account_id and l.invoice_id = r.invoice_id and l.kind = 'pack'
    join grants g on g.account_id = l.account_id and g.invoice_line_id = l.id
    where r.account_id = ${accountId} and g.effective_at > ${after}
    group by 1 order by 1`.execute(db);
  return rows;
}
