import { env } from "@/env";

/**
 * Whether a form post comes from one of our own pages.
 *
 * Browsers say so themselves. A program without a browser sends neither header and carries no
 * visitor's cookies, so there is nobody to forge.
 */
export function isOwnForm(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin" || site === "none";

  const origin = headers.get("origin");
  if (origin === null) return true;
  if (!URL.canParse(origin)) return false;
  const host = new URL(origin).host;
  return host === headers.get("host") || host === new URL(env.PUBLIC_URL).host;
}
