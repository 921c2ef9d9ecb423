import { settleAnew, standAside } from "@/billing/disputes/stand-aside";
import { applyBill } from "@/billing/payments/apply-bill";
import { applyInvoice } from "@/billing/payments/apply-invoice";
import { applyPlan } from "@/billing/payments/apply-plan";
import { keepMethods } from "@/billing/payments/customers";
import type {
  PaymentGateway,
  PaymentMethodFacts,
  ProcessorInvoice,
  ProcessorRefund,
  TaxIdFacts,
} from "@/billing/payments/gateway";
import type { ProcessorSubscription } from "@/billing/payments/processor-plans";
import { keepTaxIds } from "@/billing/payments/tax-ids";
import { applyRefund } from "@/billing/refunds/apply-refund";
import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { orMissing } from "./answers";
import { disputes } from "./dispute-handler";
import { findAccountOfCustomer } from "./event-queries";

/** An event as a handler sees it: what it says of itself, and the ids it names. What else is in it may be old. */
export type WorkedEvent = { type: string; objectId: string | null; names: Record<string, string> };

/** What became of it; `unknown_object` waits for what we do not know yet. */
export type Handled =
  | { result: "applied" | "nothing"; accountId: AccountId | null; touched: string[] }
  | { result: "unknown_object" };

/**
 * What events of a kind mean. Those about the same thing are worked together: it is asked for once, as it is now, and
 * moves our rows forward only, so that any order and any number of them end the same.
 */
export type EventHandler<Fetched = unknown> = {
  /** Its name for what it is about: a kind of thing and the processor's id of it; null where it is about nothing here. */
  about(event: WorkedEvent): string | null;
  /** No transaction is open. */
  fetch(gateway: PaymentGateway, about: string): Promise<Fetched>;
  apply(tx: Tx, fetched: Fetched, about: string): Promise<Handled>;
  /** What else it goes by: events that call it so ask nothing more. */
  names?(fetched: Fetched): string[];
};

const nothing: Handled = { result: "nothing", accountId: null, touched: [] };

