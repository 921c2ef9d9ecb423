import { assert } from "@/lib/errors";
import type { InvoiceLineId, RefundId } from "@/lib/ids";
import { lesser } from "@/lib/money";
import type { AccountDraft } from "../account-draft";
import type { LineReturn } from "../decision";
import { recognizeTo } from "../recognition";
import { keepCredits, revokeKept } from "./held-credits";
import { partsOfLine } from "./plan-refund";
import { isInFlight } from "./refund";
import type { Refundable } from "./refundable";
import { closeWhenSpent, type Given, givenOf, setGiven } from "./returned";

/**
 * Credits that a refund let go of settle first what refunds asked for after it found missing because it held them, the
 * oldest first: else the account kept credits whose money is back with it. One that is on its way holds them, for one
 * that is booked they are taken back, or repay what is owed for it. No slice changes its size (BOOKS B12).
 */
export function leaveToOthers(
  draft: AccountDraft,
  from: Refundable,
  { by, kept }: { by: readonly Given[]; kept: ReadonlyMap<InvoiceLineId, bigint> },
): void {
  recognizeTo(draft, draft.snapshot.t);
  for (const { given } of by) {
    let left = kept.get(given.lineId) ?? 0n;
    const later = givenOf(from, (one) => isLater(one, given));
    for (const one of later.toSorted((a, b) => +a.given.returnedAt - +b.given.returnedAt)) {
      left -= settleAnew(draft, one.given, { most: left, refunds: from.refunds });
    }
  }
}

function isLater(one: LineReturn, than: LineReturn): boolean {
  const isOther = (one.refundId ?? null) !== null && one.refundId !== than.refundId;
  return isOther && one.lineId === than.lineId && one.returnedAt >= than.returnedAt;
}

/** Answers how many of the credits it took. */
function settleAnew(
  draft: AccountDraft,
  given: LineReturn,
  { most, refunds }: { most: bigint; refunds: Refundable["refunds"] },
): bigint {
  const keeper = { refundId: given.refundId as RefundId };
  const refund = refunds.get(keeper.refundId);
  assert(refund, "a refund's return names it");
  // Not by whether it has a hold: where it found nothing and lacks nothing it has none.
  const isBooked = !isInFlight(refund.status);
  // Held by another they were not used: what takes only the unused had let them be.
  const letBe = refund.policy === "unused_only" ? given.waived : 0n;
  const short = given.writtenOff + letBe + (isBooked ? 0n : given.debt);
  const parts = partsOfLine(draft, given.lineId, lesser(short, most));
  const taken = parts.reduce((sum, { credits }) => sum + credits, 0n);
  if (taken > 0n) {
    keepCredits(draft, keeper, [{ parts, settled: { short: 0n } }]);
    if (isBooked) revokeKept(draft, keeper);
    setGiven(draft, { ...given, revoked: given.revoked + taken, ...without(given, letBe, taken) });
    if (isBooked) closeWhenSpent(draft, given.lineId);
  }
  return taken + (isBooked ? repay(draft, given, most - taken) : 0n);
}

/** What is left of a shortfall: first let be or written off, then owed. */
function without({ waived, writtenOff, debt }: LineReturn, letBe: bigint, taken: bigint) {
  const ofWaived = lesser(letBe, taken);
  const ofWrittenOff = lesser(writtenOff, taken - ofWaived);
  return {
    waived: waived - ofWaived,
    writtenOff: writtenOff - ofWrittenOff,
    debt: debt - (taken - ofWaived - ofWrittenOff),
  };
}

function repay(draft: AccountDraft, { lineId, debt }: LineReturn, most: bigint): bigint {
  const owed = lesser(debt, draft.debt);
  let repaid = 0n;
  for (const { grantId, credits } of partsOfLine(draft, lineId, lesser(owed, most))) {
    draft.repayDebt(grantId, draft.snapshot.t, credits);
    repaid += credits;
  }
  return repaid;
}
