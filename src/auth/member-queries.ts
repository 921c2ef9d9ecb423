import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { realNow } from "./queries";
import type { CustomerRole } from "./roles";

/** One change of an account's people at a time; as everywhere, the account is locked first. */
export async function lockPeople(tx: Tx, accountId: AccountId): Promise<void> {
  await tx
    .selectFrom("account_books")
    .select("account_id")
    .where("account_id", "=", accountId)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export type Membership = { userId: string; role: CustomerRole };

export async function findMembership(
  tx: Db,
  { accountId, userId }: { accountId: AccountId; userId: string },
): Promise<Membership | undefined> {
  const { rows } = await sql<Membership>`
    select user_id as "userId", role from memberships
    where account_id = ${accountId} and user_id = ${userId}`.execute(tx);
  return rows[0];
}

export async function findMembershipByEmail(
  tx: Db,
  { accountId, email }: { accountId: AccountId; email: string },
): Promise<Membership | undefined> {
  const { rows } = await sql<Membership>`
    select m.user_id as "userId", m.role from memberships m join users u on u.id = m.user_id
    where m.account_id = ${accountId} and u.email = ${email}`.execute(tx);
  return rows[0];
}

/** Whether the user is a member only now. One who is already keeps the role there is. */
export async function insertMembership(
  tx: Tx,
  of: { accountId: AccountId; userId: string; role: CustomerRole },
): Promise<boolean> {
  const row = await tx
    .insertInto("memberships")
    .values({ account_id: of.accountId, user_id: of.userId, role: of.role, created_at: realNow })
    .onConflict((conflict) => conflict.columns(["account_id", "user_id"]).doNothing())
    .returning("user_id")
    .executeTakeFirst();
  return row !== undefined;
}

export async function updateRole(
  tx: Tx,
  of: { accountId: AccountId; userId: string; role: CustomerRole },
): Promise<void> {
  await tx
    .updateTable("memberships")
    .set({ role: of.role })
    .where("account_id", "=", of.accountId)
    .where("user_id", "=", of.userId)
    .execute();
}

export async function deleteMembership(
  tx: Tx,
  of: { accountId: AccountId; userId: string },
): Promise<void> {
  await tx
    .deleteFrom("memberships")
    .where("account_id", "=", of.accountId)
    .where("user_id", "=", of.userId)
    .execute();
}

export type MemberRow = {
  userId: string;
  name: string;
  email: string;
  role: CustomerRole;
  since: Date;
  lastSeenAt: Date | null;
};

/** Everybody of an account, whoever came first on top. */
export async function listMembers(tx: Db, accountId: AccountId): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`
    select u.id as "userId", u.name, u.email, m.role, m.created_at as "since",
      member_last_seen(u.id) as "lastSeenAt"
    from memberships m join users u on u.id = m.user_id
    where m.account_id = ${accountId} order by m.created_at, u.id`.execute(tx);
  return rows;
}

/** Those of an account who may pay for it, whoever came first on top. */
export async function listPayers(
  tx: Db,
  accountId: AccountId,
): Promise<{ email: string; locale: string | null }[]> {
  const { rows } = await sql<{ email: string; locale: string | null }>`
    select u.email, u.locale from memberships m join users u on u.id = m.user_id
    where m.account_id = ${accountId} and m.role in ('owner', 'billing_manager')
    order by m.created_at, u.id`.execute(tx);
  return rows;
}

export type KnownUser = { userId: string; name: string; locale: string | null };

export async function findUserByEmail(tx: Db, email: string): Promise<KnownUser | undefined> {
  const { rows } = await sql<KnownUser>`
    select id as "userId", name, locale from users where email = ${email}`.execute(tx);
  return rows[0];
}

/** The user of an address; made unless somebody else has just made it. */
export async function insertUser(
  tx: Tx,
  user: { id: string; email: string; name: string; locale: string | null },
): Promise<void> {
  await tx
    .insertInto("users")
    .values({ ...user, created_at: realNow })
    .onConflict((conflict) => conflict.column("email").doNothing())
    .execute();
}
