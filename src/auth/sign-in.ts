import { serverDb } from "@/db/server";
import { inTransaction, readAs } from "@/db/transaction";
import { env } from "@/env";
import { redeemEmailLink } from "./email-links";
import { acceptInvitation } from "./invitations";
import { hasMail } from "./mail";
import { oidcOf } from "./options";
import { redeemPortalLink } from "./portal-links";
import { findPersona, listPersonas, type Persona } from "./queries";
import type { Realm } from "./roles";
import { openSession, setSessionCookie } from "./sessions";

/** Signs a persona of the sandbox in. Where real money is, there are none, whatever the database says. */
export async function signInPersona(slug: string): Promise<Realm | undefined> {
  if (env.mode !== "sandbox") return undefined;
  const opened = await inTransaction(serverDb(), async (tx) => {
    const person = await findPersona(tx, slug);
    return person && { realm: person.realm, id: await openSession(tx, person, "sandbox") };
  });
  if (opened) await setSessionCookie(opened.realm, opened.id);
  return opened?.realm;
}

/** The ways in that are set up here; the sandbox's personas only where there is no real money. */
export async function signInWays(realm: Realm) {
  return {
    personas: env.mode === "sandbox" ? await personas() : [],
    oidc: oidcOf(realm),
    mail: hasMail(),
  };
}

async function personas(): Promise<Persona[]> {
  return await readAs(serverDb(), { role: "tallybook_app" }, listPersonas);
}

/** Swaps a one-time portal code for a session, in one transaction: a lost race opens nothing. */
export async function signInByPortalLink(
  code: unknown,
  { inFrame }: { inFrame?: boolean } = {},
): Promise<boolean> {
  const opened = await inTransaction(serverDb(), async (tx) => {
    const link = await redeemPortalLink(tx, code, { inFrame });
    if (!link) return undefined;
    const { accountId, embedded } = link;
    const visitor = { realm: "customer", accountId } as const;
    return { id: await openSession(tx, visitor, "portal_link", link), embedded };
  });
  if (opened) await setSessionCookie("customer", opened.id, opened);
  return opened !== undefined;
}

/** Swaps a code from a mail for a session. */
export async function signInByEmail(code: unknown): Promise<Realm | undefined> {
  const opened = await inTransaction(serverDb(), async (tx) => {
    const person = await redeemEmailLink(tx, code);
    return person && { realm: person.realm, id: await openSession(tx, person, "email") };
  });
  if (opened) await setSessionCookie(opened.realm, opened.id);
  return opened?.realm;
}

/** Accepts an invitation and signs in on its account; whether it made a member of somebody who was none. */
export async function signInByInvitation(given: {
  code: unknown;
  name: string | undefined;
  locale: string | null;
}): Promise<"joined" | "already_member" | undefined> {
  const opened = await inTransaction(serverDb(), async (tx) => {
    const accepted = await acceptInvitation(tx, given);
    if (!accepted) return undefined;
    const { userId, accountId, joined } = accepted;
    return { id: await openSession(tx, { realm: "customer", userId, accountId }, "email"), joined };
  });
  if (!opened) return undefined;
  await setSessionCookie("customer", opened.id);
  return opened.joined ? "joined" : "already_member";
}
