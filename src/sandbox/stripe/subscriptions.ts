import type Stripe from "stripe";
import { z } from "zod";
import { isCreatedIn, listOf } from "./lists";
import { clearable, created, flag, integer, metadata, page, params, text } from "./params";
import { route } from "./route";
import { cancelNow, createSubscription, updateSubscription } from "./subscription-moves";

const item = z.strictObject({
  id: text.optional(),
  price: text.optional(),
  quantity: integer.optional(),
  deleted: flag.optional(),
});
const proration = z.enum(["always_invoice", "create_prorations", "none"]);
const moment = z.union([z.literal("now"), integer]);

const createParams = params<Stripe.SubscriptionCreateParams>()({
  customer: text,
  items: z.array(item),
  cancel_at_period_end: flag.optional(),
  default_payment_method: text.optional(),
  metadata: metadata.optional(),
  trial_end: integer.optional(),
  trial_period_days: integer.optional(),
});
const updateParams = params<Stripe.SubscriptionUpdateParams>()({
  billing_cycle_anchor: z.enum(["now", "unchanged"]).optional(),
  cancel_at: z.union([integer, z.literal("").transform(() => null)]).optional(),
  cancel_at_period_end: flag.optional(),
  default_payment_method: text.optional(),
  items: z.array(item).optional(),
  metadata: metadata.optional(),
  proration_behavior: proration.optional(),
  trial_end: moment.optional(),
});
const cancelParams = params<Stripe.SubscriptionCancelParams>()({
  invoice_now: flag.optional(),
  prorate: flag.optional(),
});
const listParams = params<Stripe.SubscriptionListParams>()({
  ...page,
  created,
  customer: text.optional(),
  price: text.optional(),
  status: clearable.optional(),
});
const none = params<Stripe.SubscriptionRetrieveParams>()({});

export type NewAsked = z.output<typeof createParams>;
export type ChangeAsked = z.output<typeof updateParams>;

/** Subscriptions of Stripe Billing: they renew, prorate and end by the simulator's clock. */
export const subscriptionRoutes = [
  route("POST", "/v1/subscriptions", createParams, (call, asked) =>
    createSubscription(call, asked),
  ),
  route("GET", "/v1/subscriptions", listParams, (call, asked) => {
    const wanted = call.state
      .all("subscription")
      .filter(isCreatedIn(asked.created))
      .filter(({ customer }) => asked.customer === undefined || customer === asked.customer)
      .filter(({ items }) => asked.price === undefined || items.data.some(isAt(asked.price)))
      .filter(({ status }) => isListed(status, asked.status ?? null));
    return listOf(wanted, asked, "/v1/subscriptions");
  }),
  route("GET", "/v1/subscriptions/:id", none, (call, _, id) => call.state.get("subscription", id)),
  route("POST", "/v1/subscriptions/:id", updateParams, (call, asked, id) =>
    updateSubscription(call, call.state.get("subscription", id), asked),
  ),
  route("DELETE", "/v1/subscriptions/:id", cancelParams, (call, asked, id) =>
    cancelNow(call, call.state.get("subscription", id), asked),
  ),
];

/** All but canceled ones where nothing is said, as at Stripe. */
function isListed(status: string, asked: string | null): boolean {
  if (asked === "all") return true;
  return asked === null ? status !== "canceled" : status === asked;
}

function isAt(wanted: string) {
  return ({ price }: { price: { id: string } }) => price.id === wanted;
}
