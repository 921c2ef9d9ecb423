import type Stripe from "stripe";
import {
  GatewayError,
  type InvoiceToCollect,
  type PaymentGateway,
  type ProcessorInvoice,
} from "@/billing/payments/gateway";
import { toStripe } from "./amounts";
import { again, isKept, isReplayed, makeOnce, mayBeDone, orMissing } from "./answers";
import type { StripeClient } from "./client";
import { findInvoice, findInvoiceOf, invoiceNow, readFacts } from "./find-invoices";
import { metadataKeys, withIntents } from "./invoice-facts";

type InvoiceCalls = Pick<
  PaymentGateway,
  | "createInvoice"
  | "finalizeInvoice"
  | "payInvoice"
  | "voidInvoice"
  | "markUncollectible"
  | "getInvoice"
  | "findInvoice"
  | "findInvoiceOf"
>;

type Status = ProcessorInvoice["status"];
type Made = Stripe.Response<Stripe.Invoice>;

/** What is to be paid, and paying it. */
export function invoiceCalls(client: StripeClient): InvoiceCalls {
  const expand = withIntents;
  return {
    createInvoice: (invoice, key) => create(client, invoice, key),
    finalizeInvoice: (id, key) =>
      move(client, id, {
        key: `${key}:finalize`,
        done: ["open", "paid", "void", "uncollectible"],
        call: ({ invoices }, keyed) =>
          invoices.finalizeInvoice(id, { auto_advance: false, expand }, keyed),
      }),
    payInvoice: (id, { methodId, onSession }, key) =>
      move(client, id, {
        key: `${key}:pay`,
        done: ["paid", "void"],
        call: ({ invoices }, keyed) => {
          const params = { off_session: !onSession, expand };
          return invoices.pay(
            id,
            { ...params, ...(methodId && { payment_method: methodId }) },
            keyed,
          );
        },
      }),
    voidInvoice: (id, key) => voidOrDelete(client, id, key),
    markUncollectible: (id, key) =>
      move(client, id, {
        key: `${key}:uncollectible`,
        done: ["uncollectible", "paid", "void"],
        call: ({ invoices }, keyed) => invoices.markUncollectible(id, { expand }, keyed),
      }),
    getInvoice: (id) => orMissing(invoiceNow(client, id)),
    findInvoice: (customerId, collectionId) => findInvoice(client, customerId, collectionId),
    findInvoiceOf: (object) => orMissing(findInvoiceOf(client, object)),
  };
}

type Move = {
  key: string;
  /** Where it stands when there is nothing left to do. */
  done: readonly Status[];
  call: (stripe: Stripe, keyed: { idempotencyKey: string }) => Promise<Made>;
};

/**
 * Changes how an invoice stands. What was done already, by us or by somebody else, is an answer: the invoice as it is.
 * So is a refused card. Where an error is kept under the key and nothing came of it, it is asked under the next one:
 * an invoice has one intent, which takes money once.
 */
async function move(client: StripeClient, id: string, asked: Move): Promise<ProcessorInvoice> {
  const { key, done, call } = asked;
  try {
    const moved = await client.ask((stripe) => call(stripe, { idempotencyKey: key }));
    return isReplayed(moved) ? await invoiceNow(client, id) : await readFacts(client, moved);
  } catch (error) {
    const isDecline = isCardRefused(error);
    if (!isDecline && !mayBeDone(error)) throw error;
    const now = await invoiceNow(client, id);
    if (isDecline || done.includes(now.status)) return now;
    if (!isKept(error) || now.processing || key.endsWith(again)) throw error;
    return await move(client, id, { ...asked, key: `${key}${again}` });
  }
}

/** Stripe's errors about a card have a class of their own; asking for proof is one whatever its class. */
function isCardRefused(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false;
  const { type } = (error.cause ?? {}) as { type?: unknown };
  return type === "StripeCardError" || error.code === "invoice_payment_intent_requires_action";
}

