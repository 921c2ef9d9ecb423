import { type HoldId, newId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import type { AccountDraft } from "../account-draft";
import { giveBack } from "../credits/end-hold";
import type { HeldPart } from "../decision";
import { creditAccount, grantAccount } from "../ledger/accounts";
import { allowanceGrants } from "./price-change";

/** How long a fresh quote keeps the credits it takes back from being spent (BOOKS B7). */
export const holdBackSeconds = 120;

/**
 * Keeps what a quote will take back of the allowance: nothing new is granted that it could be taken from
 * later, and a busy account must be able to confirm too. Null where there is nothing to keep.
 */
export function holdBack(draft: AccountDraft, credits: bigint): HoldId | null {
  const { period, snapshot } = draft;
  const { t, accountId } = snapshot;
  if (!period || credits === 0n) return null;
  const id = newId<HoldId>();
  const parts: HeldPart[] = [];
  let left = credits;
  for (const grant of allowanceGrants(draft, period)) {
    const part = grant.remaining < left ? grant.remaining : left;
    if (part === 0n) continue;
    left -= part;
    parts.push({ grantId: grant.id, credits: part });
    draft.transfer(draft.transaction("hold", t, "Kept for a quote"), {
      from: grantAccount(grant.id),
      to: creditAccount(accountId, "held"),
      amount: part,
      holdId: id,
      planPeriodId: period.id,
    });
    grant.held += part;
  }
  const held = {
    ...{ id, credits: credits - left, feature: null, quantity: null, parts },
    ...{ planPeriodId: period.id, sliceIndex: period.slice.index },
    expiresAt: addSeconds(t, holdBackSeconds),
  };
  draft.decision.holds.push({ ...held, openedAt: t });
  draft.holds.push(held);
  return id;
}

/** The quote is confirmed: what was kept for it is there again, and is taken back now. */
export function freeHeldBack(draft: AccountDraft, holdId: HoldId | null, at: Date): void {
  const hold = draft.holds.find(({ id }) => id === holdId);
  if (hold) giveBack(draft, hold, hold.parts, at, "released");
}
