import { newId, type StaffTaskId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import { putLast } from "../draft";
import type { RefundingDraft, RefundState, StaffTaskKind } from "./refund";

/** A refund as it now stands. */
export function setRefund(draft: AccountDraft, now: RefundState, isNew = false): void {
  const { refunds } = refunding(draft);
  const fresh = isNew || refunds.some((one) => one.id === now.id && one.isNew);
  putLast(refunds, { ...now, isNew: fresh }, ({ id }) => id === now.id);
}

/** What every event of a refund says. */
export function toldOf({ id, invoiceId, currency, amountMinor, excessMinor }: RefundState) {
  return { refundId: id, invoiceId, currency, amountMinor: amountMinor + excessMinor };
}

/** What a person has to look at. */
export function leaveToStaff(
  draft: AccountDraft,
  kind: Extract<StaffTaskKind, `refund_${string}`>,
  { refund, facts = {} }: { refund: RefundState; facts?: Record<string, string> },
): void {
  refunding(draft).tasks.push({
    ...{ id: newId<StaffTaskId>(), kind, refundId: refund.id, facts },
    createdAt: draft.snapshot.t,
  });
}

export function refunding({ decision }: AccountDraft): RefundingDraft {
  decision.refunding ??= { refunds: [], tasks: [] };
  return decision.refunding;
}
