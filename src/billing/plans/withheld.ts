import type { AccountDraft } from "../account-draft";
import { creditsLeft, endEarning } from "../recognition";
import type { LineState } from "../state";

/**
 * What is earned by use and whose credits never came: withheld until its money came, which did not while
 * the period ran (BOOKS B3, B4).
 *
 * While it is owed nothing of it is earned: what is deferred stands against what is receivable, and goes
 * with it when the document is given up. Money that came for it all the same is breakage once the period is
 * over, as credits are whose time ended.
 */
export function earnWithheld(draft: AccountDraft, at: Date): void {
  for (const line of draft.lines) {
    if (isOver(draft, line) && !isOwed(draft, line)) endEarning(draft, line, at);
  }
}

function isOver(draft: AccountDraft, line: LineState): boolean {
  const { planPeriodId, earning } = line;
  if (planPeriodId === null || !earning.open || earning.basis !== "usage") return false;
  if (planPeriodId === draft.period?.id || planPeriodId === draft.pending?.id) return false;
  return creditsLeft(draft, line) === 0n;
}

/** Whether its document is a draft or waits for money. */
function isOwed(draft: AccountDraft, { invoiceId }: LineState): boolean {
  return [...draft.invoices, ...draft.receivables].some(({ id }) => id === invoiceId);
}