type FetchedInvoice = {
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
const invoices: EventHandler<FetchedInvoice> = {
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

/** Of a subscription that lives in Stripe Billing: its periods and credits follow it. */
const subscriptions: EventHandler<ProcessorSubscription | undefined> = {
  about: ({ objectId }) => objectId,
  fetch: (gateway, id) => gateway.getSubscription(id),
  apply: async (tx, facts) => {
    const followed = facts && (await applyPlan(tx, facts));
    if (!followed) return nothing;
    const { accountId, subscriptionId } = followed;
    return { result: "applied", accountId, touched: [`subscriptions ${subscriptionId}`] };
  },
};

/** Of what a customer pays with: asked for whole, so that nothing depends on which event came first. */
const methods: EventHandler<PaymentMethodFacts[]> = {
  about: ({ type, objectId, names }) =>
    type.startsWith("customer.") ? objectId : (names.customer ?? null),
  fetch: async (gateway, customerId) => {
    // A customer deleted there pays with nothing any more.
    return (await orMissing(gateway.listPaymentMethods(customerId))) ?? [];
  },
  apply: async (tx, listed, customerId) => {
    const accountId = await findAccountOfCustomer(tx, customerId);
    if (!accountId) return nothing;
    await keepMethods(tx, accountId, listed);
    return { result: "applied", accountId, touched: [`payment_methods of ${accountId}`] };
  },
};

/** Of what registers say of a customer's tax ids. */
const taxIds: EventHandler<TaxIdFacts[] | undefined> = {
  about: ({ names }) => names.customer ?? null,
  fetch: (gateway, customerId) => orMissing(gateway.listTaxIds(customerId)),
  apply: async (tx, listed, customerId) => {
    const accountId = await findAccountOfCustomer(tx, customerId);
    if (!accountId || !listed) return nothing;
    await keepTaxIds(tx, accountId, listed);
    return { result: "applied", accountId, touched: [`tax_id_checks of ${accountId}`] };
  },
};

type Refunded = { refunds: ProcessorRefund[]; invoice: ProcessorInvoice | undefined };

/** Of a refund, or of a charge with all of its refunds, ours and those made at the processor. */
const refunds: EventHandler<Refunded> = {
  about: ({ objectId }) => objectId,
  fetch: async (gateway, id) => {
    const isCharge = /^(ch|py)_/.test(id);
    const found = isCharge ? await gateway.listRefunds(id) : [await gateway.getRefund(id)];
    const made = found.filter((one) => one !== undefined);
    // One made there may be faster than the news of the payment it gives back.
    const other = made.find(({ refundId, chargeId }) => refundId === null && chargeId !== null);
    const chargeId = other?.chargeId ?? null;
    const invoice = chargeId === null ? undefined : await gateway.findInvoiceOf({ chargeId });
    return { refunds: made, invoice };
  },
  apply: async (tx, { refunds: made, invoice }) => {
    if (invoice) await applyInvoice(tx, invoice);
    const touched: string[] = [];
    let accountId: AccountId | null = null;
    for (const one of made) {
      await standAside(tx, one);
      const applied = await applyRefund(tx, one);
      if (!applied && (one.refundId !== null || invoice?.collectionId))
        return { result: "unknown_object" };
      if (!applied) continue;
      accountId = applied.accountId;
      touched.push(...applied.touched);
    }
    if (accountId) await settleAnew(tx, accountId);
    return accountId === null ? nothing : { result: "applied", accountId, touched };
  },
};

const handlers: Record<string, EventHandler> = {
  ...each(invoices, [
    ...["invoice.created", "invoice.finalized", "invoice.finalization_failed", "invoice.updated"],
    ...["invoice.paid", "invoice.payment_succeeded", "invoice.payment_failed", "invoice.voided"],
    ...["invoice.payment_action_required", "invoice.marked_uncollectible", "invoice.overpaid"],
    ...["invoice_payment.paid", "payment_intent.succeeded", "payment_intent.payment_failed"],
    ...["payment_intent.canceled", "payment_intent.processing", "payment_intent.requires_action"],
    ...["charge.succeeded", "charge.failed", "charge.pending", "charge.updated"],
  ]),
  ...each(refunds, [
    ...["refund.created", "refund.updated", "refund.failed"],
    ...["charge.refunded", "charge.refund.updated"],
  ]),
  ...each(disputes, [
    ...["charge.dispute.created", "charge.dispute.updated", "charge.dispute.closed"],
    ...["charge.dispute.funds_withdrawn", "charge.dispute.funds_reinstated"],
  ]),
  ...each(subscriptions, [
    ...["customer.subscription.created", "customer.subscription.updated"],
    ...["customer.subscription.deleted", "customer.subscription.paused"],
    ...["customer.subscription.resumed", "customer.subscription.trial_will_end"],
  ]),
  ...each(methods, [
    ...["customer.updated", "customer.deleted", "checkout.session.completed"],
    ...["payment_method.attached", "payment_method.detached", "payment_method.updated"],
    ...["payment_method.automatically_updated", "setup_intent.succeeded"],
  ]),
  ...each(taxIds, [
    ...["customer.tax_id.created", "customer.tax_id.updated", "customer.tax_id.deleted"],
  ]),
};

/** Whatever means something here: an endpoint of ours is sent all of it. */
export const handledTypes: readonly string[] = Object.keys(handlers);

/** Undefined for what means nothing here. */
export function handlerOf(type: string): EventHandler | undefined {
  return Object.hasOwn(handlers, type) ? handlers[type] : undefined;
}

function each<F>(handler: EventHandler<F>, types: string[]): Record<string, EventHandler> {
  return Object.fromEntries(types.map((type) => [type, handler as EventHandler]));
}
