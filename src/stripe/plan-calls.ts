import type Stripe from "stripe";
import type { PlanReads, ReadAnswer, ReadPage } from "@/billing/payments/processor-plans";
import { orMissing } from "./answers";
import type { StripeClient } from "./client";
import { customerFacts, documentFacts, priceFacts, subscriptionFacts } from "./plan-facts";

/** What lives in Stripe Billing, a page at a time. */
export function planCalls({ ask, now }: StripeClient): PlanReads {
  return {
    listCustomers: async (page) => {
      const expand = ["data.tax_ids"];
      const found = await ask((stripe) => stripe.customers.list({ ...paramsOf(page), expand }));
      return answerOf(found, customerFacts);
    },
    listPrices: async (page) => {
      const expand = ["data.product"];
      const found = await ask((stripe) => stripe.prices.list({ ...paramsOf(page), expand }));
      return answerOf(found, priceFacts);
    },
    listSubscriptions: async (page) => {
      const askedAt = new Date(now());
      const found = await ask((stripe) => stripe.subscriptions.list(paramsOf(page)));
      return answerOf(found, (one) => subscriptionFacts(one, { askedAt, prorations: [] }));
    },
    listInvoices: async (page) => {
      const found = await ask((stripe) => stripe.invoices.list(paramsOf(page)));
      return answerOf(found, documentFacts);
    },
    listDocumentsOf: async (subscription) => {
      const found = await ask((stripe) => stripe.invoices.list({ subscription, limit: 100 }));
      return found.data.map(documentFacts);
    },
    getSubscription: async (id) => {
      const askedAt = new Date(now());
      const found = await orMissing(
        ask(async (stripe) => {
          const subscription = await stripe.subscriptions.retrieve(id);
          return { subscription, prorations: await prorationsOf(stripe, subscription) };
        }),
      );
      return found && subscriptionFacts(found.subscription, { ...found, askedAt });
    },
  };
}

/** The newest of the customer's items; a change of this period is among them. */
async function prorationsOf(stripe: Stripe, { customer }: Stripe.Subscription) {
  const id = typeof customer === "string" ? customer : customer.id;
  return (await stripe.invoiceItems.list({ customer: id, limit: 100 })).data;
}

function paramsOf({ after, limit }: ReadPage) {
  return { limit, ...(after !== null && { starting_after: after }) };
}

function answerOf<S extends { id: string }, T>(
  { data, has_more: more }: { data: S[]; has_more: boolean },
  facts: (one: S) => T,
): ReadAnswer<T> {
  return { items: data.map(facts), next: more ? (data.at(-1)?.id ?? null) : null };
}
