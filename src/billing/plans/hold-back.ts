import { type HoldId, newId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import { giveBack } from "../credits/end-hold";
import { addOwnHold } from "../credits/own-hold";
import type { HeldPart } from "../decision";
import { creditAccount, grantAccount } from "../ledger/accounts";
import type { GrantState, HoldState } from "../state";
import { allowanceGrants } from "./price-change";

/** How long a fresh quote keeps an account as it is (BOOKS B7). */
export const holdBackSeconds = 120;

/**
 * Keeps what a quote will take back of the allowance, and with it the bill: nothing new is granted that it
 * could be taken from later, and while the hold is open nothing is used beyond the grants (BOOKS B4). So a
 * busy account can confirm too. Where nothing is to be taken back it holds nothing and says only that.
 */
export function holdBack(
  draft: AccountDraft,
  { credits, expiresAt }: { credits: bigint; expiresAt: Date },
): void {
  const { period, snapshot } = draft;
  const { t, accountId } = snapshot;
  if (!period) return;
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
  addOwnHold(draft, { id, parts, openedAt: t, expiresAt, forQuote: true });
}

/** What is kept for quotes is there again: one of them is confirmed, or a fresh one keeps it instead. */
export function freeKept(draft: AccountDraft, at: Date): void {
  for (const hold of draft.holds.filter(({ forQuote }) => forQuote)) {
    giveBack(draft, hold, hold.parts, at, "released");
  }
}

/** What of each grant is not spent: what is kept by us is not. */
export function unspentOf(
  grants: readonly GrantState[],
  holds: readonly HoldState[],
): Map<string, bigint> {
  const unspent = new Map<string, bigint>(grants.map(({ id, remaining }) => [id, remaining]));
  for (const { forQuote, forInvoice, parts } of holds) {
    for (const { grantId, credits } of parts) {
      if ((forQuote || forInvoice) && grantId)
        unspent.set(grantId, (unspent.get(grantId) ?? 0n) + credits);
    }
  }
  return unspent;
}
