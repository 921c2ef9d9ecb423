import { z } from "zod";
import { readAs } from "@/db/transaction";
import { stripeInbox } from "@/env";
import { BillingError } from "@/lib/errors";
import {
  eventStatuses,
  findEvent,
  getInboxHealth,
  listEvents,
  listEventsOfObject,
} from "@/stripe/event-log-queries";
import { router, staffProcedure } from "../init";
import { count, fields, nothing, says, text } from "../inputs";

const asApp = { role: "tallybook_app" } as const;
const reads = staffProcedure("events.read");
const word = text(255);

/** What Stripe told us, as staff look at it. */
export const eventsRouter = router({
  list: reads
    .input(
      fields({
        status: z.enum(eventStatuses, { error: says("must be stored or ignored") }).optional(),
        type: word.optional(),
        search: word.optional(),
        before: word.optional(),
        limit: count({ least: 1, most: 100 }).default(50),
      }),
    )
    .query(({ ctx, input }) => readAs(ctx.db, asApp, (tx) => listEvents(tx, input))),

  /** One event with its body, and what else happened to its object. */
  get: reads.input(fields({ eventId: word })).query(({ ctx, input }) =>
    readAs(ctx.db, asApp, async (tx) => {
      const event = await findEvent(tx, input.eventId);
      if (!event) throw new BillingError("not_found", "Stripe sent us no event with this id.");
      const { objectId } = event;
      return { event, ofObject: objectId ? await listEventsOfObject(tx, objectId) : [] };
    }),
  ),

  /** Whether events arrive; `mode` is null where no Stripe is set up. */
  health: reads.input(nothing).query(async ({ ctx }) => {
    const health = await readAs(ctx.db, asApp, getInboxHealth);
    const inbox = stripeInbox();
    return { ...health, mode: inbox ? (inbox.livemode ? "live" : "test") : null } as const;
  }),
});
