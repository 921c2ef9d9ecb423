import { assert } from "@/lib/errors";
import type { InvoiceId, RefundId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import { oweCredits } from "../credits/decide-grant";
import type { InvoiceLineDraft } from "../decision";
import { applyAccountCredit } from "../invoices/settlement";
import { type MoneyKind, moneyAccount } from "../ledger/accounts";
import { recognizeTo } from "../recognition";
import { type CreditedLine, issueCreditNote } from "./credit-note";
import { revokeKept } from "./held-credits";
import { movedTo, type RefundState } from "./refund";
import type { Refundable } from "./refundable";
import { deferredPart, earnLess, endPeriodOf, type Given, givenOf, setGiven } from "./returned";
import { setRefund, toldOf } from "./set-refund";

/**
 * The money has left, or is kept for the account: credits that were held are taken back, what was spent of them is owed
 * or written off, and the credit note says so (BOOKS B12, B16). Unearned money goes first, then earned, `→ refunds`.
 */
export function bookRefund(
  draft: AccountDraft,
  refund: RefundState,
  from: Refundable,
): RefundState {
  const { t: at, accountId } = draft.snapshot;
  recognizeTo(draft, at);
  const all = givenBy(refund.id, from);
  assert(all.length > 0 || refund.amountMinor === 0n, "a refund gives back of lines");
  const taken = revokeKept(draft, { refundId: refund.id });
  const note = all.length > 0 ? issueCreditNote(draft, { lines: all, at }) : null;
  postMoney(draft, refund, { all, lineOf: (id) => note?.lineOf(id) ?? null });
  for (const { given } of all) earnLess(draft, given, { taken, policy: refund.policy });
  for (const { given } of all) setGiven(draft, { ...given, invoiceId: note?.id ?? null });
  for (const { given } of all) {
    oweCredits(draft, given.debt, "Refunded, and spent before", {
      ...{ refundId: refund.id, invoiceLineId: given.lineId },
    });
  }
  if (refund.excessMinor > 0n) {
    draft.transfer(draft.transaction("refund", at, "Refunded beyond what was left"), {
      from: moneyAccount(accountId, "stripe_balance", refund.currency),
      to: moneyAccount(accountId, "dispute_loss", refund.currency),
      ...{ amount: refund.excessMinor, refundId: refund.id },
    });
  }
  keepForAccount(draft, refund, new Set(all.map(({ invoice }) => invoice.id)));
  endPeriodOf(draft, refund, { all, from });
  const booked = { creditNoteId: note?.id ?? null, bookedAt: at, closedAt: at };
  const now = { ...movedTo(refund, "succeeded"), ...booked, asksPerson: false };
  setRefund(draft, now);
  tellSucceeded(draft, now, all);
  return now;
}

function tellSucceeded(draft: AccountDraft, refund: RefundState, all: readonly Given[]): void {
  const sum = (of: "revoked" | "debt") => all.reduce((total, { given }) => total + given[of], 0n);
  const { creditNoteId } = refund;
  draft.decision.events.push({
    ...{ type: "refund.succeeded", occurredAt: draft.snapshot.t },
    data: { ...toldOf(refund), creditNoteId, revoked: sum("revoked"), owed: sum("debt") },
  });
}

/** The lines a refund gives back of, with the returns that were reserved for it. */
export function givenBy(refundId: RefundId, from: Refundable): Given[] {
  return givenOf(from, (one) => one.refundId === refundId);
}

/** By card first, then as account credit: each line its unearned part, what was earned of it, and its tax. */
function postMoney(
  draft: AccountDraft,
  refund: RefundState,
  { all, lineOf }: { all: readonly Given[]; lineOf: (id: CreditedLine) => InvoiceLineDraft | null },
): void {
  const { t: at, accountId } = draft.snapshot;
  const account = (kind: MoneyKind) => moneyAccount(accountId, kind, refund.currency);
  const transaction = draft.transaction("refund", at, "Given back");
  let byCard = refund.cardMinor;
  for (const { line, given } of all) {
    const back = deferredPart(draft, given);
    const ways = [
      ["deferred_revenue", back],
      ["refunds", given.netMinor - back],
      ["tax_payable", given.taxMinor],
    ] as const;
    for (const [kind, amount] of ways) {
      const card = byCard < amount ? byCard : amount;
      byCard -= card;
      const common = {
        to: account(kind),
        planPeriodId: line.planPeriodId,
        invoiceLineId: lineOf(line.id)?.id ?? null,
        refundId: refund.id,
      };
      draft.transfer(transaction, { from: account("stripe_balance"), amount: card, ...common });
      draft.transfer(transaction, {
        from: account("account_credit"),
        amount: amount - card,
        ...common,
      });
    }
  }
}

/** What is kept pays what is open: first what it credits, then the oldest (BOOKS B6). */
function keepForAccount(
  draft: AccountDraft,
  { creditMinor }: RefundState,
  credited: ReadonlySet<InvoiceId>,
): void {
  if (creditMinor === 0n) return;
  draft.accountCreditMinor += creditMinor;
  applyAccountCredit(draft, draft.snapshot.t, credited);
}
