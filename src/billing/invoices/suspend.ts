import { type HoldId, type InvoiceId, newId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import type { AccountDraft } from "../account-draft";
import { giveBack } from "../credits/end-hold";
import { addOwnHold, centurySeconds } from "../credits/own-hold";
import type { HeldPart } from "../decision";
import { creditAccount, grantAccount } from "../ledger/accounts";
import type { InvoiceState } from "../state";

/**
 * Keeps back what is left of the credits an unpaid document gave, until it is paid, void or given up. While that
 * lasts nothing is used beyond the grants and no further month of it is given (BOOKS B4), also where nothing is left.
 */
export function suspend(
  draft: AccountDraft,
  invoice: Pick<InvoiceState, "id" | "lines">,
  at: Date,
): void {
  if (draft.holds.some(({ forInvoice }) => forInvoice === invoice.id)) return;
  const id = newId<HoldId>();
  const parts = keepBack(draft, invoice, { holdId: id, at });
  const expiresAt = addSeconds(draft.snapshot.t, centurySeconds);
  addOwnHold(draft, { id, parts, openedAt: at, expiresAt, forInvoice: invoice.id });
  draft.withheld = true;
}

function keepBack(
  draft: AccountDraft,
  { lines }: Pick<InvoiceState, "lines">,
  { holdId, at }: { holdId: HoldId; at: Date },
): HeldPart[] {
  const ids = new Set(lines.map((line) => line.id));
  const held = creditAccount(draft.snapshot.accountId, "held");
  return draft.grants.flatMap((grant) => {
    const { id: grantId, remaining: credits, invoiceLineId, expiresAt, planPeriodId } = grant;
    const isGone = credits === 0n || (expiresAt !== null && expiresAt <= at);
    if (!invoiceLineId || !ids.has(invoiceLineId) || isGone) return [];
    draft.transfer(draft.transaction("hold", at, "Kept back until its invoice is paid"), {
      ...{ from: grantAccount(grantId), to: held, amount: credits, holdId, planPeriodId },
    });
    draft.grant(grantId).held += credits;
    return [{ grantId, credits }];
  });
}

/** What was kept back for a document is there again; what of it ended meanwhile expires. Whether anything was. */
export function endSuspension(draft: AccountDraft, invoiceId: InvoiceId, at: Date): boolean {
  const kept = draft.holds.filter(({ forInvoice }) => forInvoice === invoiceId);
  for (const hold of kept) giveBack(draft, hold, hold.parts, at, "released");
  return kept.length > 0;
}