/** A draft cannot be void at Stripe: it is deleted, and not there from then on. */
async function voidOrDelete(
  client: StripeClient,
  id: string,
  key: string,
): Promise<ProcessorInvoice> {
  const now = await invoiceNow(client, id);
  if (now.status === "draft") {
    await client.ask((stripe) => stripe.invoices.del(id));
    return { ...now, status: "void", remainingMinor: 0n };
  }
  return await move(client, id, {
    key: `${key}:void`,
    done: ["void", "paid"],
    call: ({ invoices }, keyed) => invoices.voidInvoice(id, { expand: withIntents }, keyed),
  });
}

async function create(
  client: StripeClient,
  invoice: InvoiceToCollect,
  key: string,
): Promise<ProcessorInvoice> {
  const params = paramsOf(invoice);
  // A key is forgotten after a day: what is known to be there is gone on with, whatever its age.
  if (invoice.draftId) return await goOn(client, invoice.draftId, invoice, key);
  const made = await makeOnce(
    `${key}:create`,
    async (idempotencyKey) => {
      const draft = await client.ask((stripe) =>
        stripe.invoices.create(params, { idempotencyKey }),
      );
      return { id: draft.id };
    },
    () => findInvoice(client, invoice.customerId, invoice.collectionId),
  );
  return await withOurLines(client, made.id, invoice, key);
}

/** Lines are written all at once: where there is one, all are there. */
async function goOn(
  client: StripeClient,
  id: string,
  invoice: InvoiceToCollect,
  key: string,
): Promise<ProcessorInvoice> {
  const lines = await client.ask((stripe) => stripe.invoices.listLineItems(id, { limit: 1 }));
  if (lines.data.length === 0) return await withOurLines(client, id, invoice, key);
  return asOurs(await invoiceNow(client, id), invoice);
}

function paramsOf(invoice: InvoiceToCollect): Stripe.InvoiceCreateParams {
  return {
    customer: invoice.customerId,
    currency: invoice.currency,
    number: invoice.number,
    // We say when it is final and when money is taken; and what lies there already is none of ours.
    auto_advance: false,
    collection_method: "charge_automatically",
    pending_invoice_items_behavior: "exclude",
    metadata: {
      [metadataKeys.account]: invoice.accountId,
      [metadataKeys.collection]: invoice.collectionId,
      [metadataKeys.invoices]: idsThatFit(invoice.invoiceIds),
    },
  };
}

/** A value of metadata holds 500 characters; the collection of ours knows them all. */
function idsThatFit(ids: string[]): string {
  return ids.slice(0, 13).join(",");
}

/** Writes all lines at once, so that there are all or none. */
async function withOurLines(
  client: StripeClient,
  id: string,
  invoice: InvoiceToCollect,
  key: string,
): Promise<ProcessorInvoice> {
  const { lines, currency } = invoice;
  const asked = lines.map(({ description, amountMinor }) => ({
    description,
    amount: toStripe(amountMinor, currency),
  }));
  const added = async (idempotencyKey: string) => {
    const draft = await client.ask((stripe) =>
      stripe.invoices.addLines(id, { lines: asked }, { idempotencyKey }),
    );
    return isReplayed(draft) ? await invoiceNow(client, id) : await readFacts(client, draft);
  };
  const written = () => client.ask((stripe) => stripe.invoices.listLineItems(id, { limit: 1 }));
  const found = async () =>
    (await written()).data.length > 0 ? await invoiceNow(client, id) : undefined;
  const facts = await makeOnce(`${key}:lines`, added, found).catch(async (error) => {
    // It has been made final since: nothing can be added, and nothing needs to.
    const there = mayBeDone(error) ? await found() : undefined;
    if (there) return there;
    throw error;
  });
  return asOurs(facts, invoice);
}

/** As it is there, where it asks for what we ask. */
function asOurs(facts: ProcessorInvoice, { lines }: InvoiceToCollect): ProcessorInvoice {
  const total = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  if (facts.totalMinor === total) return facts;
  throw new GatewayError(
    "refused",
    `Stripe's total of ${facts.id} is ${facts.totalMinor}, ours is ${total}: a discount or a tax of Stripe's own?`,
    { code: "total_differs" },
  );
}
