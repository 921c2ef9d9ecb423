import { applyDispute } from "@/billing/disputes/apply-dispute";
import { applyBill } from "@/billing/payments/apply-bill";
import { applyInvoice } from "@/billing/payments/apply-invoice";
import type { ProcessorInvoice } from "@/billing/payments/gateway";
import type { ProcessorDispute } from "@/billing/payments/processor-disputes";
import type { Tx } from "@/db/client";
import { findAccountOfCustomer } from "./event-queries";
import type { EventHandler } from "./handlers";

type Disputed = { dispute: ProcessorDispute | undefined; invoice: ProcessorInvoice | undefined };

/** Of a payer's bank taking money back, whoever answers it and wherever. */
export const disputes: EventHandler<Disputed> = {
  about: ({ objectId }) => objectId,
  fetch: async (gateway, id) => {
    const dispute = await gateway.getDispute(id);
    // It may be faster than the news of the payment it takes back.
    const invoice = dispute && (await gateway.findInvoiceOf({ chargeId: dispute.chargeId }));
    return { dispute, invoice };
  },
  apply: async (tx, { dispute, invoice }) => {
    if (!dispute) return { result: "nothing", accountId: null, touched: [] };
    const applied = await applyDispute(tx, dispute);
    if (applied) return { result: "applied", ...applied };
    if (invoice) await applyDocument(tx, invoice);
    const again = invoice && (await applyDispute(tx, dispute));
    if (again) return { result: "applied", ...again };
    // Of a customer of ours, for what we did not charge: somebody has to know of it, so it waits and is told of.
    const customerId = dispute.customerId ?? invoice?.customerId;
    const accountId = customerId && (await findAccountOfCustomer(tx, customerId));
    return accountId
      ? { result: "unknown_object" }
      : { result: "nothing", accountId: null, touched: [] };
  },
};

/** Ours, or of a plan that Stripe bills. */
async function applyDocument(tx: Tx, invoice: ProcessorInvoice): Promise<void> {
  const { bill } = invoice;
  if (bill && invoice.collectionId === null) await applyBill(tx, { ...invoice, bill });
  else await applyInvoice(tx, invoice);
}
