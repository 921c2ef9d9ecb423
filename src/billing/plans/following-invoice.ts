import { newId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import type { AccountDraft } from "../account-draft";
import type { InvoiceLineDraft } from "../decision";
import { chargeFor, overageLine, totalOf } from "../invoices/lines";
import { priceLines } from "../invoices/price-draft";
import type { OverageState, PeriodState, PlanVersion } from "../state";

export type FollowingInvoice = { at: Date | null; minor: bigint };

/**
 * The invoice that comes after a decision, as of now: the price of the plan that follows, if one does, and use
 * beyond the credits so far, with the discounts and the tax of then. A yearly plan that drips bills that use at its next
 * drip (BOOKS B8). What a renewal closed is on its draft already.
 */
export function followingInvoice(
  draft: AccountDraft,
  { following, at: renewsAt }: { following: PlanVersion | null; at: Date | null },
): FollowingInvoice {
  const { period } = draft;
  if (!period || !renewsAt) return { at: following ? renewsAt : null, minor: 0n };
  const overage = overageSoFar(draft, period);
  const sliceEnd = period.slice.endsAt;
  if (overage.length > 0 && sliceEnd < renewsAt) {
    return { at: sliceEnd, minor: totalWith(draft, overage, sliceEnd) };
  }
  const lines = [...planLines(following, renewsAt), ...overage];
  if (!following && lines.length === 0) return { at: null, minor: 0n };
  return { at: renewsAt, minor: totalWith(draft, lines, renewsAt) };
}

function totalWith(draft: AccountDraft, lines: InvoiceLineDraft[], at: Date): bigint {
  const { currency } = draft.snapshot;
  return lines.length === 0 ? 0n : totalOf(priceLines(draft, lines, { currency, at }));
}

function planLines(version: PlanVersion | null, at: Date): InvoiceLineDraft[] {
  if (!version || version.priceMinor === 0n) return [];
  const price = { minor: version.priceMinor, currency: version.currency };
  return [chargeFor("plan", price, { start: at, end: addSeconds(at, 1) })];
}

function overageSoFar(draft: AccountDraft, period: PeriodState): InvoiceLineDraft[] {
  return draft.overage.flatMap((row) => {
    if (row.billed || row.credits === 0n || row.closed?.endedBy === "renewal") return [];
    const owner = ownerOf(draft, period, row);
    if (!owner) return [];
    const { version, slice } = owner;
    const dates = { start: slice.startsAt, end: slice.endsAt };
    const line = overageLine(newId(), row, { version, dates });
    return line.amountMinor === 0n ? [] : [line];
  });
}

function ownerOf(
  { snapshot }: AccountDraft,
  running: PeriodState,
  { planPeriodId: id, closed }: OverageState,
) {
  const known = [running, snapshot.period].find((one) => one?.id === id);
  const version = known?.version ?? snapshot.periodVersions.get(id);
  const slice = closed?.slice ?? known?.slice;
  return version && slice ? { version, slice } : null;
}
