import { sql } from "kysely";
import { createRule } from "@/billing/alerts/change-rules";
import type { AlertKind } from "@/billing/alerts/kinds";
import { inTransaction } from "@/db/transaction";
import { books, type Customer } from "./books";

/** How most rules of tests tell: on the overview only. */
export const told = { channels: ["in_app"], recipients: [], enabled: true } as const;

export function rule(customer: Customer, kind: AlertKind, threshold = 0n) {
  return inTransaction(customer.db, (tx) =>
    createRule(tx, customer.id, { ...told, kind, threshold, createdBy: null }),
  );
}

/** What was told, oldest first, as "when kind threshold: figure". */
export async function firings(customer: Customer): Promise<string[]> {
  const { rows } = await sql<{ told: string }>`
    select to_char(fired_at at time zone 'UTC', 'MM-DD HH24:MI') || ' ' || kind || ' ' || threshold || ': '
      || coalesce(figure::text, about, '') as told
    from alert_firings where account_id = ${customer.id} order by fired_at, id`.execute(books());
  return rows.map((row) => row.told);
}

/** What the narrow row carries of the rules. */
export async function watchOf(customer: Customer): Promise<string | null> {
  const { rows } = await sql<{ watch: string | null }>`
    select alert_watch as watch from account_books where account_id = ${customer.id}`.execute(
    books(),
  );
  return rows[0]?.watch ?? null;
}
