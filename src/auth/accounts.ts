import type { Tx } from "@/db/client";
import { serverDb } from "@/db/server";
import { inTransaction, readAs } from "@/db/transaction";
import type { AccountId } from "@/lib/ids";
import { isUuid } from "@/lib/ids";
import { type AccountOfUser, listAccountsOfUser, pointSessionAt } from "./account-queries";
import { type CustomerActor, getActor } from "./actor";
import { currentSessionId } from "./sessions";

/** The accounts somebody may switch between: a user's own. A link or a frame is for one account. */
export async function accountsOf(actor: CustomerActor): Promise<AccountOfUser[]> {
  const { userId, embedded } = actor;
  if (!userId || embedded) return [];
  return await readAs(serverDb(), { role: "tallybook_app" }, (tx) =>
    listAccountsOfUser(tx, userId),
  );
}

/** Shows this browser another account of the same user; false for one that is not theirs, or is none. */
export async function switchHere(accountId: unknown): Promise<boolean> {
  const actor = await getActor();
  const sessionId = await currentSessionId("customer");
  if (!actor || !sessionId) return false;
  return await inTransaction(serverDb(), (tx) => switchAccount(tx, { sessionId, accountId }));
}

export async function switchAccount(
  tx: Tx,
  { sessionId, accountId }: { sessionId: string; accountId: unknown },
): Promise<boolean> {
  if (typeof accountId !== "string" || !isUuid(accountId)) return false;
  return await pointSessionAt(tx, { sessionId, accountId: accountId as AccountId });
}
