import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { InvoiceId } from "@/lib/ids";
import { AccountDraft } from "../account-draft";
import type { Author, Decision } from "../decision";
import { endOrder } from "../invoices/end-order";
import { isUnpaidOrder } from "../invoices/pack-order";
import { operate, type Replayable, type Request } from "../operate";
import { honourPaid } from "../plans/paid";
import type { Snapshot } from "../state";

/** Takes back an order of credits that nobody paid, once per key. Refused once money came for it. */
export async function takeBackOrder(
  tx: Tx,
  request: Request & { invoiceId: InvoiceId },
): Promise<Replayable<{ invoiceId: InvoiceId }>> {
  const { invoiceId, author } = request;
  return await operate(tx, request, (snapshot) => ({
    decision: decideTakeBack(snapshot, invoiceId, author),
    answer: { invoiceId },
  }));
}

function decideTakeBack(snapshot: Snapshot, invoiceId: InvoiceId, author: Author): Decision {
  const { t } = snapshot;
  const draft = new AccountDraft(snapshot, author);
  const order = draft.receivables.find(({ id }) => id === invoiceId);
  if (!order || !isUnpaidOrder(order)) {
    throw new BillingError(
      "invoice_not_endable",
      "Only credits that were ordered and are not paid can be taken back.",
    );
  }
  endOrder(draft, order, { at: t, reason: "Order taken back" });
  honourPaid(draft, t);
  return draft.finish(t);
}
