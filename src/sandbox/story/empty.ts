import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";

/** What outlives a reset: the deployment, its clock, what is sold and the keys handed out for it. */
const kept = [
  "deployment",
  "sandbox_clock",
  "number_series",
  "features",
  "plans",
  "plan_versions",
  "packs",
  "pack_prices",
  "catalog_terms",
  "api_keys",
];

/**
 * Empties the books of a sandbox, wholly or not at all.
 *
 * Append-only tables refuse this to every role of the product; the owner, who made their triggers, sets
 * them aside inside the one transaction. Runs as the login for that reason.
 */
export async function emptyBooks(db: Db): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await assertSandbox(tx);
    // Somebody's running request ends first.
    await sql`set local lock_timeout = '20s'`.execute(tx);
    const tables = await listTables(tx);
    const all = sql.join(tables.map((name) => sql.table(name)));
    for (const name of tables)
      await sql`alter table ${sql.table(name)} disable trigger user`.execute(tx);
    await sql`truncate ${all}`.execute(tx);
    for (const name of tables)
      await sql`alter table ${sql.table(name)} enable trigger user`.execute(tx);
    await sql`update number_series set last_number = 0, last_issued_at = null`.execute(tx);
  });
}

async function assertSandbox(tx: Tx): Promise<void> {
  const { mode } = await tx.selectFrom("deployment").select("mode").executeTakeFirstOrThrow();
  if (mode !== "sandbox") throw new Error("Only a sandbox is ever emptied.");
}

async function listTables(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables
    where schemaname = current_schema() and tablename !~ '^kysely_' order by tablename`.execute(tx);
  return rows.map(({ name }) => name).filter((name) => !kept.includes(name));
}
