import type { AuthOptions, Profile } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import type { Db, Tx } from "@/db/client";
import { inTransaction } from "@/db/transaction";
import { env } from "@/env";
import { authCookies, cookieSeconds } from "./cookies";
import { normalEmail } from "./email-address";
import {
  findPersonByEmail,
  findPersonByIdentity,
  freshSeconds,
  insertIdentity,
  type Person,
  revokeSession,
} from "./queries";
import type { Realm } from "./roles";
import { authSecret } from "./secret";
import { openSession } from "./sessions";

type OidcProfile = Profile & { email_verified?: boolean };

/** next-auth's provider for each realm's OpenID issuer; both may be the same company's. */
const providers: Record<Realm, OAuthConfig<OidcProfile> | undefined> = {
  customer: oidc("customer", {
    issuer: env.OIDC_CUSTOMER_ISSUER,
    clientId: env.OIDC_CUSTOMER_CLIENT_ID,
    clientSecret: env.OIDC_CUSTOMER_CLIENT_SECRET,
  }),
  staff: oidc("staff", {
    issuer: env.OIDC_STAFF_ISSUER,
    clientId: env.OIDC_STAFF_CLIENT_ID,
    clientSecret: env.OIDC_STAFF_CLIENT_SECRET,
  }),
};

/** The OpenID provider people of the realm can sign in through here, if any. */
export function oidcOf(realm: Realm): { id: string; name: string } | null {
  const provider = providers[realm];
  return provider ? { id: provider.id, name: provider.name } : null;
}

/** One handler serves both realms; what differs is the table, the provider and the cookie. */
export async function authOptions(db: Db, realm: Realm): Promise<AuthOptions> {
  const provider = providers[realm];
  return {
    secret: authSecret(),
    providers: provider ? [provider] : [],
    session: { strategy: "jwt", maxAge: cookieSeconds },
    cookies: await authCookies(db, realm),
    pages: { signIn: signInPage(realm), error: signInPage(realm), signOut: signInPage(realm) },
    callbacks: {
      signIn: async ({ account, profile }) => {
        if (account?.type !== "oauth" || !profile) return false;
        const person = await inTransaction(db, (tx) => personBehind(tx, realm, profile));
        return person ? true : `${signInPage(realm)}?problem=unknown`;
      },
      jwt: async ({ token, account, profile }) => {
        // Only a fresh sign-in has an account; every other call keeps the id the cookie holds.
        if (!account || !profile) return { sessionId: token.sessionId };
        const sessionId = await inTransaction(db, async (tx) => {
          const person = await personBehind(tx, realm, profile);
          if (!person) throw new Error("The person signed in a moment ago");
          return await openSession(tx, person, "oidc");
        });
        return { sessionId };
      },
      // Who is signed in is for getActor() to say; this endpoint tells nobody.
      session: ({ session }) => ({ expires: session.expires }),
      // One place to land per realm: nothing a visitor sends decides where they go.
      redirect: ({ baseUrl }) => baseUrl + landing(realm),
    },
    events: {
      signOut: async ({ token }) => {
        const id = token?.sessionId;
        if (typeof id === "string") await inTransaction(db, (tx) => revokeSession(tx, id));
      },
    },
  };
}

export function signInPage(realm: Realm): string {
  return realm === "staff" ? "/staff/sign-in" : "/sign-in";
}

export function landing(realm: Realm): string {
  return realm === "staff" ? "/staff" : "/";
}

/**
 * Who an OpenID subject is with us. The first time, the address decides, and only an address the
 * provider has verified, and only within the realm: nobody becomes staff by an e-mail address.
 */
async function personBehind(
  tx: Tx,
  realm: Realm,
  profile: OidcProfile,
): Promise<Person | undefined> {
  const issuer = issuerOf(realm);
  const subject = profile.sub;
  if (!issuer || !subject) return undefined;

  const known = await findPersonByIdentity(tx, { realm, issuer, subject });
  if (known) return known;

  const email = profile.email_verified === true ? normalEmail(profile.email ?? "") : undefined;
  const person = email ? await findPersonByEmail(tx, { realm, email }) : undefined;
  if (person) await insertIdentity(tx, { person, issuer, subject });
  return person;
}

function issuerOf(realm: Realm): string | undefined {
  return realm === "staff" ? env.OIDC_STAFF_ISSUER : env.OIDC_CUSTOMER_ISSUER;
}

function oidc(
  realm: Realm,
  settings: { issuer?: string; clientId?: string; clientSecret?: string },
): OAuthConfig<OidcProfile> | undefined {
  const { issuer, clientId, clientSecret } = settings;
  if (!issuer || !clientId || !clientSecret) return undefined;
  return {
    id: `oidc-${realm}`,
    name: new URL(issuer).host,
    type: "oauth",
    issuer,
    wellKnown: `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    clientId,
    clientSecret,
    // Of us the provider asks anew where it has not for five minutes, and says when it did (OpenID Connect Core 3.1.2.1):
    // signing in again is no press of a button.
    ...(realm === "staff" && { client: { default_max_age: freshSeconds } }),
    authorization: {
      params: {
        scope: "openid email profile",
        ...(realm === "staff" && { max_age: freshSeconds }),
      },
    },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    profile: (profile) => ({ id: profile.sub ?? "", email: profile.email, name: profile.name }),
  };
}
