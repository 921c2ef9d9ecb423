import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { isOnFile } from "./method-queries";
import { isOfCard, outweighs, type PausedBecause } from "./top-up";
import { findAutoTopUp, writePaused, writeResumed } from "./top-up-queries";

/**
 * Nothing is bought by itself from here on, until a person resumes it: for a refund, a dispute, or because it could
 * not be paid. What is on its way to its money goes on. False where nothing is switched on, or it is paused for
 * something weightier already. The caller holds the account's lock; `t` is the instant it handed out.
 */
export async function pauseAutoTopUp(
  tx: Tx,
  accountId: AccountId,
  because: PausedBecause,
  t: Date,
): Promise<boolean> {
  const settings = await findAutoTopUp(tx, accountId);
  if (!settings?.enabled || !outweighs(because, settings.pausedBecause)) return false;
  await writePaused(tx, accountId, { because, at: t });
  return true;
}

/**
 * What an account pays with has changed. Where what it is paid with is gone it pauses; another default card resumes
 * what a card had stopped, as it has everything else tried again. The caller holds the account's lock.
 */
export async function followMethods(
  tx: Tx,
  accountId: AccountId,
  { before, now, at }: { before: string | undefined; now: string | undefined; at: Date },
): Promise<void> {
  const settings = await findAutoTopUp(tx, accountId);
  if (!settings?.enabled) return;
  const { methodId, pausedBecause } = settings;
  if (methodId !== null) {
    const isThere = await isOnFile(tx, accountId, methodId);
    if (!isThere) await pauseAutoTopUp(tx, accountId, "method_removed", at);
    return;
  }
  if (now === undefined) await pauseAutoTopUp(tx, accountId, "no_method", at);
  else if (now !== before && pausedBecause && isOfCard(pausedBecause)) {
    await writeResumed(tx, accountId, at);
  }
}
