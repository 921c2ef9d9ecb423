import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { stripeBalanceDiffers } from "../ledger/audit-payment-queries";

export type LedgerGap = { accountId: AccountId; currency: string; minor: bigint };

/** Where `stripe_balance` is not what payments, refunds, disputes and bookings of the account brought: by how much more. */
export async function listLedgerGaps(tx: Tx): Promise<LedgerGap[]> {
  const { rows } = await sql<LedgerGap>`
    select account_id as "accountId", asset as currency, minor::int8 as minor
    from (${sql.raw(stripeBalanceDiffers)}) differs order by 1, 2`.execute(tx);
  return rows;
}

/** What our ledgers say lies at the processor, and what its lines sum to, by currency. */
export async function listSums(
  tx: Tx,
): Promise<{ currency: string; ledger: bigint; lines: bigint }[]> {
  const { rows } = await sql<{ currency: string; ledger: bigint; lines: bigint }>`
    select currency, sum(ledger)::int8 as ledger, sum(lines)::int8 as lines from (
      select l.asset as currency, b.balance as ledger, 0 as lines
      from balances b join ledger_accounts l on l.account_id = b.account_id and l.id = b.ledger_account_id
      where l.kind = 'stripe_balance'
      union all
      select currency, 0, amount_minor - fee_minor from balance_transactions) one
    group by currency order by currency`.execute(tx);
  return rows;
}

export type Clearing = {
  kind: "unbilled" | "exchange" | "dispute_hold" | "issued.rollover";
  accountId: AccountId;
  asset: string;
  balance: bigint;
  movedAt: Date;
  /** The processor's name of what it may wait for. */
  disputeId: string | null;
};

/**
 * Ledger accounts that pass on what they take and stand at more than what is open explains (FAULTS I10), and when they
 * last moved: `unbilled` with no draft and no overage, one side of `exchange` alone, `dispute_hold` beyond disputes that
 * are open, `issued.rollover` at all.
 */
export async function listClearing(tx: Tx): Promise<Clearing[]> {
  const { rows } = await sql<Clearing>`
    with standing as (
      select b.account_id, l.id, l.kind, l.asset, b.balance
      from ledger_accounts l join balances b on b.account_id = l.account_id and b.ledger_account_id = l.id
      where l.kind in ('unbilled', 'exchange', 'dispute_hold', 'issued.rollover')),
    open as (
      select account_id, currency, sum(withdrawn_minor - reinstated_minor)::int8 as held from disputes
      where status in ('open', 'under_review') group by 1, 2),
    left_over as (
      select s.account_id, s.id, s.kind, s.asset, s.balance from standing s
      where s.kind = 'unbilled' and s.balance <> 0
        and not exists (select from invoices i where i.account_id = s.account_id and i.status = 'draft')
        and not exists (select from overage_usage o where o.account_id = s.account_id and not o.billed
          and o.accrued_minor > 0)
      union all
      select account_id, id, kind, asset, balance from standing where kind = 'issued.rollover' and balance <> 0
      union all
      select s.account_id, s.id, s.kind, s.asset, s.balance - coalesce(o.held, 0) from standing s
      left join open o on o.account_id = s.account_id and o.currency = s.asset
      where s.kind = 'dispute_hold' and s.balance <> coalesce(o.held, 0)
      union all
      select account_id, id, kind, asset, balance from (
        select s.*, count(*) over (partition by s.account_id) as sides from standing s
        where s.kind = 'exchange' and s.balance <> 0) one
      where sides = 1)
    select k.kind, k.account_id as "accountId", k.asset, k.balance, m.at as "movedAt",
      (select d.processor_dispute_id from disputes d where d.account_id = k.account_id and k.kind = 'dispute_hold'
        order by d.booked_at desc, d.id limit 1) as "disputeId"
    from left_over k
    cross join lateral (
      select max(t.booked_at) as at from transfers f
      join ledger_transactions t on t.account_id = f.account_id and t.account_version = f.account_version
      where f.account_id = k.account_id and k.id in (f.from_id, f.to_id)) m
    order by 2, 1, 3`.execute(tx);
  return rows;
}
