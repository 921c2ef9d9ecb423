import { sql } from "kysely";
import type { Db } from "@/db/client";

export type Table = { name: string; columns: string[] };

/** What is sold, and belongs to no account. */
const catalogue = [
  "deployment",
  ...["features", "plans", "plan_versions", "packs", "pack_prices", "catalog_terms"],
];

/** What the database writes by itself as other rows come. */
const written = ["audit_log", "audit_heads", "account_segments"];

/** What is referred to without a foreign key: triggers ask, a set at a time. */
const askedByTriggers = [
  { from: "ledger_transactions", to: "account_books" },
  ...["transfers", "consumptions"].flatMap((from) => [
    { from, to: "ledger_transactions" },
    { from, to: "plan_periods" },
  ]),
];

/** Tables of the catalogue, and those whose rows belong to an account, each after what it refers to. */
export async function tablesOf(db: Db): Promise<{ catalogue: Table[]; accounts: Table[] }> {
  const { rows: tables } = await sql<Table & { owned: boolean }>`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns,
      c.relname = 'accounts' or bool_or(a.attname = 'account_id') as owned
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attgenerated = ''
    group by c.relname order by c.relname`.execute(db);
  const { rows: keys } = await sql<{ from: string; to: string }>`
    select conrelid::regclass::text as "from", confrelid::regclass::text as "to" from pg_constraint
    where contype = 'f' and conrelid <> confrelid`.execute(db);
  const references = [...keys, ...askedByTriggers];
  return {
    catalogue: inOrder(
      tables.filter(({ name }) => catalogue.includes(name)),
      references,
    ),
    accounts: inOrder(
      tables.filter(({ name, owned }) => owned && !written.includes(name)),
      references,
    ),
  };
}

function inOrder(tables: readonly Table[], references: readonly { from: string; to: string }[]) {
  const ordered: Table[] = [];
  let left = tables.map(({ name, columns }) => ({ name, columns }));
  while (left.length > 0) {
    const waits = (name: string) =>
      references.some((one) => one.from === name && left.some((other) => other.name === one.to));
    const next = left.filter(({ name }) => !waits(name));
    if (next.length === 0) throw new Error("Tables refer to one another in a circle");
    ordered.push(...next);
    left = left.filter((one) => !next.includes(one));
  }
  return ordered;
}
