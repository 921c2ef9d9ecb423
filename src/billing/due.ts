import { addSeconds, minDate, startOfNextDay } from "@/lib/time";
import type { AccountDraft } from "./account-draft";
import { isKeptForNews, waitsForBiller } from "./billed-there";
import { graceSeconds } from "./credits/late-usage";
import type { ScheduledChange } from "./decision";
import { orderEndsAt } from "./invoices/pack-order";
import type {
  GrantState,
  HoldState,
  InvoiceState,
  OverageState,
  PendingPeriod,
  PeriodState,
} from "./state";

/** What of an account can fall due. */
export type Dues = {
  t: Date;
  houseTimezone: string;
  grants: readonly GrantState[];
  holds: readonly HoldState[];
  drafts: readonly Pick<InvoiceState, "issueAt">[];
  receivables: readonly InvoiceState[];
  period: PeriodState | null;
  pending: Pick<PendingPeriod, "startsAt" | "waits"> | null;
  overage: readonly OverageState[];
  scheduled: readonly Pick<ScheduledChange, "givesUpAt">[];
};

/**
 * The next instant at which something happens to an account by itself, or null.
 *
 * Slice ends, holds out of time, expiries (as they take effect, and posted an hour later, BOOKS B9), drafts to
 * issue, orders nobody paid, and the end of a day with overage that has not accrued.
 */
export function nextDueAt(dues: Dues): Date | null {
  const instants: Date[] = [];
  for (const grant of dues.grants) {
    if (!grant.expiresAt || (grant.remaining === 0n && grant.held > 0n)) continue;
    if (!isKeptForNews(grant, dues.period)) {
      instants.push(addSeconds(grant.expiresAt, graceSeconds));
    }
    // Nothing is booked as it takes effect, but the account may have nothing left from there on.
    if (grant.remaining > 0n && grant.expiresAt > dues.t) instants.push(grant.expiresAt);
  }
  for (const hold of dues.holds) instants.push(hold.expiresAt);
  for (const draft of dues.drafts) if (draft.issueAt) instants.push(draft.issueAt);
  for (const one of dues.receivables) {
    const at = orderEndsAt(one);
    if (at) instants.push(at);
  }
  const { period } = dues;
  if (period && !waitsForBiller(period)) instants.push(period.slice.endsAt);
  if (dues.pending?.waits === false) instants.push(dues.pending.startsAt);
  for (const { givesUpAt } of dues.scheduled) if (givesUpAt) instants.push(givesUpAt);
  for (const row of dues.overage) {
    const at = overageDueAt(row, dues);
    if (at) instants.push(at);
  }
  if (instants.length === 0) return null;
  return new Date(Math.min(...instants.map((at) => at.getTime())));
}

/**
 * The current slice accrues at the end of the day; one that was renewed is billed when its grace hour
 * ends; one that a change or an end closed goes onto the next invoice, and at once where none follows.
 */
function overageDueAt(row: OverageState, { t, houseTimezone, period, grants }: Dues): Date | null {
  if (row.billed) return null;
  if (row.closed === null) {
    return row.credits > row.accruedCredits ? startOfNextDay(t, houseTimezone) : null;
  }
  if (row.closed.endedBy === "renewal") return addSeconds(row.closed.slice.endsAt, graceSeconds);
  if (period !== null || row.heldCredits > 0n) return null;
  // What ends in this very second has been told: the second is not gone through again.
  return grants.some(({ expiresAt }) => expiresAt?.getTime() === t.getTime())
    ? addSeconds(t, 1)
    : t;
}

/**
 * The end of the day of the books at which what lines have earned is booked next, or null with nothing to earn.
 *
 * A decision as of an earlier instant, which turned back what was booked past it or charged what began before,
 * has those days booked again from there.
 */
export function nextEarnsAt(draft: AccountDraft, at: Date): Date | null {
  if (!draft.lines.some(({ earning }) => earning.open)) return null;
  const from = [...startedLines(draft), draft.recognizedTo, draft.earnsAt ? null : at];
  return from.reduce((next, one) => {
    const end = one && startOfNextDay(one, draft.snapshot.houseTimezone);
    return next && end ? minDate(next, end) : (end ?? next);
  }, draft.earnsAt);
}

/** From where lines earn that did not before this decision: new ones, and those of a period it opened. */
function startedLines({ snapshot, lines, pending }: AccountDraft): Date[] {
  const opened = snapshot.pending?.id !== pending?.id ? snapshot.pending?.id : undefined;
  const known = new Set(snapshot.lines.map(({ id }) => id));
  return lines
    .filter(({ id, planPeriodId }) => !known.has(id) || (opened && planPeriodId === opened))
    .flatMap(({ earning }) => (earning.open && earning.basis === "time" ? [earning.baseAt] : []));
}
