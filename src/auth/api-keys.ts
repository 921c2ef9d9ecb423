import { timingSafeEqual } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { env } from "@/env";
import { newApiKey, parseApiKey } from "./api-key-format";
import {
  type ApiKeyRow,
  endApiKey,
  findUsableKey,
  insertApiKey,
  touchApiKey,
} from "./api-key-queries";
import { hashOf } from "./codes";
import type { Scope } from "./roles";

export type VerifiedKey = { prefix: string; name: string; scopes: Scope[] };

/** Makes a key. The answer is the only time its secret is seen. */
export async function createApiKey(
  tx: Tx,
  request: { name: string; scopes: readonly Scope[]; expiresAt?: Date },
): Promise<{ key: string; prefix: string }> {
  const { key, prefix, secret } = newApiKey(env.mode === "production" ? "live" : "test");
  await insertApiKey(tx, { prefix, secretHash: hashOf(secret), ...request });
  return { key, prefix };
}

/**
 * A key that may do what another may, which stops after an overlap, so that an app changes over without a
 * gap. Undefined where there is no such key that is usable.
 */
export async function rotateApiKey(
  tx: Tx,
  { prefix, overlapSeconds }: { prefix: string; overlapSeconds: number },
): Promise<{ key: string; prefix: string } | undefined> {
  const known = await endApiKey(tx, { prefix, afterSeconds: overlapSeconds });
  return known && (await createApiKey(tx, known));
}

/**
 * Whose key this is, or undefined.
 *
 * Rows are remembered for less than a second, so that a busy key costs a query a second and a
 * revoked one is refused within a second, on every process.
 */
export async function verifyApiKey(
  db: Db,
  bearer: string,
  ip: string | null = null,
): Promise<VerifiedKey | undefined> {
  const parts = parseApiKey(bearer);
  if (!parts) return undefined;
  const row = await rememberedRow(db, parts.prefix);

  // Compared also where there is no row: an unknown prefix takes as long as a wrong secret.
  const same = timingSafeEqual(hashOf(parts.secret), row?.secretHash ?? nobodysHash);
  if (!row || !same) return undefined;
  await noteUse(db, row, ip);
  return { prefix: row.prefix, name: row.name, scopes: row.scopes };
}

/** Once a minute, and only of who has the whole key: its beginning is no secret. */
async function noteUse(db: Db, row: ApiKeyRow, ip: string | null): Promise<void> {
  if (!row.stale) return;
  row.stale = false;
  await inTransaction(db, (tx) => touchApiKey(tx, row.prefix, ip));
}

const nobodysHash = Buffer.alloc(32);

const shared = globalThis as { tallybookKeys?: LRUCache<string, Promise<ApiKeyRow | undefined>> };

function rememberedRow(db: Db, prefix: string): Promise<ApiKeyRow | undefined> {
  shared.tallybookKeys ??= new LRUCache({ max: 10_000, ttl: 900, ttlResolution: 50 });
  const rows = shared.tallybookKeys;
  const known = rows.get(prefix);
  if (known !== undefined) return known;

  const asked = loadRow(db, prefix);
  rows.set(prefix, asked);
  // A database that did not answer says nothing about the key: ask again next time.
  asked.catch(() => rows.delete(prefix));
  return asked;
}

async function loadRow(db: Db, prefix: string): Promise<ApiKeyRow | undefined> {
  return await readAs(db, { role: "tallybook_app" }, (tx) => findUsableKey(tx, prefix));
}
