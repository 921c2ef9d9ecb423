import { assert } from "@/lib/errors";
import { AccountDraft } from "../account-draft";
import type { Author, Decision } from "../decision";
import { moneyAccount } from "../ledger/accounts";
import type { ProcessorRefund } from "../payments/gateway";
import { honourPaid } from "../plans/paid";
import type { Snapshot } from "../state";
import { bookRefund, givenBy } from "./book-refund";
import { keptByLine, releaseKept } from "./held-credits";
import { leaveToOthers } from "./leave-to-others";
import { isInFlight, movedTo, type RefundState, type RefundStatus } from "./refund";
import type { Refundable } from "./refundable";
import { setGiven } from "./returned";
import { leaveToStaff, setRefund, toldOf } from "./set-refund";

export type Outcome = {
  refund: RefundState;
  from: Refundable;
  /** As the processor has it now. */
  said: ProcessorRefund;
};

/**
 * What the processor says of a refund of ours, booked once and forward only: the money has left, it has not and never
 * will, or it left and came back. Answers and events end the same in any order and any number of times.
 */
export function decideOutcome(
  snapshot: Snapshot,
  { refund, from, said }: Outcome,
  author: Author,
): { decision: Decision; refund: RefundState } {
  const { t } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  const now = afterAnswer(draft, { refund, from, said });
  setRefund(draft, settled(draft, now, said));
  honourPaid(draft, t);
  const last = draft.decision.refunding?.refunds.at(-1);
  return { decision: draft.finish(t), refund: last ?? now };
}

function afterAnswer(draft: AccountDraft, { refund, from, said }: Outcome): RefundState {
  const processorRefundId = refund.processorRefundId ?? said.id;
  const known = { ...refund, processorRefundId };
  const hasFailed = said.status === "failed" || said.status === "canceled";
  if (isInFlight(refund.status)) {
    if (said.status === "succeeded") return bookRefund(draft, known, from);
    if (!hasFailed) return { ...movedTo(known, "calling"), asksPerson: false };
    return release(draft, known, { from, as: "failed", code: said.failureCode ?? said.status });
  }
  if (refund.status === "succeeded" && hasFailed) return moneyCameBack(draft, known, said);
  return known;
}

/** No money leaves: credits are given back, and what was marked as given back of lines is not any more. */
function release(
  draft: AccountDraft,
  refund: RefundState,
  { from, as, code }: { from: Refundable; as: "failed" | "undone"; code: string | null },
): RefundState {
  const by = givenBy(refund.id, from);
  const kept = keptByLine(draft, { refundId: refund.id });
  releaseKept(draft, { refundId: refund.id });
  for (const { given } of by) setGiven(draft, { ...given, stands: false });
  leaveToOthers(draft, from, { by, kept });
  const closedAt = draft.snapshot.t;
  if (as === "failed") tellFailed(draft, refund, { code, after: false });
  return { ...movedTo(refund, as), failureCode: code, asksPerson: false, closedAt };
}

function tellFailed(
  draft: AccountDraft,
  refund: RefundState,
  how: { code: string | null; after: boolean },
): void {
  const occurredAt = draft.snapshot.t;
  const data = { ...toldOf(refund), ...how };
  draft.decision.events.push({ type: "refund.failed", occurredAt, data });
}

/** Ends a refund that was not sent, or that the processor would not make. */
export function decideRelease(
  snapshot: Snapshot,
  how: { refund: RefundState; from: Refundable; as: "failed" | "undone"; code: string | null },
  author: Author,
): { decision: Decision; refund: RefundState } {
  const draft = new AccountDraft(snapshot, author);
  const now = release(draft, how.refund, how);
  setRefund(draft, now);
  return { decision: draft.finish(snapshot.t), refund: now };
}

/** A move without money or credits: asked of the processor, without an answer, rejected, left to a person. */
export function decideStatus(
  snapshot: Snapshot,
  how: { refund: RefundState; status: RefundStatus; asksPerson?: boolean },
  author: Author,
): { decision: Decision; refund: RefundState } {
  const draft = new AccountDraft(snapshot, author);
  const { refund, status, asksPerson = false } = how;
  const isOver = status === "rejected" || status === "undone";
  const now = { ...movedTo(refund, status), asksPerson, closedAt: isOver ? snapshot.t : null };
  setRefund(draft, now);
  if (asksPerson) leaveToStaff(draft, "refund_unproven", { refund: now });
  return { decision: draft.finish(snapshot.t), refund: now };
}

