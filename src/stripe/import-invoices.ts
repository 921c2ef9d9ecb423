import { findInDirectory } from "@/billing/accounts/queries";
import { applyBill } from "@/billing/payments/apply-bill";
import { isCarriedBefore, keepCarried } from "@/billing/payments/billed-queries";
import type { ProcessorDocument } from "@/billing/payments/processor-plans";
import type { Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { foundOn, type ImportContext, type Outcome, type Stage } from "./import-stages";

/**
 * What is open becomes a document of ours, for what is left to pay of it; what is closed is kept to be looked up. What
 * is a draft comes by its events when it is final.
 */
export const invoiceStage: Stage<ProcessorDocument> = {
  list: (gateway, page) => gateway.listInvoices(page),
  look: async (context, document) => {
    const { customerId, subscriptionId } = document;
    const known = await readAs(context.db, { role: "tallybook_app" }, (tx) =>
      isKnown(tx, document),
    );
    if (known) return { result: "known" };
    if (!isOurs(document) || !context.customers.has(customerId)) return { result: "skipped" };
    if (document.status !== "open") return { result: "made" };
    const isCarried = subscriptionId !== null && context.subscribed.has(customerId);
    return isCarried ? { result: "made" } : withoutPlan(document);
  },
  carry: async (context, document) => {
    if (!isOurs(document)) return { result: "skipped" };
    if (document.status === "open") return await carryOpen(context, document);
    return await inTransaction(context.db, async (tx) => {
      if (await isKnown(tx, document)) return { result: "known" };
      const customer = await findInDirectory(tx, "processor_customer", document.customerId);
      if (!customer) return { result: "skipped" };
      const isNew = await keepCarried(tx, customer.account_id, document);
      return { result: isNew ? "made" : "known" };
    });
  },
};

/** A document, and of the processor's own making. */
function isOurs({ status, collectionId }: ProcessorDocument): boolean {
  return status !== "draft" && collectionId === null;
}

async function isKnown(tx: Tx, { id, customerId }: ProcessorDocument): Promise<boolean> {
  if (await findInDirectory(tx, "processor_document", id)) return true;
  const customer = await findInDirectory(tx, "processor_customer", customerId);
  return customer !== undefined && (await isCarriedBefore(tx, customer.account_id, id));
}

async function carryOpen(context: ImportContext, document: ProcessorDocument): Promise<Outcome> {
  const { db, gateway } = context;
  const of = await readAs(db, { role: "tallybook_app" }, async (tx) => ({
    known: await isKnown(tx, document),
    customer: await findInDirectory(tx, "processor_customer", document.customerId),
  }));
  if (of.known) return { result: "known" };
  if (!of.customer) return { result: "skipped" };
  const invoice = await gateway.getInvoice(document.id);
  const bill = invoice?.bill;
  if (!invoice || !bill) return withoutPlan(document);
  const applied = await inTransaction(db, (tx) => applyBill(tx, { ...invoice, bill }));
  return applied ? { result: "made" } : withoutPlan(document);
}

function withoutPlan(document: ProcessorDocument): Outcome {
  const reason = `${document.number ?? document.id} is open and belongs to no subscription that is carried over.`;
  const remedy = "Stripe goes on collecting it; its money is none of these books.";
  return foundOn(document, "invoice_without_plan", { reason, remedy });
}
