import type { CookieOption, CookiesOptions } from "next-auth";
import { decode, encode } from "next-auth/jwt";
import type { Db } from "@/db/client";
import { readAs } from "@/db/transaction";
import { env } from "@/env";
import { isUuid } from "@/lib/ids";
import { embeddedCookieEnd } from "./frames";
import { getDeploymentId } from "./queries";
import type { Realm } from "./roles";
import { authSecret } from "./secret";

/** Cookies outlive their session row by nothing that matters: the row decides (actor.ts). */
export const cookieSeconds = 14 * 24 * 3600;

/** As long as the session of a frame can last. */
const embeddedSeconds = 8 * 3600;

const secure = env.PUBLIC_URL.startsWith("https://");

/**
 * Names carry the deployment, because cookies know no port: two sandboxes on one machine would
 * otherwise sign each other out. `__Host-` where there is https: no other host may set them then.
 */
export async function authCookies(db: Db, realm: Realm): Promise<CookiesOptions> {
  const everybodys = await stemOf(db);
  const stem = `${everybodys}-${realm}`;
  return {
    sessionToken: cookie(`${stem}-session`, cookieSeconds),
    callbackUrl: cookie(`${stem}-callback`),
    csrfToken: cookie(`${everybodys}-csrf`),
    pkceCodeVerifier: cookie(`${stem}-pkce`, 900),
    state: cookie(`${stem}-state`, 900),
    nonce: cookie(`${stem}-nonce`, 900),
  };
}

export async function sessionCookie(db: Db, realm: Realm): Promise<CookieOption> {
  const { sessionToken } = await authCookies(db, realm);
  if (!sessionToken) throw new Error("The session cookie is always named");
  return sessionToken;
}

/**
 * The cookie of a session in another site's frame. None, or no browser would send it there; Partitioned,
 * so that only a frame in a page of the same site gets it (CHIPS). Browsers want Secure with both, and
 * take it from http://localhost too.
 */
export async function embeddedCookie(db: Db) {
  return {
    name: `${await stemOf(db)}${embeddedCookieEnd}`,
    options: { ...inFrames, httpOnly: true, path: "/", maxAge: embeddedSeconds },
  };
}

/** The cookie of whoever opened an auditor's link; of no realm, since they are nobody of either. */
export async function auditorCookie(db: Db): Promise<CookieOption> {
  return cookie(`${await stemOf(db)}-auditor`, 8 * 3600);
}

/** How any cookie must be set for a frame in another site's page to keep it. */
export const inFrames = { sameSite: "none", secure: true, partitioned: true } as const;

/** What the session cookie holds: the session's id, encrypted by next-auth, and nothing else. */
export async function sealSession(sessionId: string): Promise<string> {
  return await encode({ token: { sessionId }, secret: authSecret(), maxAge: cookieSeconds });
}

export async function openSealed(value: string): Promise<string | undefined> {
  try {
    const token = await decode({ token: value, secret: authSecret() });
    const id = token?.sessionId;
    return typeof id === "string" && isUuid(id) ? id : undefined;
  } catch {
    // Another deployment's secret, or somebody's try: nobody is signed in.
    return undefined;
  }
}

async function stemOf(db: Db): Promise<string> {
  return `${secure ? "__Host-" : ""}tallybook-${await deploymentId(db)}`;
}

function cookie(name: string, maxAge?: number): CookieOption {
  return { name, options: { httpOnly: true, sameSite: "lax", path: "/", secure, maxAge } };
}

// Written once by the set-up, so one question per process is enough.
let known: Promise<string> | undefined;

async function deploymentId(db: Db): Promise<string> {
  known ??= readAs(db, { role: "tallybook_app" }, getDeploymentId);
  try {
    return await known;
  } catch (error) {
    known = undefined;
    throw error;
  }
}
