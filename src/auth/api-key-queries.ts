import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { realNow, realNowPlus } from "./queries";
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
export async function touchApiKey(tx: Tx, prefix: string, ip: string | null): Promise<void> {
  await tx
    .updateTable("api_keys")
    .set({ last_used_at: realNow, last_used_ip: ip })
    .where("prefix", "=", prefix)
    .where(sql<boolean>`(last_used_at is null or last_used_at < ${realNow} - interval '1 minute')`)
    .execute();
}

/** Lets a usable key stop after some time, or when it would have anyway; what a key in its place may do. */
export async function endApiKey(
  tx: Tx,
  { prefix, afterSeconds }: { prefix: string; afterSeconds: number },
): Promise<{ name: string; scopes: Scope[]; expiresAt?: Date } | undefined> {
  const known = await tx
    .selectFrom("api_keys")
    .select(["name", "scopes", "expires_at"])
    .where("prefix", "=", prefix)
    .where("revoked_at", "is", null)
    .where((where) =>
      where.or([where("expires_at", "is", null), where("expires_at", ">", realNow)]),
    )
    .forUpdate()
    .executeTakeFirst();
  if (!known) return undefined;
  await tx
    .updateTable("api_keys")
    .set({ expires_at: sql<Date>`least(expires_at, ${realNowPlus(afterSeconds)})` })
    .where("prefix", "=", prefix)
    .execute();
  const { name, expires_at: expiresAt } = known;
  return { name, scopes: known.scopes.filter(isScope), ...(expiresAt && { expiresAt }) };
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

/** All that were ever made, the newest first. */
export async function listApiKeys(db: Db) {
  return await db
    .selectFrom("api_keys")
    .select(["prefix", "name", "scopes", "created_at as createdAt", "expires_at as expiresAt"])
    .select(["last_used_at as lastUsedAt", "last_used_ip as lastUsedIp", "revoked_at as revokedAt"])
    .orderBy("created_at", "desc")
    .orderBy("prefix")
    .execute();
}
