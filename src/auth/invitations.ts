import type { Tx } from "@/db/client";
import { serverDb } from "@/db/server";
import { actBy, readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { type AccountId, newId } from "@/lib/ids";
import type { Language } from "@/messages/locales";
import { hashOf, looksLikeCode, newCode } from "./codes";
import { normalEmail } from "./email-address";
import { mailInvitation } from "./invitation-mail";
import {
  type CodeHolder,
  countInvitations,
  findInvitation,
  findInvitationByCode,
  findOpenInvitation,
  insertInvitation,
  type OpenInvitation,
  revokeInvitation,
  takeInvitation,
} from "./invitation-queries";
import { hasMail } from "./mail";
import {
  findMembershipByEmail,
  findUserByEmail,
  insertMembership,
  insertUser,
  lockPeople,
} from "./member-queries";
import { actOnPeople, type Me } from "./members";
import { type CustomerRole, rolesToGive } from "./roles";

const lifeSeconds = 7 * 24 * 3600;
// Each is a mail to somebody who did not ask for it.
const mostPerHour = 30;

export type Invited = { id: string; email: string; expiresAt: Date; sent: boolean };

/**
 * Asks somebody to join an account. Asking again while the same invitation is open sends nothing; with
 * another role, or once it has run out, the new one takes the old one's place.
 */
export async function invite(
  tx: Tx,
  me: Me,
  wish: { email: string; role: CustomerRole; language: Language },
): Promise<Invited> {
  const email = normalEmail(wish.email);
  if (!email) throw new BillingError("invalid_input", "This is no e-mail address.", emailField);
  await actOnInvitation(tx, me, wish.role);
  if (await findMembershipByEmail(tx, { accountId: me.accountId, email })) {
    throw new BillingError("already_member", "They are a member of this account.", emailField);
  }
  const known = await findOpenInvitation(tx, { accountId: me.accountId, email });
  if (known && !known.expired && known.role === wish.role) return answer(known);
  if (known) {
    // One that has run out hands nothing out any more, so that anybody who invites may take its place.
    if (!known.expired) await actOnInvitation(tx, me, known.role);
    await revokeInvitation(tx, { accountId: me.accountId, id: known.id });
  }
  return await send(tx, me, { ...wish, email });
}

/** Sends an invitation anew, with a new code and a new week; the old link stops working. */
export async function resendInvitation(
  tx: Tx,
  me: Me,
  { id, language }: { id: string; language: Language },
): Promise<Invited> {
  const known = await openInvitationOf(tx, me, id);
  if (known.fresh) return answer(known);
  await revokeInvitation(tx, { accountId: me.accountId, id });
  return await send(tx, me, { ...known, language });
}

/** Withdraws an invitation: its link stops working. Withdrawing twice is the same. */
export async function withdrawInvitation(tx: Tx, me: Me, id: string): Promise<void> {
  const known = await openInvitationOf(tx, me, id, { orEnded: true });
  await revokeInvitation(tx, { accountId: me.accountId, id: known.id });
}

/** What the page behind a link says before anything happens. Undefined: it no longer works. */
export async function lookAtInvitation(code: unknown): Promise<CodeHolder | undefined> {
  if (!looksLikeCode(code)) return undefined;
  return await readAs(serverDb(), { role: "tallybook_app" }, (tx) =>
    findInvitationByCode(tx, hashOf(code)),
  );
}

export type Accepted = { userId: string; accountId: AccountId; joined: boolean };

/**
 * Uses an invitation up. Whoever holds the code has read the mail, so the address is theirs; it makes
 * them a user of the portal and never one of us, whatever staff has the same address (FAULTS A12).
 */
export async function acceptInvitation(
  tx: Tx,
  { code, name, locale }: { code: unknown; name: string | undefined; locale: string | null },
): Promise<Accepted | undefined> {
  if (!looksLikeCode(code)) return undefined;
  const found = await findInvitationByCode(tx, hashOf(code));
  if (!found) return undefined;
  await lockPeople(tx, found.accountId);
  // Again, now that nobody else can use it up.
  const asked = await findInvitationByCode(tx, hashOf(code));
  if (!asked) return undefined;
  const { accountId, id, email, role } = asked;
  if (asked.name === null) {
    if (!name) throw new BillingError("invalid_input", "Say your name.", { field: "name" });
    await insertUser(tx, { id: newId(), email, name, locale });
  }
  const user = await findUserByEmail(tx, email);
  // Whoever holds the code is nobody yet where the transaction begins.
  if (user) await actBy(tx, { actor: `user:${user.userId}`, requestId: `invitation:${id}` });
  if (!user || !(await takeInvitation(tx, { accountId, id, userId: user.userId }))) {
    return undefined;
  }
  const joined = await insertMembership(tx, { accountId, userId: user.userId, role });
  return { userId: user.userId, accountId, joined };
}

async function send(
  tx: Tx,
  me: Me,
  wish: { email: string; role: CustomerRole; language: Language },
): Promise<Invited> {
  if (!hasMail()) {
    throw new BillingError("forbidden", "No mail is set up here, so nobody can be invited.");
  }
  if ((await countInvitations(tx, me.accountId)) >= mostPerHour) {
    throw new BillingError("rate_limited", "Too many invitations in an hour.", {
      retryAfterSeconds: 600,
    });
  }
  const code = newCode();
  const id = newId<string>();
  const { accountId, userId: invitedBy } = me;
  const { email, role } = wish;
  const expiresAt = await insertInvitation(tx, {
    ...{ accountId, id, email, role, invitedBy, lifeSeconds },
    codeHash: hashOf(code),
  });
  await mailInvitation(tx, { code, language: wish.language });
  return { id, email, expiresAt, sent: true };
}

/** Whether I may hand out this role at all. */
async function actOnInvitation(tx: Tx, me: Me, role: CustomerRole): Promise<void> {
  const mine = await actOnPeople(tx, me, "members.invite");
  if (!rolesToGive(mine.role).includes(role)) {
    throw new BillingError("forbidden", "Your role lets you invite viewers only.", { role });
  }
}

async function openInvitationOf(
  tx: Tx,
  me: Me,
  id: string,
  { orEnded = false } = {},
): Promise<OpenInvitation> {
  await actOnPeople(tx, me, "members.invite");
  const known = await findInvitation(tx, { accountId: me.accountId, id });
  if (!known || (known.ended && !orEnded)) {
    throw new BillingError("not_found", "There is no such invitation.", { field: "invitationId" });
  }
  await actOnInvitation(tx, me, known.role);
  return known;
}

function answer({ id, email, expiresAt }: OpenInvitation): Invited {
  return { id, email, expiresAt, sent: false };
}

const emailField = { field: "email" } as const;
