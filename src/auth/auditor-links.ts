import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { env } from "@/env";
import { BillingError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import {
  areClosed,
  findOpenLink,
  holdOpenLink,
  insertAuditorLink,
  insertAuditorSession,
  type NewAuditorLink,
} from "./auditor-queries";
import { hashOf, looksLikeCode, newCode } from "./codes";
import { spend } from "./spend";

/** The longest a link opens; the table says so, too. */
export const mostAuditorDays = 90;

/** Makes a link to closed months. The answer is the only time its address is seen. */
export async function createAuditorLink(
  tx: Tx,
  wish: Omit<NewAuditorLink, "id" | "tokenHash">,
): Promise<{ id: string; url: string; expiresAt: Date }> {
  if (wish.firstMonth > wish.lastMonth || !(await areClosed(tx, wish))) {
    const sentence = "An auditor is shown closed months only, the first one first.";
    throw new BillingError("month_not_closable", sentence, { field: "lastMonth" });
  }
  const token = newCode();
  const id = newId<string>();
  const expiresAt = await insertAuditorLink(tx, { ...wish, id, tokenHash: hashOf(token) });
  return { id, url: new URL(`/auditor/${token}`, env.PUBLIC_URL).href, expiresAt };
}

const sessionSeconds = 8 * 3600;

/** The session a link's token opens, of whoever holds it; none where it is unknown, withdrawn or over. */
export async function openLink(
  db: Db,
  token: unknown,
  visitor: { ip: string | undefined; userAgent: string | undefined },
): Promise<string | undefined> {
  if (!looksLikeCode(token)) return undefined;
  const hash = hashOf(token);
  const linkId = await readAs(db, { role: "tallybook_app" }, (tx) => findOpenLink(tx, hash));
  if (!linkId) return undefined;
  const session = { id: newId<string>(), linkId, seconds: sessionSeconds, ...visitor };
  const by = { actor: `auditor:${linkId}`, requestId: session.id };
  const isOpen = await inTransaction(
    db,
    async (tx) => {
      // Asked once more and held: withdrawn in between it opens as little as before.
      if (!(await holdOpenLink(tx, linkId))) return false;
      await insertAuditorSession(tx, session);
      return true;
    },
    by,
  );
  return isOpen ? session.id : undefined;
}

const shared = globalThis as { tallybookAuditors?: RateLimiterMemory };

/**
 * Counts what is tried from an address, and what a session asks, against a minute's worth; a check of all books counts for
 * ten. Errors: `rate_limited`.
 */
export async function spendAuditorRate(who: string, points = 1): Promise<void> {
  shared.tallybookAuditors ??= new RateLimiterMemory({ points: 60, duration: 60 });
  await spend(shared.tallybookAuditors, { who, points }, (retryAfterSeconds) => {
    const sentence = "That is too often. Try again in a minute.";
    return new BillingError("rate_limited", sentence, { retryAfterSeconds });
  });
}
