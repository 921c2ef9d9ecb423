import { sql } from "kysely";
import { readBalance } from "@/billing/credits/read";
import { readInvoices, readPlan, readUsage } from "@/billing/reports/read-overview";
import type { Db, Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import { accountIdOf } from "@/sandbox/story/ids";

/** How somebody of the story stands. */
export async function stateOf(db: Db, code: string) {
  const id = accountIdOf(code);
  const read = <T>(work: (tx: Tx) => Promise<T>) => readAs(db, { role: "tallybook_read" }, work);
  return {
    balance: await readBalance(db, id, null),
    plan: await read((tx) => readPlan(tx, id)),
    usage: await read((tx) => readUsage(tx, id)),
    invoices: await read((tx) => readInvoices(tx, id)),
  };
}

export function statuses({ items }: { items: { status: string }[] }): string[] {
  return [...new Set(items.map(({ status }) => status))];
}

/** Their documents, oldest first, line by line. */
export async function linesOf(db: Db, code: string): Promise<string[][]> {
  const { rows } = await sql<{ number: string; kind: string; minor: bigint }>`
      select i.number, l.kind, l.amount_minor as minor
      from invoices i join invoice_lines l on l.account_id = i.account_id and l.invoice_id = i.id
      where i.account_id = ${accountIdOf(code)} order by i.number, l.position`.execute(db);
  const documents = Map.groupBy(rows, ({ number }) => number);
  return [...documents.values()].map((lines) => lines.map((one) => `${one.kind} ${one.minor}`));
}

/** What everybody one can sign in as pays with. */
export async function cardsOf(db: Db) {
  const rows = await db
    .selectFrom("payment_methods as m")
    .innerJoin("memberships as s", "s.account_id", "m.account_id")
    .innerJoin("personas as p", "p.user_id", "s.user_id")
    .select(["p.slug", "m.last4", "m.is_default"])
    .orderBy("p.position")
    .execute();
  return rows.map(({ slug, last4, is_default }) => [slug, last4, is_default]);
}

export async function idsOf(from: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id::text from accounts union all select id::text from grants
    union all select id::text from plan_periods union all select id::text from consumptions
    union all select id::text from invoices union all select id::text from invoice_lines
    union all select id::text from holds union all select id::text from users
    order by 1`.execute(from);
  return rows.map(({ id }) => id);
}
