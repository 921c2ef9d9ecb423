import { randomBytes } from "node:crypto";
import { Client } from "pg";
import type { Mode } from "@/env";

/**
 * Refuses a database that is not this deployment's, before anything is written to it.
 *
 * A story in somebody's real books, or real customers in a sandbox, cannot be undone.
 */
export async function assertOurs(url: string, mode: Mode): Promise<void> {
  await withClient(url, async (client) => {
    if (await hasTable(client, "deployment")) {
      const { rows } = await client.query("select mode from deployment");
      const found = rows[0]?.mode;
      if (found === mode) return;
      if (found)
        throw new Error(`This database belongs to a ${found} deployment, not a ${mode} one.`);
      if (mode === "production" || !(await hasRows(client, "accounts"))) return;
    } else if (mode === "production" || !(await hasAnyTable(client))) {
      return;
    }
    throw new Error(
      "This database holds rows that are not the sandbox's own. Give it an empty one.",
    );
  });
}

/** After migrating: writes down, once and for ever, which mode this database belongs to. */
export async function claim(url: string, mode: Mode): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(
      `insert into deployment (id, mode, short_id, created_at)
       values (true, $1, $2, clock_timestamp()) on conflict do nothing`,
      [mode, randomBytes(4).toString("hex")],
    );
    if (mode === "production") return;
    await client.query(
      `insert into sandbox_clock (id, offset_ms, seen_at)
       values (true, 0, clock_timestamp()) on conflict do nothing`,
    );
  });
}

/** The sandbox clock stands still while the sandbox is stopped. Comes before anything that reads it. */
export async function resumeClock(url: string): Promise<void> {
  await withClient(url, async (client) => {
    if (!(await hasTable(client, "sandbox_clock"))) return;
    await client.query(
      `update sandbox_clock set seen_at = clock_timestamp(),
       offset_ms = offset_ms - (extract(epoch from clock_timestamp() - seen_at) * 1000)::bigint`,
    );
  });
}

/** Throws away everything in a sandbox's database; the next start makes it anew. */
export async function emptySandbox(url: string): Promise<void> {
  await assertOurs(url, "sandbox");
  await withClient(url, async (client) => {
    const { rows } = await client.query(
      `select quote_ident(nspname) as name from pg_namespace
       where nspname !~ '^pg_' and nspname <> 'information_schema'`,
    );
    for (const { name } of rows) await client.query(`drop schema ${name} cascade`);
    await client.query("create schema public");
  });
}

async function withClient(url: string, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {}); // a lost connection shows in the query that was using it
  try {
    await client.connect();
    await use(client);
  } finally {
    await client.end().catch(() => {});
  }
}

async function hasTable(client: Client, table: string): Promise<boolean> {
  const { rows } = await client.query("select to_regclass($1) is not null as found", [table]);
  return rows[0].found;
}

async function hasRows(client: Client, table: string): Promise<boolean> {
  const { rows } = await client.query(`select exists (select from ${table}) as found`);
  return rows[0].found;
}

/** But the migrator's own, which stand alone where a first start was cut short before it migrated. */
async function hasAnyTable(client: Client): Promise<boolean> {
  const { rows } = await client.query(
    `select exists (select from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')
       and tablename not in ('kysely_migration', 'kysely_migration_lock')) as found`,
  );
  return rows[0].found;
}
