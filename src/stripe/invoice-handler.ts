import { applyBill } from "@/billing/payments/apply-bill";
import { applyInvoice } from "@/billing/payments/apply-invoice";
import { applyPlan } from "@/billing/payments/apply-plan";
import type { PaymentGateway, ProcessorInvoice } from "@/billing/payments/gateway";
import type { ProcessorSubscription } from "@/billing/payments/processor-plans";
import { type EventHandler, nothing } from "./event-handler";

export type FetchedInvoice = {
  invoice: ProcessorInvoice | undefined;
  /** Of an invoice that is Stripe's own: the subscription it is for. */
  subscription: ProcessorSubscription | undefined;
  /** And where it gives something back: the documents before it, which that is given back of, oldest first. */
  before: ProcessorInvoice[];
};

/**
 * Of an invoice, ours or Stripe's own for a subscription, whichever of its parts the event is about. With Stripe's own
 * comes how its subscription stands: the period a line is for opens first, whichever event came first.
 */
export const invoices: EventHandler<FetchedInvoice> = {
  about: ({ type, objectId, names }) => {
    if (type.startsWith("invoice.")) return objectId;
    if (type.startsWith("invoice_payment.")) return names.invoice ?? null;
    return names.payment_intent ?? objectId;
  },
  fetch: async (gateway, id) => {
    const invoice = await invoiceNamed(gateway, id);
    const of = invoice?.bill?.subscriptionId;
    const subscription = of ? await gateway.getSubscription(of) : undefined;
    return { invoice, subscription, before: invoice ? await billsBefore(gateway, invoice) : [] };
  },
  apply: async (tx, { invoice, subscription, before }) => {
    if (!invoice) return nothing;
    const { bill } = invoice;
    if (bill && invoice.collectionId === null) {
      if (subscription) await applyPlan(tx, subscription);
      for (const one of before) if (one.bill) await applyBill(tx, { ...one, bill: one.bill });
      const billed = await applyBill(tx, { ...invoice, bill });
      return billed ? { result: "applied", ...billed } : nothing;
    }
    const applied = await applyInvoice(tx, invoice);
    if (applied) return { result: "applied", ...applied };
    // It carries our mark, and we have no such row: the commit that makes it may be on its way.
    return invoice.collectionId === null ? nothing : { result: "unknown_object" };
  },
  names: ({ invoice }) => {
    if (!invoice) return [];
    const { id, payments } = invoice;
    const parts = payments.flatMap((one) => [one.paymentIntentId, one.chargeId]);
    return [id, ...parts.filter((part) => part !== null)];
  },
};

async function invoiceNamed(
  gateway: PaymentGateway,
  id: string,
): Promise<ProcessorInvoice | undefined> {
  if (id.startsWith("pi_")) return await gateway.findInvoiceOf({ paymentIntentId: id });
  if (/^(ch|py)_/.test(id)) return await gateway.findInvoiceOf({ chargeId: id });
  return await gateway.getInvoice(id);
}

// What is given back is of the running period or, late, of one before it.
const mostBefore = 4;

/** A credit names a line: whichever event came first, the document that charged it is booked before. */
async function billsBefore(
  gateway: PaymentGateway,
  { id, bill }: ProcessorInvoice,
): Promise<ProcessorInvoice[]> {
  if (!bill?.lines.some(({ amountMinor }) => amountMinor < 0n)) return [];
  const documents = await gateway.listDocumentsOf(bill.subscriptionId);
  const before = documents
    .filter((one) => one.id !== id && one.number !== null && one.issuedAt <= bill.issuedAt)
    .slice(0, mostBefore)
    .reverse();
  const invoices: ProcessorInvoice[] = [];
  for (const one of before) {
    const found = await gateway.getInvoice(one.id);
    if (found) invoices.push(found);
  }
  return invoices;
}
