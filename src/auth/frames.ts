import { env } from "@/env";

/**
 * A frame in another site's page has a session and a cookie of its own. Only there does that cookie
 * count, and only with it may a page be framed: the everyday session's cookie is Lax, which browsers
 * do not send into another site's frame.
 */
export const embeddedCookieEnd = "-customer-embedded";

/** Whether a request carries a frame's session; if that still stands is for its row to say. */
export function hasEmbeddedCookie(names: readonly string[]): boolean {
  // On https only our own host can set the prefix, so no sibling can plant one.
  const start = env.PUBLIC_URL.startsWith("https://") ? "__Host-tallybook-" : "tallybook-";
  return names.some((name) => name.startsWith(start) && name.endsWith(embeddedCookieEnd));
}

/** Whether the browser says that it loads a frame. Browsers of before 2023 say nothing. */
export function loadsFrame(headers: Headers): boolean | undefined {
  const destination = headers.get("sec-fetch-dest");
  return destination === null ? undefined : /^(i?frame|embed|object)$/.test(destination);
}

/** Pages of the portal, and what leads to them and away, may be framed; nothing else ever is. */
const neverFramed = /^\/(auditor|staff|sign-in|invitation|sandbox)(\/|$)/;
/** Holds no figures and no session yet, or no longer. */
const beforeSession = /^\/portal-session\//;

/** Who may frame an answer, for its content policy. */
export function frameAncestors(path: string, cookieNames: readonly string[]): string {
  const { EMBED_ANCESTORS: ancestors } = env;
  if (ancestors.length === 0 || neverFramed.test(path)) return "'none'";
  return beforeSession.test(path) || hasEmbeddedCookie(cookieNames)
    ? ancestors.join(" ")
    : "'none'";
}
