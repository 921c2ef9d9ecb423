import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { AccountId, QuoteId } from "@/lib/ids";
import type { QuoteKind } from "./decision";
import { noSuchQuote } from "./quotes/no-such-quote";
import { findQuote, type StoredQuote } from "./quotes/queries";

/** A quote of a kind that was not confirmed yet, whether it still holds or not. Errors: `not_found`, `quote_used`. */
export async function findUsable(
  tx: Tx,
  { accountId, quoteId, kind }: { accountId: AccountId; quoteId: QuoteId; kind: QuoteKind },
): Promise<StoredQuote> {
  const quote = await findQuote(tx, accountId, quoteId);
  if (quote?.kind !== kind) throw noSuchQuote();
  if (quote.usedAt) throw new BillingError("quote_used", "This quote was confirmed already.");
  return quote;
}
