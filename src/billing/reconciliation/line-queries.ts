import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { insertRows } from "@/db/rows";
import { type AccountId, newId } from "@/lib/ids";
import type { BalanceLine } from "../payments/processor-balance";
import type { HouseLine } from "./decide-house";

/** Keeps lines as they were listed; those that stand already are left alone. How many are new. */
export async function insertLines(tx: Tx, lines: readonly BalanceLine[]): Promise<void> {
  const { rows } = await sql<{ now: Date }>`select app_now() as now`.execute(tx);
  const rowOf = (line: BalanceLine) => ({
    ...{ id: line.id, type: line.type, category: line.category, source_id: line.sourceId },
    ...{ currency: line.currency, amount_minor: line.amountMinor, fee_minor: line.feeMinor },
    ...{ exchange_rate: line.exchangeRate, description: line.description },
    ...{ created_at: line.createdAt, available_at: line.availableAt },
    seen_at: rows[0]?.now ?? line.createdAt,
  });
  await insertRows(tx, "balance_transactions", lines.map(rowOf), { ifNew: true });
}

export type UnbookedLine = BalanceLine;

/** Lines of some types that moved something and stand on nobody's books, oldest first. */
export async function listUnbooked(
  tx: Db,
  { types, limit }: { types: readonly string[]; limit: number },
): Promise<UnbookedLine[]> {
  const { rows } = await sql<UnbookedLine>`
    select ${columns} from balance_transactions l
    where l.type = any(${sql.val([...types])}::text[]) and (l.amount_minor <> 0 or l.fee_minor <> 0)
      and not (l.type = 'adjustment' and coalesce(l.source_id, '') ~ '^(dp|du|ch|py|re|pyr)_')
      and not exists (select from balance_bookings b where b.balance_transaction_id = l.id and b.kind <> 'correction')
    order by l.created_at, l.id limit ${limit}`.execute(tx);
  return rows;
}

export async function findLine(tx: Db, id: string): Promise<BalanceLine | undefined> {
  const { rows } = await sql<BalanceLine>`
    select ${columns} from balance_transactions l where l.id = ${id}`.execute(tx);
  return rows[0];
}

const columns = sql`l.id, l.type, l.category, l.source_id as "sourceId", l.currency, l.amount_minor as "amountMinor",
  l.fee_minor as "feeMinor", l.exchange_rate as "exchangeRate", l.description, l.created_at as "createdAt",
  l.available_at as "availableAt"`;

/** Notes which lines a ledger transaction booked; its account's last one, under the same lock. */
export async function insertBalanceBookings(
  tx: Tx,
  {
    accountId,
    lines,
    bookedAt,
  }: { accountId: AccountId; lines: readonly HouseLine[]; bookedAt: Date },
): Promise<void> {
  const { version } = await tx
    .selectFrom("account_books")
    .where("account_id", "=", accountId)
    .select("version")
    .executeTakeFirstOrThrow();
  const rowOf = (line: HouseLine) => ({
    ...{ account_id: accountId, id: newId<string>(), balance_transaction_id: line.id },
    ...{ kind: line.kind, currency: line.currency, amount_minor: line.amountMinor },
    ...{ fee_minor: line.feeMinor, booked_at: bookedAt, account_version: version },
  });
  await insertRows(tx, "balance_bookings", lines.map(rowOf));
}
