import type Stripe from "stripe";
import { z } from "zod";
import { isCreatedIn, listOf } from "./lists";
import { created, flag, page, params, text } from "./params";
import { route } from "./route";

const listParams = params<Stripe.EventListParams>()({
  ...page,
  created,
  delivery_success: flag.optional(),
  type: text.optional(),
  types: z.array(text).optional(),
});
const none = params<Stripe.EventRetrieveParams>()({});

const month = 30 * 86_400;

export const eventRoutes = [
  route("GET", "/v1/events", listParams, (call, asked) => {
    const wanted = call.state
      .all("event")
      // Stripe lists thirty days and no more.
      .filter((event) => event.created > call.at - month)
      .filter(isCreatedIn(asked.created))
      .filter(({ type }) => asked.type === undefined || fits(type, asked.type))
      .filter(({ type }) => asked.types === undefined || asked.types.includes(type))
      .filter(
        ({ pending_webhooks }) =>
          asked.delivery_success === undefined ||
          asked.delivery_success === (pending_webhooks === 0),
      );
    return listOf(wanted, asked, "/v1/events");
  }),
  route("GET", "/v1/events/:id", none, (call, _, id) => call.state.get("event", id)),
];

/** `invoice.*` stands for all that begins so. */
function fits(type: string, asked: string): boolean {
  return asked.endsWith("*") ? type.startsWith(asked.slice(0, -1)) : type === asked;
}
