import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { outweighs } from "../payments/top-up";
import { findAutoTopUp, writePaused } from "../payments/top-up-queries";

/** Nothing is bought by itself for an account that was just given money back, until a person resumes it. */
export async function pauseForRefund(tx: Tx, accountId: AccountId, at: Date): Promise<void> {
  const settings = await findAutoTopUp(tx, accountId);
  if (!settings?.enabled || !outweighs("refund", settings.pausedBecause)) return;
  await writePaused(tx, accountId, { because: "refund", at });
}
