import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { CancelReason } from "@/lib/cancel-reasons";
import type { AccountId, QuoteId } from "@/lib/ids";

/** Keeps why a plan was ended, beside the quote that ended it. */
export async function insertCancelReason(
  tx: Tx,
  said: {
    accountId: AccountId;
    quoteId: QuoteId;
    reason: CancelReason;
    comment: string | null;
    actor: string;
  },
): Promise<void> {
  const { accountId: account_id, quoteId: quote_id, ...rest } = said;
  await tx
    .insertInto("cancel_reasons")
    .values({ account_id, quote_id, ...rest, recorded_at: sql<Date>`app_now()` })
    .execute();
}
