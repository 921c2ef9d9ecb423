import { findQuote } from "@/billing/quotes/queries";
import type { Kept } from "@/billing/refunds/preview";
import type { Db, Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import type { AccountId, InvoiceId, QuoteId } from "@/lib/ids";
import { findNewestRefund } from "@/staff/refund-queries";

const contested = ["refund_exceeds_payment", "quote_stale"];

/** Asks for a refund; who comes second reads who was first, when, and of how much (FAULTS R1). */
export async function tellRival<T>(
  db: Db,
  of: { accountId: AccountId; invoiceId: InvoiceId } | { accountId: AccountId; quoteId: QuoteId },
  ask: () => Promise<T>,
): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof BillingError) || !contested.includes(error.code)) throw error;
    const rival = await readAs(db, { role: "tallybook_app" }, async (tx) => {
      const invoice = "invoiceId" in of ? of.invoiceId : await invoiceOfQuote(tx, of);
      return (
        invoice && (await findNewestRefund(tx, { accountId: of.accountId, invoiceId: invoice }))
      );
    });
    if (!rival) throw error;
    const { by, at, amountMinor, currency } = rival;
    const facts = { refundedBy: by, refundedAt: at, refundedMinor: amountMinor, currency };
    throw new BillingError(error.code, error.message, { ...error.facts, ...facts });
  }
}

async function invoiceOfQuote(
  tx: Tx,
  { accountId, quoteId: id }: { accountId: AccountId; quoteId: QuoteId },
): Promise<InvoiceId | undefined> {
  const quote = await findQuote(tx, accountId, id);
  return quote && (quote.request as Kept).wanted.invoiceId;
}
