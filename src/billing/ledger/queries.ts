import { sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { insertRows } from "@/db/rows";
import type { AccountId } from "@/lib/ids";
import { type LedgerAccount, signOf } from "./accounts";

/** Opens ledger accounts at balance 0; those that stand are left alone. */
export async function openLedgerAccounts(
  tx: Tx,
  opened: readonly { accountId: AccountId; ledgerAccount: LedgerAccount }[],
): Promise<void> {
  const rows = opened.map(({ accountId, ledgerAccount: { id, kind, asset } }) => ({
    account_id: accountId,
    id,
    kind,
    asset,
  }));
  await insertRows(tx, "ledger_accounts", rows, { ifNew: true });
  const balances = opened.map(({ accountId, ledgerAccount }) => ({
    account_id: accountId,
    ledger_account_id: ledgerAccount.id,
    balance: 0n,
    sign: signOf(ledgerAccount),
  }));
  await insertRows(tx, "balances", balances, { ifNew: true });
}

/** Whether all that was ever issued to an account is more than some credits. */
export async function hasIssuedMoreThan(
  tx: Tx,
  accountId: AccountId,
  credits: bigint,
): Promise<boolean> {
  const { rows } = await sql<{ more: boolean }>`
    select coalesce(-sum(b.balance), 0) > ${credits} as more
    from ledger_accounts l
    join balances b on b.account_id = l.account_id and b.ledger_account_id = l.id
    where l.account_id = ${accountId} and l.kind <> 'grant' and l.kind like 'issued.%'`.execute(tx);
  return rows[0]?.more === true;
}

/**
 * An account's credit balances as of an instant: today's less what was booked since, so that the cost is
 * that of the time in between and not of the whole history.
 */
export async function listBalancesAt(
  tx: Tx,
  accountId: AccountId,
  at: Date,
): Promise<Map<string, bigint>> {
  const { rows } = await sql<{ id: string; balance: bigint }>`
    with since as (
      select t.from_id, t.to_id, t.amount
      from ledger_transactions l
      join transfers t on t.account_id = l.account_id and t.account_version = l.account_version
      where l.account_id = ${accountId} and l.booked_at > ${at.toISOString()}::timestamptz and t.asset = 'credit'),
    moved as (
      select id, sum(delta) as delta
      from (select to_id as id, amount as delta from since union all select from_id, -amount from since) both_sides
      group by id)
    select b.ledger_account_id as id, (b.balance - coalesce(m.delta, 0))::int8 as balance
    from balances b left join moved m on m.id = b.ledger_account_id
    where b.account_id = ${accountId}`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.balance]));
}

/** Money kept for accounts' next invoices, 0n or more. */
export async function listAccountCredit(
  tx: Tx,
  accountIds: readonly AccountId[],
): Promise<{ account_id: AccountId; minor: bigint }[]> {
  const { rows } = await sql<{ account_id: AccountId; minor: bigint }>`
    select l.account_id, (-sum(b.balance))::int8 as minor
    from ledger_accounts l
    join accounts a on a.id = l.account_id and a.currency = l.asset
    join balances b on b.account_id = l.account_id and b.ledger_account_id = l.id
    where l.account_id = any(${plainArray(accountIds)}::uuid[]) and l.kind = 'account_credit' group by 1`.execute(
    tx,
  );
  return rows;
}
