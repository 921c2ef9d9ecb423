import { type InvoiceLineId, type LineReturnId, newId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import type { InvoiceLineDraft, LineReturn } from "../decision";
import { putLast } from "../draft";
import { unearned } from "../earning";
import { netOf } from "../invoices/lines";
import { abandonWaiting } from "../plans/decide-change";
import { endAtBoundary } from "../plans/end-plan";
import { breakTaken, creditsLeft, endEarning, returnFromEarning } from "../recognition";
import type { RefundPolicy } from "./refund";
import type { Refundable, RefundableInvoice } from "./refundable";

/** What a refund or a dispute gives back of one line, as it was reserved. */
export type Given = { line: InvoiceLineDraft; invoice: RefundableInvoice; given: LineReturn };

/** The lines something gives back of, with the returns that stand for it. */
export function givenOf(from: Refundable, isOf: (one: LineReturn) => boolean): Given[] {
  return from.invoices.flatMap((invoice) =>
    invoice.lines.flatMap((line) =>
      (from.returns.get(line.id) ?? []).filter(isOf).map((given) => ({ line, invoice, given })),
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
export function newReturn(given: Omit<LineReturn, "id" | "stands">): LineReturn {
  return { ...given, id: newId<LineReturnId>(), stands: true };
}

/** Of what goes back of a line, what it has not earned. */
export function deferredPart(draft: AccountDraft, { lineId, netMinor }: LineReturn): bigint {
  const state = draft.lines.find(({ id }) => id === lineId);
  const left = state ? unearned(state.earning) : 0n;
  return left < netMinor ? left : netMinor;
}

/** What goes back of a line is not earned by it any more; called once its credits are taken. */
export function earnLess(
  draft: AccountDraft,
  given: LineReturn,
  { taken, policy }: { taken: ReadonlyMap<InvoiceLineId, bigint>; policy: RefundPolicy },
): void {
  const { t: at } = draft.snapshot;
  const state = draft.lines.find((one) => one.id === given.lineId);
  if (!state) return;
  const netMinor = deferredPart(draft, given);
  if (netMinor > 0n) returnFromEarning(draft, state, { netMinor, at });
  const credits = taken.get(given.lineId) ?? 0n;
  // Taken back for less money than they stood for.
  if (policy === "full") breakTaken(draft, state, { taken: credits, returned: netMinor, at });
  closeWhenSpent(draft, given.lineId);
}

/** Nothing is left that could earn what is deferred. */
export function closeWhenSpent(draft: AccountDraft, lineId: InvoiceLineId): void {
  const line = draft.lines.find(({ id }) => id === lineId);
  if (!line) return;
  const { earning } = line;
  if (!earning.open || earning.basis !== "usage" || creditsLeft(draft, line) > 0n) return;
  endEarning(draft, line, draft.snapshot.t);
}

/**
 * A line given back whole ends its period, and so does whoever asked for it (BOOKS B12). What is on its way still, or
 * disputed and not decided, is given back of nothing yet; `by` is what is given back now.
 */
export function endPeriodOf(
  draft: AccountDraft,
  by: { id: string; period: "keep" | "cancel" },
  { all, from }: { all: readonly Given[]; from: Refundable },
): void {
  const { period, snapshot } = draft;
  const ofPeriod = all.filter(
    ({ line: { kind, planPeriodId } }) =>
      planPeriodId === period?.id && (kind === "plan" || kind === "proration_charge"),
  );
  if (!period || ofPeriod.length === 0) return;
  const undecided = new Set<string | null>([
    ...draft.holds.map(({ forRefund, forDispute }) => forRefund ?? forDispute),
    ...from.openDisputes,
  ]);
  const isWhole = ({ line }: Given) => {
    const booked = (from.returns.get(line.id) ?? []).filter(({ refundId, disputeId }) => {
      const whose = refundId ?? disputeId ?? null;
      return whose === by.id || whose === null || !undecided.has(whose);
    });
    const back = booked.reduce((sum, one) => sum + one.netMinor + one.taxMinor, 0n);
    return back >= netOf(line) + line.taxMinor;
  };
  if (by.period === "keep" && !ofPeriod.some(isWhole)) return;
  abandonWaiting(draft, snapshot.t);
  endAtBoundary(draft, period, snapshot.t);
}
