import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { FailureReason } from "@/lib/failure-reason";
import type { AccountId, InvoiceId, TopUpRunId } from "@/lib/ids";
import type { PausedBecause } from "./top-up";

/** That nothing is bought by itself any more, for its account's people. */
export type PauseToMail = {
  accountId: AccountId;
  account: string;
  timezone: string;
  currency: string;
  because: PausedBecause;
  at: Date;
  /** Whether another default card resumes it. */
  byCard: boolean;
  /** Of the order whose payment failed. */
  failure: FailureReason | null;
  amountMinor: bigint | null;
  payUrl: string | null;
};

/** The pause that has waited longest; no other worker sees it until this transaction ends. */
export async function takePauseToMail(tx: Tx): Promise<PauseToMail | undefined> {
  const { rows } = await sql<PauseToMail>`
    with taken as materialized (
      select * from auto_top_ups where paused_at is not null and pause_mailed_at is null
      order by paused_at limit 1 for update skip locked)
    select s.account_id as "accountId", a.name as account, a.timezone, a.currency,
      s.paused_because as because, s.paused_at as at,
      s.paused_because in ('payment_failed', 'to_prove', 'no_method') and s.method_id is null as "byCard",
      r.failure, r.amount_minor as "amountMinor",
      (select c.hosted_url from collections c
        where c.account_id = r.account_id and c.invoice_id = r.invoice_id and c.status = 'open'
        order by c.created_at desc limit 1) as "payUrl"
    from taken s
    join accounts a on a.id = s.account_id
    left join lateral (
      select * from top_up_runs n where n.account_id = s.account_id and n.status = 'failed'
      order by n.due_at desc, n.id desc limit 1) r on true`.execute(tx);
  return rows[0];
}

export async function notePauseMailed(
  tx: Tx,
  { accountId }: Pick<PauseToMail, "accountId">,
): Promise<void> {
  await tx
    .updateTable("auto_top_ups")
    .set({ pause_mailed_at: sql<Date>`app_now()` })
    .where("account_id", "=", accountId)
    .execute();
}

/** What a top-up bought. */
export type ToppedUp = {
  accountId: AccountId;
  id: TopUpRunId;
  account: string;
  invoiceId: InvoiceId;
  number: string;
  pack: string;
  currency: string;
  amountMinor: bigint;
  /** The mail of its invoice is the receipt: a second one would say the same. */
  hasInvoiceMail: boolean;
};

/** The purchase that has waited longest; no other worker sees it until this transaction ends. */
export async function takeToppedUpToMail(tx: Tx): Promise<ToppedUp | undefined> {
  const { rows } = await sql<ToppedUp>`
    with taken as materialized (
      select * from top_up_runs where status = 'paid' and mailed_at is null
      order by ended_at limit 1 for update skip locked)
    select r.account_id as "accountId", r.id, a.name as account, r.invoice_id as "invoiceId", i.number,
      coalesce(k.name, r.pack) as pack, i.currency, r.amount_minor as "amountMinor",
      exists (select from invoice_mails m
        where m.account_id = r.account_id and m.invoice_id = r.invoice_id) as "hasInvoiceMail"
    from taken r
    join accounts a on a.id = r.account_id
    join invoices i on i.account_id = r.account_id and i.id = r.invoice_id
    left join packs k on k.code = r.pack`.execute(tx);
  return rows[0];
}

export async function noteToppedUpMailed(
  tx: Tx,
  { accountId, id }: Pick<ToppedUp, "accountId" | "id">,
): Promise<void> {
  await tx
    .updateTable("top_up_runs")
    .set({ mailed_at: sql<Date>`app_now()` })
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .execute();
}
