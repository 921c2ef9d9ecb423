import type { Tx } from "@/db/client";
import { env } from "@/env";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { newId } from "@/lib/ids";
import { isWebAddress } from "@/lib/web-address";
import { insertPortalLink, takePortalLink } from "./code-queries";
import { hashOf, looksLikeCode, newCode } from "./codes";

const lifeSeconds = 10 * 60;

export type PortalLink = { accountId: AccountId; returnUrl: string | null; embedded: boolean };

type NewLink = {
  accountId: AccountId;
  returnUrl?: string;
  /** For a frame in a page of the app, which EMBED_ANCESTORS must name. */
  embed?: boolean;
};

/**
 * A one-time sign-in link for a customer the app backend already knows.
 *
 * The page at the address posts the code itself, so that what merely looks at links does not use them up.
 */
export async function createPortalSession(
  tx: Tx,
  { accountId, returnUrl, embed = false }: NewLink,
): Promise<{ url: string; expiresAt: Date }> {
  if (returnUrl !== undefined) assertReturnUrl(returnUrl);
  if (embed && env.EMBED_ANCESTORS.length === 0) {
    throw refusal("embed", "No page may frame the portal here: EMBED_ANCESTORS names none.");
  }
  const code = newCode();
  const codeHash = hashOf(code);
  const id = newId<string>();
  const link = { accountId, id, codeHash, returnUrl, embedded: embed, lifeSeconds };
  const expiresAt = await insertPortalLink(tx, link);
  return { url: new URL(`/portal-session/${code}`, env.PUBLIC_URL).href, expiresAt };
}

/**
 * Uses a code up. Undefined for one that is unknown, used or too old: the same answer for each.
 *
 * Where the browser says how it loads the page, that decides: a link for a frame opens an everyday
 * session in a tab, and one not made for frames opens nothing in one, and stays unused.
 */
export async function redeemPortalLink(
  tx: Tx,
  code: unknown,
  { inFrame }: { inFrame?: boolean } = {},
): Promise<PortalLink | undefined> {
  if (!looksLikeCode(code)) return undefined;
  const link = await takePortalLink(tx, hashOf(code), { onlyEmbedded: inFrame === true });
  return link && { ...link, embedded: link.embedded && inFrame !== false };
}

function assertReturnUrl(returnUrl: string): void {
  if (!isWebAddress(returnUrl)) {
    throw refusal("returnUrl", "returnUrl must be an http or https address.");
  }
  const { RETURN_URL_ORIGINS: allowed } = env;
  if (allowed.length > 0 && !allowed.includes(new URL(returnUrl).origin)) {
    throw refusal("returnUrl", "returnUrl must be at one of RETURN_URL_ORIGINS.");
  }
}

function refusal(field: string, message: string): BillingError {
  return new BillingError("invalid_input", message, { field });
}
