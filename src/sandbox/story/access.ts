import { join } from "node:path";
import { newApiKey, parseApiKey } from "@/auth/api-key-format";
import { findUsableKey, insertApiKey } from "@/auth/api-key-queries";
import { hashOf } from "@/auth/codes";
import { scopes } from "@/auth/roles";
import type { Db } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { rememberedIn, writePrivately } from "../run-file";

export type SignIn = { name: string; role: string; url: string };

export type SandboxAccess = { serviceKey: string; signIns: SignIn[] };

/** How to get in: a key that may do everything an app's backend may, and one link per persona. */
export async function sandboxAccess(
  db: Db,
  { baseUrl, dataDir }: { baseUrl: string; dataDir: string },
): Promise<SandboxAccess> {
  const serviceKey = await standingKey(db, join(dataDir, "service-key"));
  return { serviceKey, signIns: await listSignIns(db, baseUrl) };
}

/**
 * The sandbox's key, the same from start to start and after a reset, so that scripts keep working.
 *
 * The data folder holds its text, the database its hash as of every key. A revoked one is replaced.
 */
async function standingKey(db: Db, file: string): Promise<string> {
  const known = rememberedIn(file, () => newApiKey("test").key);
  if (await stands(db, known)) return known;
  const { key, prefix, secret } = (await unseen(db, known)) ?? newApiKey("test");
  if (key !== known) writePrivately(file, key);
  const name = "Sandbox";
  await inTransaction(db, (tx) =>
    insertApiKey(tx, { prefix, secretHash: hashOf(secret), name, scopes }),
  );
  return key;
}

async function stands(db: Db, key: string): Promise<boolean> {
  const parts = parseApiKey(key);
  if (!parts) return false;
  const row = await readAs(db, { role: "tallybook_app" }, (tx) => findUsableKey(tx, parts.prefix));
  return row?.secretHash.equals(hashOf(parts.secret)) ?? false;
}

/** The key of the folder in a database that never saw it: a new database of the same sandbox. */
async function unseen(db: Db, key: string) {
  const parts = parseApiKey(key);
  if (!parts) return undefined;
  const taken = await db
    .selectFrom("api_keys")
    .select("prefix")
    .where("prefix", "=", parts.prefix)
    .executeTakeFirst();
  return taken ? undefined : { ...parts, key };
}

async function listSignIns(db: Db, baseUrl: string): Promise<SignIn[]> {
  // Of somebody on several accounts, the role on the one they land in: where they came first.
  const personas = await db
    .selectFrom("personas")
    .leftJoin("memberships", "memberships.user_id", "personas.user_id")
    .distinctOn("personas.position")
    .select(["personas.slug", "personas.label", "memberships.role"])
    .orderBy("personas.position")
    .orderBy("memberships.created_at")
    .execute();
  return personas.map(({ slug, label, role }) => ({
    name: label,
    role: role ?? "staff",
    url: `${baseUrl}/sign-in/sandbox/${slug}`,
  }));
}
