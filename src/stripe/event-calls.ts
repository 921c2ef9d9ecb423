import type Stripe from "stripe";
import type { PaymentGateway, ProcessorEvent } from "@/billing/payments/gateway";
import type { StripeClient } from "./client";

const limit = 100;

/**
 * Stripe keeps events for 30 days and lists the newest first. From a cursor on we go back in its list, page by page;
 * where that begins is found by halving the time, so that a month of events costs a few questions and not all of them.
 */
export function eventCalls({ ask }: StripeClient): Pick<PaymentGateway, "listEvents"> {
  return {
    listEvents: async ({ since, cursor }) => {
      const gte = Math.floor(since.getTime() / 1000);
      const page = await ask((stripe) =>
        cursor === undefined
          ? eldestPage(stripe, gte)
          : stripe.events.list({ created: { gte }, ending_before: cursor, limit }),
      );
      const newest = page.data[0];
      return {
        events: page.data.toReversed().map(eventFacts),
        cursor: page.has_more && newest ? newest.id : null,
      };
    },
  };
}

type Page = { data: Stripe.Event[]; has_more: boolean };

async function eldestPage(stripe: Stripe, gte: number): Promise<Page> {
  const page = await stripe.events.list({ created: { gte }, limit });
  const eldest = page.data.at(-1);
  if (!page.has_more || !eldest) return { data: page.data, has_more: false };
  return { data: await eldestWithin(stripe, gte, eldest.created + 1), has_more: true };
}

/** Some of what was made in [from, before), the eldest among it; there is something. */
async function eldestWithin(stripe: Stripe, from: number, before: number): Promise<Stripe.Event[]> {
  if (before - from === 1) {
    const second = { gte: from, lt: before };
    return await stripe.events
      .list({ created: second, limit })
      .autoPagingToArray({ limit: 10_000 });
  }
  const middle = from + Math.floor((before - from) / 2);
  const page = await stripe.events.list({ created: { gte: from, lt: middle }, limit });
  const eldest = page.data.at(-1);
  if (!eldest) return await eldestWithin(stripe, middle, before);
  return page.has_more ? await eldestWithin(stripe, from, eldest.created + 1) : page.data;
}

function eventFacts(event: Stripe.Event): ProcessorEvent {
  const { id, type, livemode, account = null, api_version: apiVersion } = event;
  const object = event.data.object as { id?: unknown };
  return {
    ...{ id, type, livemode, account, apiVersion },
    createdAt: new Date(event.created * 1000),
    objectId: typeof object.id === "string" ? object.id : null,
    body: JSON.stringify(event),
  };
}
