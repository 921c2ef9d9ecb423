import { cookies, headers } from "next/headers";
import { serverDb } from "@/db/server";
import { inTransaction } from "@/db/transaction";
import { openLink } from "./auditor-links";
import { endAuditorSession } from "./auditor-queries";
import { auditorCookie, openSealed, sealSession } from "./cookies";
import { addressOf } from "./sessions";

/**
 * Opens a session for whoever holds a link, in the audit log, too. False for one that is unknown, revoked or over: the same
 * answer for each.
 */
export async function openAuditorLink(token: unknown): Promise<boolean> {
  const db = serverDb();
  const from = await headers();
  const userAgent = from.get("user-agent") ?? undefined;
  const id = await openLink(db, token, { ip: addressOf(from), userAgent });
  if (id === undefined) return false;
  const cookie = await auditorCookie(db);
  (await cookies()).set(cookie.name, await sealSession(id), cookie.options);
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
