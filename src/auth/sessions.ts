import { cookies, headers } from "next/headers";
import type { Tx } from "@/db/client";
import { serverDb } from "@/db/server";
import { inTransaction } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { newId } from "@/lib/ids";
import { embeddedCookie, openSealed, sealSession, sessionCookie } from "./cookies";
import { hasEmbeddedCookie } from "./frames";
import {
  findFirstAccount,
  insertSession,
  type NewSession,
  type Person,
  revokeSession,
} from "./queries";
import type { Realm } from "./roles";

/**
 * Who signs in: a person, where they are or on an account they were just asked to, whoever an app backend
 * vouches for on one account, or somebody of staff who looks at one.
 */
export type Visitor =
  | Person
  | { realm: "customer"; userId?: string; accountId: AccountId; staffUserId?: string };

type How = NewSession["how"];

const hour = 3600;

/** How long a sign-in lasts, and how long it may lie unused. */
const lifetimes: Record<How, { lifeSeconds: number; idleSeconds: number }> = {
  sandbox: { lifeSeconds: 14 * 24 * hour, idleSeconds: 24 * hour },
  email: { lifeSeconds: 14 * 24 * hour, idleSeconds: 24 * hour },
  oidc: { lifeSeconds: 12 * hour, idleSeconds: 4 * hour },
  portal_link: { lifeSeconds: 8 * hour, idleSeconds: hour },
  staff_view: { lifeSeconds: hour, idleSeconds: hour / 4 },
};

/** Where a session lives, and where the app that opened it wants its customer back. */
export type Place = { embedded?: boolean; returnUrl?: string | null };

/** Opens a session under a new id; a browser that had one already loses it, whatever it was. */
export async function openSession(
  tx: Tx,
  visitor: Visitor,
  how: How,
  { embedded = false, returnUrl = null }: Place = {},
): Promise<string> {
  const former = await sessionIn(await cookieOf(visitor.realm, embedded));
  if (former) await revokeSession(tx, former);

  const from = await headers();
  const id = newId<string>();
  await insertSession(tx, {
    id,
    realm: visitor.realm,
    ...(await peopleOf(tx, visitor)),
    how,
    ...lifetimes[how],
    ip: addressOf(from),
    userAgent: from.get("user-agent") ?? undefined,
    embedded,
    returnUrl,
  });
  return id;
}

export async function setSessionCookie(
  realm: Realm,
  sessionId: string,
  { embedded = false }: Place = {},
): Promise<void> {
  const cookie = await cookieOf(realm, embedded);
  (await cookies()).set(cookie.name, await sealSession(sessionId), cookie.options);
  // A frame's session, also a dead one, would go before the one just opened.
  if (!embedded && realm === "customer" && (await isEmbedded())) await forget(true, realm);
}

/** Ends the session here and everywhere its cookie may have been copied to. */
export async function signOut(realm: Realm): Promise<void> {
  const embedded = realm === "customer" && (await isEmbedded());
  const id = await sessionIn(await cookieOf(realm, embedded));
  if (id) await inTransaction(serverDb(), (tx) => revokeSession(tx, id));
  await forget(embedded, realm);
}

/** The session a browser says it has; whether it stands is for `findLiveSession` to say. */
export async function currentSessionId(realm: Realm): Promise<string | undefined> {
  return await sessionIn(await cookieOf(realm, realm === "customer" && (await isEmbedded())));
}

/**
 * Whether this request is a frame's. A frame's cookie never falls back to the everyday one: a page
 * another site may frame would show that one's figures.
 */
export async function isEmbedded(): Promise<boolean> {
  return hasEmbeddedCookie((await cookies()).getAll().map(({ name }) => name));
}

async function cookieOf(realm: Realm, embedded: boolean) {
  const db = serverDb();
  return embedded ? await embeddedCookie(db) : await sessionCookie(db, realm);
}

async function sessionIn({ name }: { name: string }): Promise<string | undefined> {
  const sealed = (await cookies()).get(name)?.value;
  return sealed === undefined ? undefined : await openSealed(sealed);
}

async function forget(embedded: boolean, realm: Realm): Promise<void> {
  const cookie = await cookieOf(realm, embedded);
  (await cookies()).set(cookie.name, "", { ...cookie.options, maxAge: 0 });
}

/** The visitor's address, for the record and for limits; the nearest proxy is the one that knows. */
export function addressOf(from: Headers): string | undefined {
  return from.get("x-forwarded-for")?.split(",").at(-1)?.trim().slice(0, 64) || undefined;
}

async function peopleOf(
  tx: Tx,
  visitor: Visitor,
): Promise<Pick<NewSession, "userId" | "staffUserId" | "accountId">> {
  if ("accountId" in visitor) {
    const { accountId, userId, staffUserId } = visitor;
    return { accountId, userId, staffUserId };
  }
  if (visitor.realm === "staff") return { staffUserId: visitor.staffUserId };

  const accountId = await findFirstAccount(tx, visitor.userId);
  if (!accountId) throw new BillingError("forbidden", "You belong to no account yet.");
  return { userId: visitor.userId, accountId };
}
