import type { Tx } from "@/db/client";
import type { AccountId, GrantId, QuoteId } from "@/lib/ids";
import { noSuchQuote } from "../quotes/no-such-quote";
import type { CreditMovement, Preview } from "../quotes/preview";
import { findQuote } from "../quotes/queries";
import { fewestDays } from "./forecast-pace";
import type { LeftGrant } from "./forecast-queries";
import { availableOf, readOutlook, tell } from "./read-forecast";

/**
 * CP2: when credits run out at the present pace, as things are and with the credits a pack's quote gives.
 * `until` is how far it looked; `before` and `after` are null where credits last past that.
 */
export async function readRunOutWith(tx: Tx, accountId: AccountId, quoteId: QuoteId) {
  const stored = await findQuote(tx, accountId, quoteId);
  if (stored?.kind !== "pack") {
    throw noSuchQuote();
  }
  const outlook = await readOutlook(tx, accountId);
  const { at, pace, plan, supply } = outlook;
  const { credits } = stored.shown as Preview;
  const grants = [...supply.grants, ...bought(credits.movements, at)];
  const endOf = (told: ReturnType<typeof tell>) =>
    told?.ends ? { at: told.ends.at, by: told.ends.by } : null;
  return {
    asOf: at,
    until: supply.until,
    renews: plan !== null,
    /** The whole days a pace was seen in; null where they are too few. */
    days: pace?.days ?? null,
    fewestDays,
    isEmpty: availableOf(supply.grants, at) === 0n,
    before: endOf(tell(outlook, supply)),
    after: endOf(tell(outlook, { ...supply, grants })),
  };
}

/** As grants there would be from now on, less what pays a debt of before. */
function bought(movements: readonly CreditMovement[], at: Date): LeftGrant[] {
  const owed = movements
    .filter(({ kind }) => kind === "repaid")
    .reduce((sum, { credits }) => sum + credits, 0n);
  return movements
    .filter(({ kind }) => kind === "granted")
    .map(({ grantId, credits, expiresAt }) => ({
      ...{ id: grantId as GrantId, category: "pack" as const, priority: 50, paidMinor: 1n },
      ...{ credits: credits - owed, effectiveAt: at, expiresAt },
    }));
}
