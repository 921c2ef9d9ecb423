import { newId, type StaffTaskId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import { putLast } from "../draft";
import type { StaffTaskKind } from "../refunds/refund";
import { refunding } from "../refunds/set-refund";
import type { DisputeState, DisputingDraft } from "./dispute";

/** A dispute as it now stands. */
export function setDispute(draft: AccountDraft, now: DisputeState, isNew: boolean): void {
  putLast(disputing(draft).disputes, { ...now, isNew }, ({ id }) => id === now.id);
}

export function disputing({ decision }: AccountDraft): DisputingDraft {
  decision.disputing ??= { disputes: [], movements: [] };
  return decision.disputing;
}

/** What a person has to look at. */
export function leaveDisputeToStaff(
  draft: AccountDraft,
  kind: Extract<StaffTaskKind, `dispute_${string}`>,
  { dispute, facts }: { dispute: DisputeState; facts: Record<string, string> },
): void {
  refunding(draft).tasks.push({
    ...{ id: newId<StaffTaskId>(), kind, refundId: null, disputeId: dispute.id, facts },
    createdAt: draft.snapshot.t,
  });
}

/** What every event of a dispute says. */
export function toldOf({ id, invoiceId, reason, amountMinor, currency }: DisputeState) {
  return { disputeId: id, invoiceId, reason, amountMinor, currency };
}
