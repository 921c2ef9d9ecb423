import type { GrantId, InvoiceLineId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import { overageBefore } from "../credits/overage";
import type { LineReturn } from "../decision";
import { accrueOverage } from "../invoices/billing";
import { creditAccount, grantAccount } from "../ledger/accounts";
import { breakTaken, endEarning, recognizeTo, turnBackLacked } from "../recognition";
import type { LineState, OverageState, PeriodState } from "../state";
import { grantAllowance, lineOfPeriod } from "./allowance";
import { newPeriod } from "./open-period";
import { allowanceGrants } from "./price-change";

export type Switch = {
  old: PeriodState;
  next: PeriodState;
  /** Credits taken back of the old allowance, and given of the new. */
  back: bigint;
  granted: bigint;
  at: Date;
  creditLineId: InvoiceLineId | null;
  /** Whether all that was unused goes back, for no more money than its share of time (`replace`). */
  takesAll: boolean;
};

/**
 * The old period closes, the new one opens, credits move, at one instant (BOOKS B6).
 *
 * What the old grants lack of the credits to be taken back, spent since the quote, is taken through debt
 * from the new grant, before any other debt (B7). Answers with the new grant and what was lacking.
 */
export function switchPlan(
  draft: AccountDraft,
  { old, next, back, granted, at, creditLineId, takesAll }: Switch,
): { grantIds: GrantId[]; lacked: bigint } {
  recognizeTo(draft, at);
  const lacked = takeBack(draft, old, { credits: back, at, creditLineId });
  leaveToNext(draft, old, { lacked, at });
  if (takesAll) breakTakenBack(draft, old, { taken: back - lacked, at });
  closePeriod(draft, old, { at, by: "change" });
  openNext(draft, old, next);
  const line = lineOfPeriod(draft, next.id);
  const grantId = grantAllowance(draft, next, { line, at, credits: granted });
  draft.decision.subscriptionChanges.push({
    id: next.subscriptionId,
    planVersionId: next.version.id,
    anchorAt: next.anchorAt,
    endedAt: null,
  });
  replaceScheduled(draft, at);
  tellChanged(draft, { from: old, to: next, at });
  return { grantIds: grantId ? [grantId] : [], lacked };
}

/** Tells the app backend of another plan, or of none. */
export function tellChanged(
  draft: AccountDraft,
  { from, to, at }: { from: PeriodState; to: PeriodState | null; at: Date },
): void {
  const named = ({ id, version }: PeriodState) => ({
    planPeriodId: id,
    planVersionId: version.id,
  });
  const data = {
    subscriptionId: from.subscriptionId,
    from: named(from),
    to: to && named(to),
  };
  draft.decision.events.push({ type: "plan.changed", occurredAt: at, data });
}

/** `grant → revoked`, and what is lacking `debt → revoked`. */
export function takeBack(
  draft: AccountDraft,
  old: PeriodState,
  { credits, at, creditLineId }: { credits: bigint; at: Date; creditLineId: InvoiceLineId | null },
): bigint {
  const { accountId } = draft.snapshot;
  const revoked = creditAccount(accountId, "revoked");
  const reason = "Taken back with the rest of the period";
  let left = credits;
  for (const grant of allowanceGrants(draft, old)) {
    const amount = grant.remaining < left ? grant.remaining : left;
    left -= amount;
    draft.transfer(draft.transaction("revoke", at, reason), {
      from: grantAccount(grant.id),
      to: revoked,
      amount,
      grantId: grant.id,
      planPeriodId: old.id,
      invoiceLineId: creditLineId,
    });
  }
  draft.transfer(draft.transaction("debt", at, reason), {
    from: creditAccount(accountId, "debt"),
    to: revoked,
    amount: left,
    planPeriodId: old.id,
    invoiceLineId: creditLineId,
  });
  return left;
}

/**
 * Of the slice a credit owns, what was not there any more is owed (BOOKS B7, B12). It counts as the new
 * grant's: of the old line it is not earned (B3).
 */
function leaveToNext(
  draft: AccountDraft,
  old: PeriodState,
  { lacked, at }: { lacked: bigint; at: Date },
): void {
  const line = lineOfPeriod(draft, old.id);
  const given = line && givenBack(line, at);
  if (!line || !given || lacked === 0n) return;
  draft.setReturn(line, { ...given, revoked: given.revoked - lacked, debt: given.debt + lacked });
  turnBackLacked(draft, line, { lacked, returned: given.netMinor, at });
}

function breakTakenBack(
  draft: AccountDraft,
  old: PeriodState,
  { taken, at }: { taken: bigint; at: Date },
): void {
  const line = lineOfPeriod(draft, old.id);
  if (!line?.earning.open) return;
  breakTaken(draft, line, { taken, returned: givenBack(line, at)?.netMinor ?? 0n, at });
}

function givenBack({ returns }: LineState, at: Date): LineReturn | undefined {
  return returns.find(({ kind, returnedAt }) => kind === "proration_credit" && +returnedAt === +at);
}

/**
 * Ends a period before its time. Its overage waits for the next invoice, without a grace hour; a line
 * that is earned by time ends with it, one earned by use goes on with the credits that are left.
 */
export function closePeriod(
  draft: AccountDraft,
  old: PeriodState,
  { at, by }: { at: Date; by: "change" | "cancel" },
): void {
  recognizeTo(draft, at);
  closeOverage(draft, old, { at, by });
  const slice = { ...old.slice, endsAt: at };
  draft.changePeriod({ ...old, endsAt: at, slice, closedBy: by });
  draft.period = null;
  const line = lineOfPeriod(draft, old.id);
  if (line?.earning.open) endEarning(draft, line, at);
}

/** What was used beyond the credits of a period that ends before its time is counted in money to here. */
export function closeOverage(
  draft: AccountDraft,
  old: PeriodState,
  { at, by }: { at: Date; by: "change" | "cancel" },
): void {
  for (const row of draft.overage) {
    if (row.planPeriodId !== old.id || row.sliceIndex !== old.slice.index || row.billed) continue;
    accrueOverage(draft, row, old.version, at);
    const slice = { ...old.slice, endsAt: at };
    row.closed = { slice, endedBy: by, subscriptionId: old.subscriptionId };
  }
}

function openNext(draft: AccountDraft, old: PeriodState, next: PeriodState): void {
  const ofOld = draft.overage.find(
    (row) => row.planPeriodId === old.id && row.sliceIndex === old.slice.index,
  );
  const isSameCycle = next.cycleIndex === old.cycleIndex && +next.anchorAt === +old.anchorAt;
  const cycleOverage = isSameCycle ? overageBefore(old) + (ofOld?.credits ?? 0n) : 0n;
  const opened = { ...next, cycleOverage, allowanceGranted: true };
  // What was to wait and is covered at once is a row to be, and opens as one.
  const { periods } = draft.decision;
  const isNew = draft.pending?.id !== next.id || periods.some(({ id }) => id === next.id);
  if (draft.pending?.id === next.id) draft.pending = null;
  if (isNew) {
    draft.decision.periods = periods.filter(({ id }) => id !== next.id);
    draft.decision.periods.push(newPeriod(opened, { openedBy: "change", state: "open" }));
  } else {
    draft.changePeriod({ ...opened, closedBy: null, opens: true });
  }
  draft.period = opened;
  carryHeldOverage(draft, old, next);
}

/**
 * What open holds reach into overage counts against the cap of the slice they will be captured in. A plan
 * that bills none takes none over: it stays where it was held, at the price it was held at.
 */
export function carryHeldOverage(draft: AccountDraft, old: PeriodState, next: PeriodState): void {
  const held = draft.overage.find((row) => isOf(row, old))?.heldCredits ?? 0n;
  if (held === 0n || next.version.overage.policy === "block") return;
  draft.overageOf(old.id, old.slice.index).heldCredits = 0n;
  draft.overageOf(next.id, next.slice.index).heldCredits += held;
}

export function isOf(row: OverageState, { id, slice }: Pick<PeriodState, "id" | "slice">): boolean {
  return row.planPeriodId === id && row.sliceIndex === slice.index;
}

/** What was decided for the end of the period is decided anew. */
export function replaceScheduled(draft: AccountDraft, at: Date): void {
  for (const one of [...draft.scheduled]) {
    if (one.waitsFor === "period_end")
      draft.setScheduled({ ...one, status: "superseded", closedAt: at });
  }
}
