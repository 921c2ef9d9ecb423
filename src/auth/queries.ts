import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { CustomerRole, Realm, StaffRole } from "./roles";

/** Sign-in lives in real time: the sandbox's clock neither ends a session nor an invitation. */
export const realNow = sql<Date>`clock_timestamp()::timestamptz(3)`;

export type Person =
  | { realm: "customer"; userId: string }
  | { realm: "staff"; staffUserId: string };

export type SessionRow = {
  id: string;
  realm: Realm;
  userId: string | null;
  accountId: AccountId | null;
  role: CustomerRole | null;
  staffUserId: string | null;
  staffRole: StaffRole | null;
  name: string;
  /** The language the user chose. */
  locale: string | null;
  /** In a frame of the app's own page, and where the app wants its customer back. */
  embedded: boolean;
  returnUrl: string | null;
  stale: boolean;
  /** Opened within the last `freshSeconds`. */
  fresh: boolean;
};

export async function getDeploymentId(db: Db): Promise<string> {
  const row = await db.selectFrom("deployment").select("short_id").executeTakeFirstOrThrow();
  return row.short_id;
}

/** So long ago somebody may have signed in, and do what asks for a fresh sign-in (FAULTS §4.20). */
export const freshSeconds = 300;

/**
 * The session, if it still stands: not revoked, not expired, not idle for too long, and its person
 * still a member or still staff. One question, asked on every call, is what makes revoking immediate.
 */
export async function findLiveSession(
  db: Db,
  { id, realm }: { id: string; realm: Realm },
): Promise<SessionRow | undefined> {
  const { rows } = await sql<SessionRow>`
    select s.id, s.realm, s.user_id as "userId", s.account_id as "accountId",
      case s.how when 'portal_link' then 'billing_manager' when 'staff_view' then 'viewer' else m.role end as "role",
      s.staff_user_id as "staffUserId", t.role as "staffRole",
      coalesce(u.name, t.name, a.name) as "name", u.locale, s.embedded, s.return_url as "returnUrl",
      s.last_seen_at < ${realNow} - interval '1 minute' as "stale",
      s.created_at > ${realNow} - make_interval(secs => ${freshSeconds}) as "fresh"
    from login_sessions s
    left join users u on u.id = s.user_id
    left join memberships m on m.account_id = s.account_id and m.user_id = s.user_id
    left join accounts a on a.id = s.account_id
    left join staff_users t on t.id = s.staff_user_id and t.disabled_at is null
    where s.id = ${id} and s.realm = ${realm}
      and s.revoked_at is null and s.expires_at > ${realNow}
      and s.last_seen_at > ${realNow} - make_interval(secs => s.idle_seconds)
      and (s.how = 'portal_link' or m.user_id is not null or t.id is not null)`.execute(db);
  return rows[0];
}

export type NewSession = {
  id: string;
  realm: Realm;
  userId?: string;
  staffUserId?: string;
  accountId?: AccountId;
  how: "sandbox" | "email" | "oidc" | "portal_link" | "staff_view";
  lifeSeconds: number;
  idleSeconds: number;
  ip?: string;
  userAgent?: string;
  embedded?: boolean;
  returnUrl?: string | null;
};

export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tx
    .insertInto("login_sessions")
    .values({
      id: session.id,
      realm: session.realm,
      user_id: session.userId ?? null,
      staff_user_id: session.staffUserId ?? null,
      account_id: session.accountId ?? null,
      how: session.how,
      created_at: realNow,
      expires_at: realNowPlus(session.lifeSeconds),
      idle_seconds: session.idleSeconds,
      last_seen_at: realNow,
      ip: session.ip ?? null,
      user_agent: session.userAgent?.slice(0, 300) ?? null,
      embedded: session.embedded ?? false,
      return_url: session.returnUrl ?? null,
    })
    .execute();
}

export async function touchSession(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable("login_sessions")
    .set({ last_seen_at: realNow })
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .execute();
}

export async function revokeSession(tx: Tx, id: string): Promise<void> {
  await tx
    .updateTable("login_sessions")
    .set({ revoked_at: realNow })
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .execute();
}

/** The account a user lands in: the one joined first. */
export async function findFirstAccount(db: Db, userId: string): Promise<AccountId | undefined> {
  const row = await db
    .selectFrom("memberships")
    .select("account_id")
    .where("user_id", "=", userId)
    .orderBy("created_at")
    .orderBy("account_id")
    .executeTakeFirst();
  return row?.account_id;
}

export async function findPersonByEmail(
  db: Db,
  { realm, email }: { realm: Realm; email: string },
): Promise<Person | undefined> {
  if (realm === "customer") {
    const user = await db
      .selectFrom("users")
      .select("id")
      .where("email", "=", email)
      .executeTakeFirst();
    return user && { realm, userId: user.id };
  }
  const staff = await db
    .selectFrom("staff_users")
    .select("id")
    .where("email", "=", email)
    .where("disabled_at", "is", null)
    .executeTakeFirst();
  return staff && { realm, staffUserId: staff.id };
}

export async function findPersonByIdentity(
  db: Db,
  { realm, issuer, subject }: { realm: Realm; issuer: string; subject: string },
): Promise<Person | undefined> {
  const row = await db
    .selectFrom("identities")
    .select(["user_id", "staff_user_id"])
    .where("realm", "=", realm)
    .where("issuer", "=", issuer)
    .where("subject", "=", subject)
    .executeTakeFirst();
  return row && personOf(row);
}

export async function insertIdentity(
  tx: Tx,
  { person, issuer, subject }: { person: Person; issuer: string; subject: string },
): Promise<void> {
  await tx
    .insertInto("identities")
    .values({
      realm: person.realm,
      issuer,
      subject,
      user_id: person.realm === "customer" ? person.userId : null,
      staff_user_id: person.realm === "staff" ? person.staffUserId : null,
      created_at: realNow,
    })
    .onConflict((conflict) => conflict.columns(["realm", "issuer", "subject"]).doNothing())
    .execute();
}

export async function findPersona(db: Db, slug: string): Promise<Person | undefined> {
  const row = await db
    .selectFrom("personas")
    .select(["user_id", "staff_user_id"])
    .where("slug", "=", slug)
    .executeTakeFirst();
  return row && personOf(row);
}

export type Persona = { slug: string; label: string; name: string; realm: Realm };

export async function listPersonas(db: Db): Promise<Persona[]> {
  const { rows } = await sql<Persona>`
    select p.slug, p.label, coalesce(u.name, t.name) as "name",
      case when p.user_id is null then 'staff' else 'customer' end as "realm"
    from personas p
    left join users u on u.id = p.user_id
    left join staff_users t on t.id = p.staff_user_id
    order by p.position`.execute(db);
  return rows;
}

function personOf(row: {
  user_id: string | null;
  staff_user_id: string | null;
}): Person | undefined {
  if (row.user_id) return { realm: "customer", userId: row.user_id };
  if (row.staff_user_id) return { realm: "staff", staffUserId: row.staff_user_id };
  return undefined;
}

export function realNowPlus(seconds: number) {
  return sql<Date>`(clock_timestamp() + make_interval(secs => ${seconds}))::timestamptz(3)`;
}
