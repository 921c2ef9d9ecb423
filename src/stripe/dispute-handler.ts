import { applyDispute } from "@/billing/disputes/apply-dispute";
import type { ProcessorDispute } from "@/billing/payments/processor-disputes";
import { type EventHandler, nothing } from "./event-handler";
import { findAccountOfCustomer } from "./event-queries";
import { type FetchedInvoice, invoices } from "./invoice-handler";

type Disputed = { dispute: ProcessorDispute | undefined; paid: FetchedInvoice | undefined };

/** Of a payer's bank taking money back, whoever answers it and wherever. */
export const disputes: EventHandler<Disputed> = {
  about: ({ objectId }) => objectId,
  fetch: async (gateway, id) => {
    const dispute = await gateway.getDispute(id);
    // It may be faster than the news of the payment it takes back.
    const paid = dispute && (await invoices.fetch(gateway, dispute.chargeId));
    return { dispute, paid };
  },
  apply: async (tx, { dispute, paid }) => {
    if (!dispute) return nothing;
    const applied = await applyDispute(tx, dispute);
    if (applied) return { result: "applied", ...applied };
    if (paid) await invoices.apply(tx, paid, dispute.chargeId);
    const again = paid && (await applyDispute(tx, dispute));
    if (again) return { result: "applied", ...again };
    // Of a customer of ours, for what we did not charge: somebody has to know of it, so it waits and is told of.
    const customerId = dispute.customerId ?? paid?.invoice?.customerId;
    const accountId = customerId && (await findAccountOfCustomer(tx, customerId));
    return accountId ? { result: "unknown_object" } : nothing;
  },
};
