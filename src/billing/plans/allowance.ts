import { type GrantId, newId } from "@/lib/ids";
import type { AccountDraft } from "../account-draft";
import { netOf } from "../invoices/lines";
import { restart } from "../recognition";
import type { LineState, PeriodState } from "../state";
import { slicesOfAmount } from "./line-slices";

/**
 * Grants the allowance of the open period's current slice, ending with it; debt takes of it first.
 *
 * Its paid value is what the line charged, of a dripping year the slice's part of it. `credits` says how
 * many where that is not the whole allowance: of a trial, or of a part of a cycle.
 */
export function grantAllowance(
  draft: AccountDraft,
  period: PeriodState,
  {
    line,
    at,
    credits = allowanceOf(period),
    effectiveAt = at,
  }: { line: LineState | null; at: Date; credits?: bigint; effectiveAt?: Date },
): GrantId | null {
  const { version, slice } = period;
  if (credits === 0n) return null;
  const id = newId<GrantId>();
  const minor = line === null ? 0n : paidFor(line, slice.endsAt);
  draft.issue(
    {
      id,
      category: "allowance",
      priority: 50,
      amount: credits,
      effectiveAt,
      expiresAt: slice.endsAt,
      paid: minor > 0n ? { minor, currency: version.currency } : null,
      planPeriodId: period.id,
      sliceIndex: slice.index,
      invoiceLineId: line?.id ?? null,
      parentGrantId: null,
      reason: period.trial ? `Trial of ${version.planName}` : `Allowance of ${version.planName}`,
      issuedAt: at,
    },
    at,
  );
  // What is earned by use is earned of credits that are there.
  if (line?.earning.basis === "usage") restart(draft, line, {}, at);
  return id;
}

/** What a slice of the period includes; a trial has an allowance of its own. */
export function allowanceOf({ version, trial }: PeriodState): bigint {
  return trial ? (version.trial?.allowance ?? version.allowance) : version.allowance;
}

/** The line that pays for a period's allowances; null where nothing is charged. */
export function lineOfPeriod(draft: AccountDraft, periodId: PeriodState["id"]): LineState | null {
  const line = draft.lines.find(
    ({ planPeriodId, kind }) =>
      planPeriodId === periodId && (kind === "plan" || kind === "proration_charge"),
  );
  return line ?? null;
}

/** What a line paid for the slice that ends there; of a line of one stretch all of it. Minor units. */
export function paidFor(line: LineState, sliceEnd: Date): bigint {
  if (line.slices === null) return netOf(line);
  const index = line.slices.findIndex(({ end }) => end.getTime() === sliceEnd.getTime());
  return slicesOfAmount(netOf(line), line.slices)[index] ?? 0n;
}
