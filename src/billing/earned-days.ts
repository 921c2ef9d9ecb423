import { assert } from "@/lib/errors";
import { dayOf, startOfDay, startOfNextDay } from "@/lib/time";
import { AccountDraft } from "./account-draft";
import type { Author, Decision } from "./decision";
import { nextEarnsAt } from "./due";
import { recognizeTo } from "./recognition";
import type { Snapshot } from "./state";

/**
 * Recognizes what lines have earned by the end of each day of the books that is over by `until` and not booked
 * yet, each dated at its own end (BOOKS B3). Run late it books the same days; run again none.
 *
 * It comes before whatever else happens at an instant. Nothing does on an account without what it missed being
 * booked first, so that what is left of its credits now was left at the end of each of those days.
 */
export function recognizeDays(draft: AccountDraft, until: Date): void {
  const { houseTimezone } = draft.snapshot;
  if (draft.earnsAt === null) return;
  let end = dayEnd(draft.earnsAt, houseTimezone);
  while (end <= until && draft.lines.some(({ earning }) => earning.open)) {
    recognizeTo(draft, end);
    end = startOfNextDay(end, houseTimezone);
  }
  draft.earnsAt = end;
}

/** Days that are over by `until`, before anything else is due on the account. */
export function decideDays(snapshot: Snapshot, until: Date, author: Author): Decision {
  const draft = new AccountDraft(snapshot, author);
  recognizeDays(draft, until);
  // Nothing else has changed, so nothing else is asked: neither alerts nor what is due.
  const { decision } = draft;
  decision.earnsAt = nextEarnsAt(draft, until);
  // A catch-up that stands still would run for ever.
  assert(!decision.earnsAt || decision.earnsAt > until, "the days that are over are booked");
  return decision;
}

/** The first end of a day at or after an instant. */
function dayEnd(at: Date, timeZone: string): Date {
  const start = startOfDay(dayOf(at, timeZone), timeZone);
  return start.getTime() === at.getTime() ? start : startOfNextDay(at, timeZone);
}
