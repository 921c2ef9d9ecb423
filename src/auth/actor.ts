import { cache } from "react";
import { serverDb } from "@/db/server";
import { inTransaction, readAs } from "@/db/transaction";
import type { AccountId } from "@/lib/ids";
import type { VerifiedKey } from "./api-keys";
import { findOwnLink, type OpenAuditorLink } from "./auditor-queries";
import { auditorSessionId } from "./auditors";
import { findLiveSession, type SessionRow, touchSession } from "./queries";
import type { CustomerRole, Realm, StaffRole } from "./roles";
import { currentSessionId, isEmbedded } from "./sessions";

/** Who is asking. Everything a procedure may do follows from this and nothing else. */
export type Actor = CustomerActor | StaffActor | KeyActor | AuditorActor;

/** A person of a customer, or (`link`) whoever the customer's app signed in to one account. */
export type CustomerActor = CustomerSession &
  ({ kind: "user"; userId: string } | { kind: "link"; userId: null });

type CustomerSession = {
  accountId: AccountId;
  role: CustomerRole;
  sessionId: string;
  name: string;
  /** The language the user chose, if any. */
  locale: string | null;
  /** In a frame of the app's own page. */
  embedded: boolean;
  /** Where the app wants its customer back. */
  returnUrl: string | null;
  /** Who of staff looks on, seeing what the customer sees and changing nothing (auth/staff-view.ts). */
  viewedBy?: string;
  /** The same one of us by id. */
  viewerId?: string;
};
export type StaffActor = {
  kind: "staff";
  staffUserId: string;
  role: StaffRole;
  sessionId: string;
  name: string;
  /** Signed in within five minutes. */
  fresh: boolean;
};
export type KeyActor = { kind: "key" } & VerifiedKey;
/** Somebody of outside who reads closed months, by a link staff made (auth/auditors.ts). */
export type AuditorActor = { kind: "auditor"; sessionId: string; link: OpenAuditorLink };

/** The customer signed in here, or null. Asks the session's row, once per request. */
export const getActor = cache(async (): Promise<CustomerActor | null> => {
  const session = await liveSession("customer");
  if (!session?.accountId || !session.role) return null;
  // A frame's session is nobody's outside it, nor another's inside.
  if (session.embedded !== (await isEmbedded())) return null;
  const { accountId, role, name, id: sessionId, locale, embedded, returnUrl, userId } = session;
  const view = session.staffUserId ? { viewedBy: name, viewerId: session.staffUserId } : {};
  const common = { accountId, role, sessionId, name, locale, embedded, returnUrl, ...view };
  return userId ? { ...common, kind: "user", userId } : { ...common, kind: "link", userId: null };
});

/** The staff member signed in here, or null: another cookie, another table. */
export const getStaffActor = cache(async (): Promise<StaffActor | null> => {
  const session = await liveSession("staff");
  if (!session?.staffUserId || !session.staffRole) return null;
  const { staffUserId, staffRole: role, name, id: sessionId, fresh } = session;
  return { kind: "staff", staffUserId, role, sessionId, name, fresh };
});

/** The auditor here, or null. The database says whether link and session stand, once per request. */
export const getAuditor = cache(async (): Promise<AuditorActor | null> => {
  const sessionId = await auditorSessionId();
  if (!sessionId) return null;
  const asThem = { role: "tallybook_auditor", auditor: sessionId } as const;
  const link = await readAs(serverDb(), asThem, findOwnLink);
  return link ? { kind: "auditor", sessionId, link } : null;
});

async function liveSession(realm: Realm): Promise<SessionRow | undefined> {
  const id = await currentSessionId(realm);
  if (!id) return undefined;
  const db = serverDb();
  const session = await readAs(db, { role: "tallybook_app" }, (tx) =>
    findLiveSession(tx, { id, realm }),
  );
  if (session?.stale) await inTransaction(db, (tx) => touchSession(tx, id));
  return session;
}
