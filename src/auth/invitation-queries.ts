import { sql } from "kysely";
import { textArray } from "@/db/arrays";
import type { Db, Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { realNow, realNowPlus } from "./queries";
import type { CustomerRole } from "./roles";

export async function insertInvitation(
  tx: Tx,
  invitation: {
    accountId: AccountId;
    id: string;
    email: string;
    role: CustomerRole;
    invitedBy: string;
    codeHash: Buffer;
    lifeSeconds: number;
  },
): Promise<Date> {
  const { accountId, id, codeHash } = invitation;
  const row = await tx
    .insertInto("invitations")
    .values({
      account_id: accountId,
      id,
      email: invitation.email,
      role: invitation.role,
      invited_by: invitation.invitedBy,
      created_at: realNow,
      expires_at: realNowPlus(invitation.lifeSeconds),
    })
    .returning("expires_at")
    .executeTakeFirstOrThrow();
  await tx
    .insertInto("directory")
    .values({ kind: "invitation", key: codeHash.toString("hex"), account_id: accountId, id })
    .execute();
  return row.expires_at;
}

export type OpenInvitation = {
  id: string;
  email: string;
  role: CustomerRole;
  expiresAt: Date;
  expired: boolean;
  /** Made within the last minute: a second press of the button, not a second wish. */
  fresh: boolean;
};

const open = sql`accepted_at is null and revoked_at is null`;
const columns = sql`id, email, role, expires_at as "expiresAt",
  expires_at <= ${realNow} as "expired", created_at > ${realNow} - interval '1 minute' as "fresh"`;

export async function findOpenInvitation(
  tx: Tx,
  { accountId, email }: { accountId: AccountId; email: string },
): Promise<OpenInvitation | undefined> {
  const { rows } = await sql<OpenInvitation>`
    select ${columns} from invitations
    where account_id = ${accountId} and email = ${email} and ${open}`.execute(tx);
  return rows[0];
}

export async function findInvitation(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: string },
): Promise<(OpenInvitation & { ended: boolean }) | undefined> {
  const { rows } = await sql<OpenInvitation & { ended: boolean }>`
    select ${columns}, not (${open}) as "ended" from invitations
    where account_id = ${accountId} and id = ${id}`.execute(tx);
  return rows[0];
}

export async function revokeInvitation(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: string },
): Promise<void> {
  await tx
    .updateTable("invitations")
    .set({ revoked_at: realNow })
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .where("accepted_at", "is", null)
    .where("revoked_at", "is", null)
    .execute();
}

/** Withdraws what a member has sent out and may no longer hand out. */
export async function revokeInvitationsBy(
  tx: Tx,
  of: { accountId: AccountId; userId: string; exceptRoles: readonly CustomerRole[] },
): Promise<void> {
  await sql`
    update invitations set revoked_at = ${realNow}
    where account_id = ${of.accountId} and invited_by = ${of.userId} and ${open}
      and role <> all(${textArray(of.exceptRoles)}::text[])`.execute(tx);
}

/** How many mails an account has lately caused by inviting people. */
export async function countInvitations(tx: Tx, accountId: AccountId): Promise<number> {
  const { rows } = await sql<{ sent: number }>`
    select count(*)::int as sent from invitations
    where account_id = ${accountId} and created_at > ${realNow} - interval '1 hour'`.execute(tx);
  return rows[0]?.sent ?? 0;
}

export type InvitationRow = {
  id: string;
  email: string;
  role: CustomerRole;
  invitedBy: string | null;
  sentAt: Date;
  expiresAt: Date;
  expired: boolean;
};

/** Who has been asked and has not answered, the latest first. */
export async function listInvitations(tx: Db, accountId: AccountId): Promise<InvitationRow[]> {
  const { rows } = await sql<InvitationRow>`
    select i.id, i.email, i.role, u.name as "invitedBy", i.created_at as "sentAt",
      i.expires_at as "expiresAt", i.expires_at <= ${realNow} as "expired"
    from invitations i left join users u on u.id = i.invited_by
    where i.account_id = ${accountId} and i.accepted_at is null and i.revoked_at is null
    order by i.created_at desc, i.id`.execute(tx);
  return rows;
}

export type CodeHolder = {
  accountId: AccountId;
  id: string;
  account: string;
  email: string;
  role: CustomerRole;
  invitedBy: string | null;
  /** The name we know the invited person by; null for somebody new. */
  name: string | null;
};

/** The invitation a code opens; undefined once it is used, withdrawn or too old. */
export async function findInvitationByCode(
  db: Db,
  codeHash: Buffer,
): Promise<CodeHolder | undefined> {
  const { rows } = await sql<CodeHolder>`
    select i.account_id as "accountId", i.id, a.name as "account", i.email, i.role,
      b.name as "invitedBy", u.name
    from directory d
    join invitations i on i.account_id = d.account_id and i.id = d.id
    join accounts a on a.id = i.account_id
    left join users b on b.id = i.invited_by
    left join users u on u.email = i.email
    where d.kind = 'invitation' and d.key = ${codeHash.toString("hex")}
      and i.accepted_at is null and i.revoked_at is null and i.expires_at > ${realNow}`.execute(db);
  return rows[0];
}

/** Uses an invitation up; whether there was one to use. */
export async function takeInvitation(
  tx: Tx,
  of: { accountId: AccountId; id: string; userId: string },
): Promise<boolean> {
  const row = await tx
    .updateTable("invitations")
    .set({ accepted_at: realNow, accepted_by: of.userId })
    .where("account_id", "=", of.accountId)
    .where("id", "=", of.id)
    .where("accepted_at", "is", null)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", realNow)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}
