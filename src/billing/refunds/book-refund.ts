import { assert } from "@/lib/errors";
import type { InvoiceId, LineReturnId, RefundId } from "@/lib/ids";
import { newId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import { oweCredits } from "../credits/decide-grant";
import type { InvoiceLineDraft, LineReturn } from "../decision";
import { putLast } from "../draft";
import { unearned } from "../earning";
import { netOf } from "../invoices/lines";
import { applyAccountCredit } from "../invoices/settlement";
import { type MoneyKind, moneyAccount } from "../ledger/accounts";
import { abandonWaiting } from "../plans/decide-change";
import { endAtBoundary } from "../plans/end-plan";
import {
  breakTaken,
  creditsLeft,
  endEarning,
  recognizeTo,
  returnFromEarning,
} from "../recognition";
import type { LineState } from "../state";
import { type CreditedLine, issueCreditNote } from "./credit-note";
import { revokeHeld } from "./held-credits";
import { movedTo, type RefundState } from "./refund";
import type { Refundable, RefundableInvoice } from "./refundable";
import { setRefund, toldOf } from "./set-refund";

/** What a refund gives back of one line, as it was reserved. */
type Given = { line: InvoiceLineDraft; invoice: RefundableInvoice; given: LineReturn };

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
  const taken = revokeHeld(draft, refund.id);
  const note = all.length > 0 ? issueCreditNote(draft, { lines: all, at }) : null;
  postMoney(draft, refund, { all, lineOf: (id) => note?.lineOf(id) ?? null });
  for (const { line, given } of all) earnLess(draft, line, { given, taken, refund });
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
  return from.invoices.flatMap((invoice) =>
    invoice.lines.flatMap((line) =>
      (from.returns.get(line.id) ?? [])
        .filter((one) => one.refundId === refundId)
        .map((given) => ({ line, invoice, given })),
    ),
  );
}

/** A return as it now stands, also of a line that is earned as it is posted. */
export function setGiven(draft: AccountDraft, given: LineReturn): void {
  const state = draft.lines.find(({ id }) => id === given.lineId);
  if (state) draft.setReturn(state, given);
  else putLast(draft.decision.returns, given, ({ id }) => id === given.id);
}

/** A new return of a line. */
export function newReturn(given: Omit<LineReturn, "id" | "kind" | "stands">): LineReturn {
  return { ...given, id: newId<LineReturnId>(), kind: "refund", stands: true };
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

/** Of what goes back of a line, what it has not earned. */
function deferredPart(draft: AccountDraft, { lineId, netMinor }: LineReturn): bigint {
  const state = draft.lines.find(({ id }) => id === lineId);
  const left = state ? unearned(state.earning) : 0n;
  return left < netMinor ? left : netMinor;
}

function earnLess(
  draft: AccountDraft,
  { id }: InvoiceLineDraft,
  {
    given,
    taken,
    refund,
  }: { given: LineReturn; taken: ReadonlyMap<string, bigint>; refund: RefundState },
): void {
  const { t: at } = draft.snapshot;
  const state = draft.lines.find((one) => one.id === id);
  if (!state) return;
  const netMinor = deferredPart(draft, given);
  if (netMinor > 0n) returnFromEarning(draft, state, { netMinor, at });
  const credits = taken.get(id) ?? 0n;
  // Taken back for less money than they stood for.
  if (refund.policy === "full")
    breakTaken(draft, state, { taken: credits, returned: netMinor, at });
  closeWhenSpent(draft, state);
}

/** Nothing is left that could earn what is deferred. */
function closeWhenSpent(draft: AccountDraft, line: LineState): void {
  const { earning } = line;
  if (!earning.open || earning.basis !== "usage" || creditsLeft(draft, line) > 0n) return;
  endEarning(draft, line, draft.snapshot.t);
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

/** A line given back whole ends its period, and so does whoever asked for it (BOOKS B12). */
function endPeriodOf(
  draft: AccountDraft,
  refund: RefundState,
  { all, from }: { all: readonly Given[]; from: Refundable },
): void {
  const { period, snapshot } = draft;
  const ofPeriod = all.filter(
    ({ line: { kind, planPeriodId } }) =>
      planPeriodId === period?.id && (kind === "plan" || kind === "proration_charge"),
  );
  if (!period || ofPeriod.length === 0) return;
  const inFlight = new Set(draft.holds.map(({ forRefund }) => forRefund));
  const isWhole = ({ line }: Given) => {
    const booked = (from.returns.get(line.id) ?? []).filter(
      ({ refundId = null }) =>
        refundId === refund.id || refundId === null || !inFlight.has(refundId),
    );
    const back = booked.reduce((sum, one) => sum + one.netMinor + one.taxMinor, 0n);
    return back >= netOf(line) + line.taxMinor;
  };
  if (refund.period === "keep" && !ofPeriod.some(isWhole)) return;
  abandonWaiting(draft, snapshot.t);
  endAtBoundary(draft, period, snapshot.t);
}
