import type { Tx } from "@/db/client";
import { env } from "@/env";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { newId } from "@/lib/ids";
import { insertPortalLink, takePortalLink } from "./code-queries";
import { hashOf, looksLikeCode, newCode } from "./codes";

const lifeSeconds = 10 * 60;

/**
 * A one-time sign-in link for a customer the app backend already knows.
 *
 * The page at the address posts the code itself, so that what merely looks at links does not use them up.
 */
export async function createPortalSession(
  tx: Tx,
  { accountId, returnUrl }: { accountId: AccountId; returnUrl?: string },
): Promise<{ url: string; expiresAt: Date }> {
  if (returnUrl !== undefined && !isWebAddress(returnUrl)) {
    throw new BillingError("invalid_input", "returnUrl must be an http or https address.", {
      field: "returnUrl",
    });
  }
  const code = newCode();
  const codeHash = hashOf(code);
  const id = newId<string>();
  const expiresAt = await insertPortalLink(tx, { accountId, id, codeHash, returnUrl, lifeSeconds });
  return { url: new URL(`/portal-session/${code}`, env.PUBLIC_URL).href, expiresAt };
}

/** Uses a code up. Undefined for one that is unknown, used or too old: the same answer for each. */
export async function redeemPortalLink(
  tx: Tx,
  code: unknown,
): Promise<{ accountId: AccountId; returnUrl: string | null } | undefined> {
  return looksLikeCode(code) ? await takePortalLink(tx, hashOf(code)) : undefined;
}

function isWebAddress(text: string): boolean {
  return text.length <= 2000 && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
