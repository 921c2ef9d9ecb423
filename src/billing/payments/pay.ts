import type { Tx } from "@/db/client";
import type { GrantId, InvoiceId } from "@/lib/ids";
import { findVoidInvoice } from "../invoices/document-queries";
import { operate, type Replayable, type Request } from "../operate";
import { assertNotCarried, decideKeptPayment, decidePayment } from "./decide-payment";

/**
 * Books an invoice as paid in full outside the processor, once per key. `notAlone`: as a processor would be
 * asked, which charges what is carried with its carrier only (BOOKS B11).
 */
export async function payInvoice(
  tx: Tx,
  request: Request & { invoiceId: InvoiceId; notAlone?: boolean },
): Promise<Replayable<{ invoiceId: InvoiceId; grantIds: GrantId[] }>> {
  const { invoiceId, author, notAlone = false } = request;
  // Void is for ever, so it may be asked before the lock.
  const ended = await findVoidInvoice(tx, request.accountId, invoiceId);
  return await operate(tx, request, (snapshot) => {
    if (notAlone) assertNotCarried(snapshot, invoiceId);
    const { decision, grantIds } = ended
      ? decideKeptPayment(snapshot, ended, author)
      : decidePayment(snapshot, invoiceId, author);
    return { decision, answer: { invoiceId, grantIds } };
  });
}
