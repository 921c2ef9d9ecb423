import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { type NewSession, realNow } from "./queries";

export type SignInRow = {
  id: string;
  how: NewSession["how"];
  at: Date;
  lastSeenAt: Date;
  /** Signed out, run out or left lying; null while it stands. */
  endedAt: Date | null;
  /** Ended by somebody, not by time. */
  signedOut: boolean;
  ip: string | null;
  userAgent: string | null;
};

/** Whose sign-ins: a user's on every account, or of a link's visitor, who has no name, the one here. */
export type OwnSignIns = { userId: string } | { sessionId: string };

/** The latest sign-ins first, those that stand before those that have ended. */
export async function listSignIns(db: Db, own: OwnSignIns, limit: number): Promise<SignInRow[]> {
  const { rows } = await sql<SignInRow>`
    select * from (
      select id, how, created_at as "at", last_seen_at as "lastSeenAt", ip, user_agent as "userAgent",
        revoked_at is not null as "signedOut",
        case when revoked_at is not null then revoked_at
          when least(expires_at, idle_at) <= ${realNow} then least(expires_at, idle_at) end as "endedAt"
      from login_sessions, lateral (select last_seen_at + make_interval(secs => idle_seconds) as idle_at) i
      where ${isOwn(own)} and realm = 'customer') as s
    order by s."endedAt" is not null, s."at" desc, s.id limit ${limit}`.execute(db);
  return rows;
}

/** Ends one sign-in; whether there is such a one of theirs. Ending twice keeps the first time. */
export async function revokeOwnSession(
  tx: Tx,
  own: OwnSignIns,
  sessionId: string,
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    update login_sessions set revoked_at = coalesce(revoked_at, ${realNow})
    where id = ${sessionId} and realm = 'customer' and ${isOwn(own)} returning id`.execute(tx);
  return rows.length > 0;
}

/** Ends every sign-in of theirs that stands, or every one but this; how many there were. */
export async function revokeOwnSessions(
  tx: Tx,
  own: OwnSignIns,
  except: string | null,
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update login_sessions set revoked_at = ${realNow}
    where realm = 'customer' and ${isOwn(own)} and revoked_at is null
      and id is distinct from ${except}::uuid and expires_at > ${realNow}
      and last_seen_at > ${realNow} - make_interval(secs => idle_seconds)
    returning id`.execute(tx);
  return rows.length;
}

/** Ends what a user has open on one account. */
export async function revokeSessionsOn(
  tx: Tx,
  { userId, accountId }: { userId: string; accountId: string },
): Promise<void> {
  await sql`
    update login_sessions set revoked_at = ${realNow}
    where user_id = ${userId} and account_id = ${accountId} and revoked_at is null`.execute(tx);
}

function isOwn(own: OwnSignIns) {
  return "userId" in own ? sql`user_id = ${own.userId}` : sql`id = ${own.sessionId}`;
}