/**
 * It failed after it had left: the money is at the processor again and owed to the account (BOOKS B12). The credit note
 * and the revocation stand; a person pays it another way.
 */
function moneyCameBack(
  draft: AccountDraft,
  refund: RefundState,
  { failureCode, status }: ProcessorRefund,
): RefundState {
  const { t: at, accountId } = draft.snapshot;
  const account = (kind: Parameters<typeof moneyAccount>[1]) =>
    moneyAccount(accountId, kind, refund.currency);
  const transaction = draft.transaction("refund", at, "A refund came back");
  const common = { to: account("stripe_balance"), refundId: refund.id };
  const owedMinor = refund.cardMinor + refund.excessCreditMinor;
  draft.transfer(transaction, {
    from: account("account_credit"),
    amount: owedMinor,
    ...common,
  });
  draft.transfer(transaction, {
    from: account("dispute_loss"),
    amount: refund.excessMinor - refund.excessCreditMinor,
    ...common,
  });
  settleBack(draft, refund);
  if (refund.currency === draft.snapshot.currency) draft.accountCreditMinor += owedMinor;
  const now = { ...movedTo(refund, "returned"), failureCode: failureCode ?? status };
  tellFailed(draft, now, { code: now.failureCode, after: true });
  leaveToStaff(draft, "refund_returned", { refund: now, facts: { code: failureCode ?? status } });
  return now;
}

/** It came back in the currency it left in. */
function settleBack(
  draft: AccountDraft,
  { id, currency, settlement, ...refund }: RefundState,
): void {
  if (!settlement || settlement.currency === currency) return;
  const { t: at, accountId } = draft.snapshot;
  const exchanged = draft.transaction("refund", at, "Settled in another currency");
  draft.transfer(exchanged, {
    from: moneyAccount(accountId, "stripe_balance", currency),
    to: moneyAccount(accountId, "exchange", currency),
    ...{ amount: refund.cardMinor + refund.excessMinor, refundId: id },
  });
  draft.transfer(exchanged, {
    from: moneyAccount(accountId, "exchange", settlement.currency),
    to: moneyAccount(accountId, "stripe_balance", settlement.currency),
    ...{ amount: -settlement.grossMinor, refundId: id },
  });
}

/** What left the processor's balance: where that is another currency both sides go through `exchange` (BOOKS B1). */
function settled(draft: AccountDraft, refund: RefundState, said: ProcessorRefund): RefundState {
  const { balance } = said;
  if (!balance || refund.settlement || refund.status !== "succeeded") return refund;
  const { t: at, accountId } = draft.snapshot;
  const { currency, grossMinor, feeMinor, exchangeRate, transactionId } = balance;
  assert(grossMinor <= 0n, "a refund leaves the balance");
  if (currency !== refund.currency) {
    const exchanged = draft.transaction("refund", at, "Settled in another currency");
    draft.transfer(exchanged, {
      from: moneyAccount(accountId, "exchange", refund.currency),
      to: moneyAccount(accountId, "stripe_balance", refund.currency),
      ...{ amount: refund.cardMinor + refund.excessMinor, refundId: refund.id },
    });
    draft.transfer(exchanged, {
      from: moneyAccount(accountId, "stripe_balance", currency),
      to: moneyAccount(accountId, "exchange", currency),
      ...{ amount: -grossMinor, refundId: refund.id },
    });
  }
  draft.transfer(draft.transaction("refund", at, "Fee of the payment processor"), {
    from: moneyAccount(accountId, "stripe_balance", currency),
    to: moneyAccount(accountId, "processor_fees", currency),
    ...{ amount: feeMinor, refundId: refund.id },
  });
  const settlement = {
    balanceTransactionId: transactionId,
    currency,
    grossMinor,
    feeMinor,
    exchangeRate,
  };
  return { ...refund, settlement };
}
