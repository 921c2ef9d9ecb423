import type { AccountDraft } from "../account-draft";
import { oweCredits } from "../credits/decide-grant";
import { creditAccount, grantAccount, type MoneyKind, moneyAccount } from "../ledger/accounts";
import { recognizeTo } from "../recognition";
import { keptByLine, takeKept } from "../refunds/held-credits";
import type { PlannedLine } from "../refunds/plan-refund";
import type { Refundable } from "../refunds/refundable";
import { deferredPart, earnLess, endPeriodOf, type Given, setGiven } from "../refunds/returned";
import type { DisputeState } from "./dispute";
import { givenByDispute, planDispute, reserve, withoutDispute } from "./hold-disputed";
import { leaveDisputeToStaff } from "./set-dispute";

/**
 * Lost: the slice of what is gone is taken back by the dispute's policy, from what is on hold for it first; what was held
 * beyond is there again. `dispute_hold → deferred_revenue` what was not earned, the rest, tax included, `→ dispute_loss`;
 * there is no credit note, and the invoice stays paid (BOOKS B13). What is beyond what was left of the charge is lost
 * without credits, and a person is told.
 */
export function loseDispute(
  draft: AccountDraft,
  dispute: DisputeState,
  { lossMinor, from }: { lossMinor: bigint; from: Refundable },
): DisputeState {
  const { t: at } = draft.snapshot;
  recognizeTo(draft, at);
  const keeper = { disputeId: dispute.id };
  const kept = keptByLine(draft, keeper);
  const others = withoutDispute(from, dispute);
  const lines = planDispute(draft, { dispute, grossMinor: lossMinor, others, kept });
  for (const { given } of givenByDispute(from, dispute.id)) {
    setGiven(draft, { ...given, stands: false });
  }
  const now = { ...reserve(draft, dispute, lines, lossMinor), lostMinor: lossMinor };
  const all = reservedFor(draft, now, lines);
  const taken = new Map(lines.map(({ line, settled }) => [line.id, settled.revoked]));
  takeKept(draft, keeper, taken);
  for (const one of lines) revokeMore(draft, dispute, one);
  postLoss(draft, now, all);
  for (const { given } of all) earnLess(draft, given, { taken, policy: dispute.policy });
  for (const { given } of all) {
    const refers = { disputeId: dispute.id, invoiceLineId: given.lineId };
    oweCredits(draft, given.debt, "Lost to a dispute, and spent before", refers);
  }
  const own = new Map(all.map(({ given }) => [given.lineId, [given]]));
  const returns = new Map(
    [...others.returns].map(([id, was]) => [id, [...was, ...(own.get(id) ?? [])]]),
  );
  for (const [id, given] of own) if (!returns.has(id)) returns.set(id, given);
  endPeriodOf(draft, { id: dispute.id, period: "keep" }, { all, from: { ...others, returns } });
  if (now.excessMinor > 0n) {
    const facts = { excessMinor: `${now.excessMinor}` };
    leaveDisputeToStaff(draft, "dispute_excess", { dispute: now, facts });
  }
  return now;
}

/** The returns that were just written for it, beside their lines. */
function reservedFor(
  draft: AccountDraft,
  { id }: DisputeState,
  lines: readonly PlannedLine[],
): Given[] {
  return lines.flatMap(({ line, invoice }) => {
    const given = draft.decision.returns.find(
      (one) => one.disputeId === id && one.lineId === line.id && one.stands,
    );
    return given ? [{ line, invoice, given }] : [];
  });
}

/** What its slice takes beyond what was on hold for it. */
function revokeMore(draft: AccountDraft, { id }: DisputeState, { line, parts }: PlannedLine): void {
  const { t: at, accountId } = draft.snapshot;
  for (const { grantId, credits } of parts) {
    draft.transfer(draft.transaction("revoke", at, "Taken back with a lost dispute"), {
      ...{ from: grantAccount(grantId), to: creditAccount(accountId, "revoked"), amount: credits },
      ...{ grantId, disputeId: id, invoiceLineId: line.id },
      planPeriodId: draft.grant(grantId).planPeriodId,
    });
  }
}

function postLoss(draft: AccountDraft, dispute: DisputeState, all: readonly Given[]): void {
  const { t: at, accountId } = draft.snapshot;
  const account = (kind: MoneyKind) => moneyAccount(accountId, kind, dispute.currency);
  const transaction = draft.transaction("dispute", at, "Lost to a dispute");
  const common = { from: account("dispute_hold"), disputeId: dispute.id };
  for (const { line, given } of all) {
    const back = deferredPart(draft, given);
    const of = { ...common, planPeriodId: line.planPeriodId, invoiceLineId: line.id };
    draft.transfer(transaction, { ...of, to: account("deferred_revenue"), amount: back });
    const lost = given.netMinor - back + given.taxMinor;
    draft.transfer(transaction, { ...of, to: account("dispute_loss"), amount: lost });
  }
  const { excessMinor: amount } = dispute;
  draft.transfer(transaction, { ...common, to: account("dispute_loss"), amount });
}
