import type { Replayable, Request } from "@/billing/operate";
import { type ChangeAnswer, type Confirmed, confirmQuote } from "@/billing/plans/change";
import type { Db, Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { QuoteId } from "@/lib/ids";
import { inTurn } from "./in-turn";

/**
 * Confirms a quote. The one refusal that commits: the fresh quote is written, and only then is it said
 * that the old one does not hold any more (BOOKS B7). `alongside` is written where it is done.
 */
export async function confirmed(
  db: Db,
  request: Request & { quoteId: QuoteId },
  alongside?: (tx: Tx) => Promise<void>,
): Promise<Replayable<ChangeAnswer>> {
  const outcome = await inTurn(db, request.accountId, async (tx): Promise<Confirmed> => {
    const confirmed = await confirmQuote(tx, request);
    if (!confirmed.stale && !confirmed.answer.replayed) await alongside?.(tx);
    return confirmed;
  });
  if (!outcome.stale) return outcome.answer;
  throw new BillingError(
    "quote_stale",
    "What was shown does not hold any more. Here is a fresh quote: please look again.",
    { quoteId: outcome.preview.quoteId, why: outcome.why },
  );
}
