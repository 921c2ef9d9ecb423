import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { pointSessionAt } from "./account-queries";
import { revokeInvitationsBy } from "./invitation-queries";
import {
  deleteMembership,
  findMembership,
  lockPeople,
  type Membership,
  updateRole,
} from "./member-queries";
import { findFirstAccount } from "./queries";
import { type CustomerAct, type CustomerRole, mayAct, rolesToGive } from "./roles";
import { revokeSessionsOn } from "./session-queries";

/** A member who changes something, as the session names them. */
export type Me = { accountId: AccountId; userId: string };

/**
 * Locks an account's people and asks again who I am: whoever was demoted a moment ago, by somebody whose
 * change I queued behind, may no longer do what the session still said.
 */
export async function actOnPeople(tx: Tx, me: Me, act: CustomerAct): Promise<Membership> {
  await lockPeople(tx, me.accountId);
  const mine = await findMembership(tx, me);
  if (!mine || !mayAct({ kind: "user", role: mine.role }, act)) {
    throw new BillingError("forbidden", "Your role in this account does not allow that.", { act });
  }
  return mine;
}

/** Gives a member another role. The database refuses to leave an account without an owner. */
export async function changeRole(
  tx: Tx,
  me: Me,
  { userId, role }: { userId: string; role: CustomerRole },
): Promise<{ changed: boolean }> {
  await actOnPeople(tx, me, "members.manage");
  const member = await memberOf(tx, { accountId: me.accountId, userId });
  if (member.role === role) return { changed: false };
  await updateRole(tx, { accountId: me.accountId, userId, role });
  await withdrawInvitations(tx, { accountId: me.accountId, userId }, rolesToGive(role));
  return { changed: true };
}

/** Takes a member out. Their sessions on this account end with the membership. */
export async function removeMember(tx: Tx, me: Me, userId: string): Promise<void> {
  await actOnPeople(tx, me, "members.manage");
  const member = await memberOf(tx, { accountId: me.accountId, userId });
  const who = { accountId: me.accountId, userId: member.userId };
  await deleteMembership(tx, who);
  await endTraces(tx, who);
}

/** Takes me out. This browser goes on with another account of mine, if I have one. */
export async function leaveAccount(tx: Tx, me: Me, sessionId: string): Promise<void> {
  await actOnPeople(tx, me, "members.leave");
  await deleteMembership(tx, me);
  const accountId = await findFirstAccount(tx, me.userId);
  if (accountId) await pointSessionAt(tx, { sessionId, accountId });
  await endTraces(tx, me);
}

/** Sessions on the account end for good: whoever is invited again signs in again. */
async function endTraces(tx: Tx, who: Me): Promise<void> {
  await revokeSessionsOn(tx, who);
  await withdrawInvitations(tx, who, []);
}

/** What somebody may no longer hand out, their open invitations do not hand out either. */
async function withdrawInvitations(tx: Tx, who: Me, still: readonly CustomerRole[]): Promise<void> {
  await revokeInvitationsBy(tx, { ...who, exceptRoles: still });
}

/** Of another account, or of none: the same answer. */
async function memberOf(tx: Tx, who: Me): Promise<Membership> {
  const member = await findMembership(tx, who);
  if (!member) {
    throw new BillingError("not_found", "There is no such member.", { field: "userId" });
  }
  return member;
}
