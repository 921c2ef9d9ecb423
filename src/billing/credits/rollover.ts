import { type GrantId, newId, type PlanVersionId } from "@/lib/ids";
import { part } from "@/lib/money";
import type { AccountDraft } from "../account-draft";
import { creditAccount, grantAccount } from "../ledger/accounts";
import type { GrantState } from "../state";
import { inBurnDownOrder } from "./burn-down";

export type RolloverTerms = {
  at: Date;
  /** Where the next slice ends: credits roll over once. */
  expiresAt: Date;
};

/**
 * Carries what is left of allowances that end here into the next slice, up to the limit of the plan that
 * granted them.
 *
 * `parent → issued.rollover → child` in one ledger transaction; the rest expires (BOOKS B5, B14). Of a
 * trial, which nobody paid for, nothing rolls over.
 */
export function rollOver(draft: AccountDraft, terms: RolloverTerms): void {
  // Plans may have changed within it: whatever ends with a trial is of it.
  if (draft.snapshot.period?.trial) return;
  const carried = new Map<PlanVersionId, bigint>();
  for (const parent of inBurnDownOrder(draft.grants)) {
    const ends = parent.expiresAt?.getTime() === terms.at.getTime();
    if (parent.category !== "allowance" || parent.planPeriodId === null || !ends) continue;
    const version = draft.snapshot.periodVersions.get(parent.planPeriodId);
    if (!version || version.rolloverMax === null) continue;
    // A plan left and come back to within a cycle gave several: together they carry what one could.
    const before = carried.get(version.id) ?? 0n;
    const max = version.rolloverMax - before;
    const rolled = parent.remaining < max ? parent.remaining : max;
    carried.set(version.id, before + rolled);
    if (rolled > 0n) carry(draft, parent, rolled, terms);
  }
}

function carry(
  draft: AccountDraft,
  parent: GrantState,
  rolled: bigint,
  terms: RolloverTerms,
): void {
  const id = newId<GrantId>();
  const minor = carriedValue(parent, rolled);
  draft.issue(
    {
      id,
      category: "rollover",
      priority: parent.priority,
      amount: rolled,
      effectiveAt: terms.at,
      expiresAt: terms.expiresAt,
      paid: minor > 0n && parent.paidCurrency ? { minor, currency: parent.paidCurrency } : null,
      planPeriodId: parent.planPeriodId,
      sliceIndex: parent.sliceIndex,
      invoiceLineId: parent.invoiceLineId,
      parentGrantId: parent.id,
      reason: "Rolled over from the period before",
      issuedAt: terms.at,
    },
    terms.at,
  );
  const through = creditAccount(draft.snapshot.accountId, "issued.rollover");
  const transaction = draft.transaction("rollover", terms.at, "Rolled over");
  const common = {
    amount: rolled,
    planPeriodId: parent.planPeriodId,
    invoiceLineId: parent.invoiceLineId,
  };
  draft.transfer(transaction, {
    from: grantAccount(parent.id),
    to: through,
    grantId: parent.id,
    ...common,
  });
  draft.transfer(transaction, { from: through, to: grantAccount(id), grantId: id, ...common });
}

/** paid left × rolled ∕ (remaining + held), what is left being in proportion to the credits. */
function carriedValue({ paidMinor, amount, remaining, held }: GrantState, rolled: bigint): bigint {
  const left = remaining + held;
  return part(part(paidMinor, left, amount), rolled, left);
}
