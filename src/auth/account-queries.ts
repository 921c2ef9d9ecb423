import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { realNow } from "./queries";

export type AccountOfUser = { id: AccountId; name: string };

export async function listAccountsOfUser(db: Db, userId: string): Promise<AccountOfUser[]> {
  return await db
    .selectFrom("memberships as m")
    .innerJoin("accounts as a", "a.id", "m.account_id")
    .where("m.user_id", "=", userId)
    .select(["a.id", "a.name"])
    .orderBy("a.name")
    .orderBy("a.id")
    .execute();
}

/**
 * Points a session at another account of its own user. One statement asks and writes, so nobody is
 * dismissed between the two. An embedded session belongs to the frame's account.
 */
export async function pointSessionAt(
  tx: Tx,
  { sessionId, accountId }: { sessionId: string; accountId: AccountId },
): Promise<boolean> {
  const { rows } = await sql`
    update login_sessions s set account_id = ${accountId}, last_seen_at = ${realNow}
    from memberships m
    where s.id = ${sessionId} and s.realm = 'customer' and not s.embedded
      and s.revoked_at is null and s.expires_at > ${realNow}
      and s.last_seen_at > ${realNow} - make_interval(secs => s.idle_seconds)
      and m.user_id = s.user_id and m.account_id = ${accountId}
    returning s.id`.execute(tx);
  return rows.length > 0;
}

export async function setUserLocale(
  tx: Tx,
  { userId, locale }: { userId: string; locale: string | null },
): Promise<void> {
  await tx.updateTable("users").set({ locale }).where("id", "=", userId).execute();
}

export async function findAccountName(db: Db, accountId: AccountId): Promise<string | undefined> {
  const row = await db
    .selectFrom("accounts")
    .select("name")
    .where("id", "=", accountId)
    .executeTakeFirst();
  return row?.name;
}
