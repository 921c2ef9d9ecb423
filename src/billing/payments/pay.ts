import type { Tx } from "@/db/client";
import type { GrantId, InvoiceId } from "@/lib/ids";
import { operate, type Replayable, type Request } from "../operate";
import { decidePayment } from "./decide-payment";

/** Books an invoice as paid in full outside the processor, once per key. */
export async function payInvoice(
  tx: Tx,
  request: Request & { invoiceId: InvoiceId },
): Promise<Replayable<{ invoiceId: InvoiceId; grantIds: GrantId[] }>> {
  return await operate(tx, request, (snapshot) => {
    const { decision, grantIds } = decidePayment(snapshot, request.invoiceId, request.author);
    return { decision, answer: { invoiceId: request.invoiceId, grantIds } };
  });
}
