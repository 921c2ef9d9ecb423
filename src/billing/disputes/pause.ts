import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { outweighs } from "../payments/top-up";
import { findAutoTopUp, writePaused } from "../payments/top-up-queries";

/** Nothing is bought by itself for an account whose payment is disputed, until a person resumes it (BOOKS B13). */
export async function pauseForDispute(tx: Tx, accountId: AccountId, at: Date): Promise<void> {
  const settings = await findAutoTopUp(tx, accountId);
  if (!settings?.enabled || !outweighs("dispute", settings.pausedBecause)) return;
  await writePaused(tx, accountId, { because: "dispute", at });
}
