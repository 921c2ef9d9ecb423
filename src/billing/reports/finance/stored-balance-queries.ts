import { sql } from "kysely";
import type { Tx } from "@/db/client";

/** What is stored of every kind of ledger account, over all accounts: debits less credits (BOOKS B1). */
export async function listStoredBalances(
  tx: Tx,
): Promise<{ asset: string; kind: string; balance: bigint }[]> {
  const { rows } = await sql<{ asset: string; kind: string; balance: string }>`
    select l.asset, l.kind, sum(b.balance)::text as balance
    from ledger_accounts l join balances b on b.account_id = l.account_id and b.ledger_account_id = l.id
    group by 1, 2 order by 1, 2`.execute(tx);
  // All accounts together may come to more than one of them can.
  return rows.map((row) => ({ ...row, balance: BigInt(row.balance) }));
}
