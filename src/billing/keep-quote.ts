import type { Tx } from "@/db/client";
import { addSeconds, minDate } from "@/lib/time";
import { AccountDraft } from "./account-draft";
import { commit } from "./commit";
import type { Author, Decision } from "./decision";
import type { Snapshot } from "./state";

const quoteSeconds = 15 * 60;

/** Until when a quote of an instant holds: a quarter of an hour, or until something happens by itself (BOOKS B7). */
export function quoteEnds(t: Date, dueAt: Date | null, seconds = quoteSeconds): Date {
  const longest = addSeconds(t, seconds);
  return minDate(longest, dueAt ?? longest);
}

type Shown = Pick<Decision["quotes"][number], "id" | "kind" | "request" | "shown" | "expiresAt">;

/** Writes down what was shown of an account as it is, to be confirmed; nothing else is written. */
export async function keepShown(
  tx: Tx,
  { snapshot, author }: { snapshot: Snapshot; author: Author },
  quote: Shown,
): Promise<void> {
  const { t, head } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  draft.decision.quotes.push({ ...quote, accountVersion: head.version, decidedAt: t });
  await commit(tx, [draft.finish(t)]);
}
