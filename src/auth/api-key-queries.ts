import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { realNow } from "./queries";
import { isScope, type Scope } from "./roles";

export type ApiKeyRow = {
  prefix: string;
  secretHash: Buffer;
  name: string;
  scopes: Scope[];
  stale: boolean;
};

/** The key, unless it is revoked or past its end. */
export async function findUsableKey(db: Db, prefix: string): Promise<ApiKeyRow | undefined> {
  const row = await db
    .selectFrom("api_keys")
    .select(["prefix", "secret_hash", "name", "scopes"])
    .select(
      sql<boolean>`last_used_at is null or last_used_at < ${realNow} - interval '1 minute'`.as(
        "stale",
      ),
    )
    .where("prefix", "=", prefix)
    .where("revoked_at", "is", null)
    .where((where) =>
      where.or([where("expires_at", "is", null), where("expires_at", ">", realNow)]),
    )
    .executeTakeFirst();
  return (
    row && {
      prefix: row.prefix,
      secretHash: row.secret_hash,
      name: row.name,
      scopes: row.scopes.filter(isScope),
      stale: row.stale,
    }
  );
}

export async function insertApiKey(
  tx: Tx,
  key: {
    prefix: string;
    secretHash: Buffer;
    name: string;
    scopes: readonly Scope[];
    expiresAt?: Date;
  },
): Promise<void> {
  await tx
    .insertInto("api_keys")
    .values({
      prefix: key.prefix,
      secret_hash: key.secretHash,
      name: key.name,
      scopes: [...key.scopes],
      created_at: realNow,
      expires_at: key.expiresAt ?? null,
    })
    .execute();
}

/** Written at most once a minute, by whichever process sees the key first. */
export async function touchApiKey(tx: Tx, prefix: string): Promise<void> {
  await tx
    .updateTable("api_keys")
    .set({ last_used_at: realNow })
    .where("prefix", "=", prefix)
    .where(sql<boolean>`(last_used_at is null or last_used_at < ${realNow} - interval '1 minute')`)
    .execute();
}

/** Whether there was a key to revoke. Revoking twice keeps the first time. */
export async function revokeApiKey(tx: Tx, prefix: string): Promise<boolean> {
  const row = await tx
    .updateTable("api_keys")
    .set({ revoked_at: sql<Date>`coalesce(revoked_at, ${realNow})` })
    .where("prefix", "=", prefix)
    .returning("prefix")
    .executeTakeFirst();
  return row !== undefined;
}

export async function listApiKeys(db: Db) {
  return await db
    .selectFrom("api_keys")
    .select(["prefix", "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"])
    .orderBy("created_at")
    .execute();
}
