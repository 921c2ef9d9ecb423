import { settleAnew, standAside } from "@/billing/disputes/stand-aside";
import { applyPlan } from "@/billing/payments/apply-plan";
import { keepMethods } from "@/billing/payments/customers";
import type { PaymentMethodFacts, ProcessorRefund, TaxIdFacts } from "@/billing/payments/gateway";
import type { ProcessorSubscription } from "@/billing/payments/processor-plans";
import { keepTaxIds } from "@/billing/payments/tax-ids";
import { applyRefund } from "@/billing/refunds/apply-refund";
import type { AccountId } from "@/lib/ids";
import { orMissing } from "./answers";
import { disputes } from "./dispute-handler";
import { type EventHandler, nothing } from "./event-handler";
import { findAccountOfCustomer } from "./event-queries";
import { type FetchedInvoice, invoices } from "./invoice-handler";

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

type Refunded = { refunds: ProcessorRefund[]; paid: FetchedInvoice | undefined };

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
    const paid = chargeId === null ? undefined : await invoices.fetch(gateway, chargeId);
    return { refunds: made, paid };
  },
  apply: async (tx, { refunds: made, paid }) => {
    if (paid) await invoices.apply(tx, paid, "");
    const touched: string[] = [];
    let accountId: AccountId | null = null;
    for (const one of made) {
      await standAside(tx, one);
      const applied = await applyRefund(tx, one);
      if (!applied && (one.refundId !== null || paid?.invoice?.collectionId))
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
