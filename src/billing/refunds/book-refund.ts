import { assert } from "@/lib/errors";
import type { InvoiceId, RefundId } from "@/lib/ids";
import { lesser } from "@/lib/money";
import type { AccountDraft } from "../account-draft";
import { isBilledThere } from "../billed-there";
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
  const { t: at } = draft.snapshot;
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
  const excessCreditMinor = bookExcess(draft, refund);
  keepForAccount(draft, refund, new Set(all.map(({ invoice }) => invoice.id)));
  endPeriodOf(draft, refund, { all, from });
  const booked = {
    creditNoteId: note?.id ?? null,
    ...{ bookedAt: at, closedAt: at, excessCreditMinor },
  };
  const now = { ...movedTo(refund, "succeeded"), ...booked, asksPerson: false };
  setRefund(draft, now);
  tellSucceeded(draft, now, all);
  return now;
}

/**
 * What left beyond all lines was the account's own as far as money is kept for it: kept and refunded it would be given twice.
 * The rest is lost (BOOKS B12). Answers what was taken out of the account's credit.
 */
function bookExcess(draft: AccountDraft, refund: RefundState): bigint {
  const { t: at, accountId, currency } = draft.snapshot;
  const { id: refundId, excessMinor } = refund;
  if (excessMinor === 0n) return 0n;
  // What mirrors the balance a customer has at Stripe is moved there alone.
  const isOurs = refund.currency === currency && !isBilledThere(draft.period);
  const kept = isOurs && draft.accountCreditMinor > 0n ? draft.accountCreditMinor : 0n;
  const fromCredit = lesser(kept, excessMinor);
  const account = (kind: MoneyKind) => moneyAccount(accountId, kind, refund.currency);
  const transaction = draft.transaction("refund", at, "Refunded beyond what was left");
  const common = { from: account("stripe_balance"), refundId };
  draft.transfer(transaction, { ...common, to: account("account_credit"), amount: fromCredit });
  draft.transfer(transaction, {
    ...{ ...common, to: account("dispute_loss"), amount: excessMinor - fromCredit },
  });
  draft.accountCreditMinor -= fromCredit;
  return fromCredit;
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
