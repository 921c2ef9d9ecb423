import { cookies, headers } from "next/headers";
import { serverDb } from "@/db/server";
import { inTransaction, readAs } from "@/db/transaction";
import { newId } from "@/lib/ids";
import { endAuditorSession, findOpenLink, insertAuditorSession } from "./auditor-queries";
import { hashOf, looksLikeCode } from "./codes";
import { auditorCookie, openSealed, sealSession } from "./cookies";
import { addressOf } from "./sessions";

const sessionSeconds = 8 * 3600;

/**
 * Opens a session for whoever holds a link, in the audit log, too. False for one that is unknown, revoked or over: the same
 * answer for each.
 */
export async function openAuditorLink(token: unknown): Promise<boolean> {
  if (!looksLikeCode(token)) return false;
  const db = serverDb();
  const linkId = await readAs(db, { role: "tallybook_app" }, (tx) =>
    findOpenLink(tx, hashOf(token)),
  );
  if (!linkId) return false;
  const from = await headers();
  const session = {
    ...{ id: newId<string>(), linkId, seconds: sessionSeconds },
    ...{ ip: addressOf(from), userAgent: from.get("user-agent") ?? undefined },
  };
  const by = { actor: `auditor:${linkId}`, requestId: session.id };
  await inTransaction(db, (tx) => insertAuditorSession(tx, session), by);
  const cookie = await auditorCookie(db);
  (await cookies()).set(cookie.name, await sealSession(session.id), cookie.options);
  return true;
}

/** The session a browser says it has; whether it stands is for its row to say. */
export async function auditorSessionId(): Promise<string | undefined> {
  const { name } = await auditorCookie(serverDb());
  const sealed = (await cookies()).get(name)?.value;
  return sealed === undefined ? undefined : await openSealed(sealed);
}

export async function closeAuditorSession(): Promise<void> {
  const id = await auditorSessionId();
  if (id) await inTransaction(serverDb(), (tx) => endAuditorSession(tx, id));
  const { name, options } = await auditorCookie(serverDb());
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
}
