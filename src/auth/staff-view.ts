import { serverDb } from "@/db/server";
import { inTransaction } from "@/db/transaction";
import { type AccountId, isUuid, newId } from "@/lib/ids";
import { findAccountName } from "./account-queries";
import { type CustomerActor, getActor, getStaffActor } from "./actor";
import { mayStaff } from "./permissions";
import { openSession, setSessionCookie, signOut } from "./sessions";

/**
 * Lets somebody of staff look at the portal as a customer sees it: a session of its own, of an hour at most,
 * that may read and never change anything (`mayAct`, FAULTS A13). Who looked and why is in the audit log of
 * the account. False for whoever may not, and for an account there is not.
 */
export async function openStaffView(accountId: string, reason: unknown): Promise<boolean> {
  const staff = await getStaffActor();
  const why = typeof reason === "string" ? reason.trim().slice(0, 500) : "";
  if (!staff || !mayStaff(staff.role, "impersonate") || !isUuid(accountId)) return false;
  if (why.length < 3 || why.includes("\0")) return false;
  const { staffUserId } = staff;
  const by = { actor: `staff:${staffUserId}`, requestId: newId<string>(), reason: why };
  const id = await inTransaction(
    serverDb(),
    async (tx) => {
      if (!(await findAccountName(tx, accountId as AccountId))) return undefined;
      const visitor = {
        realm: "customer",
        accountId: accountId as AccountId,
        staffUserId,
      } as const;
      return await openSession(tx, visitor, "staff_view");
    },
    by,
  );
  if (id) await setSessionCookie("customer", id);
  return id !== undefined;
}

/**
 * What the customer sees as whoever of us is signed in here looks at it now; null until they have said why
 * (`openStaffView`), once it is over, and while they look at somebody else. Theirs alone: a view that another
 * of us left open in this browser is not gone on with.
 */
export async function staffViewOf(accountId: string): Promise<CustomerActor | null> {
  const [staff, viewer] = await Promise.all([getStaffActor(), getActor()]);
  if (!staff || !mayStaff(staff.role, "impersonate")) return null;
  return viewer?.viewerId === staff.staffUserId && viewer.accountId === accountId ? viewer : null;
}

/** Ends it, and says whose account was looked at; undefined where nobody of staff did. */
export async function endStaffView(): Promise<AccountId | undefined> {
  const actor = await getActor();
  if (actor?.viewedBy === undefined) return undefined;
  await signOut("customer");
  return actor.accountId;
}
