import { mayStaff } from "@/auth/permissions";
import { GatewayError } from "@/billing/payments/gateway";
import { getSilence } from "@/billing/payments/silent-queries";
import { readAs } from "@/db/transaction";
import { stripeInbox } from "@/env";
import { BillingError } from "@/lib/errors";
import { dryRunEvent } from "@/stripe/dry-run";
import {
  eventStatuses,
  findEvent,
  getInboxHealth,
  listEvents,
  listEventsOfObject,
} from "@/stripe/event-log-queries";
import { readBacklog } from "@/stripe/event-work-queries";
import { paymentGateway } from "@/stripe/gateway";
import { replayEvents } from "@/stripe/work-events";
import { router, staffProcedure } from "../init";
import { count, fields, nothing, oneOf, text } from "../inputs";

const asApp = { role: "tallybook_app" } as const;
const reads = staffProcedure("events:read");
const acts = staffProcedure("events:replay");
const word = text(255);
const which = fields({ eventId: word });

/** What Stripe told us, as staff look at it. */
export const eventsRouter = router({
  list: reads
    .input(
      fields({
        status: oneOf(eventStatuses).optional(),
        type: word.optional(),
        search: word.optional(),
        account: word.optional(),
        before: word.optional(),
        limit: count({ least: 1, most: 100 }).default(50),
      }),
    )
    .query(({ ctx, input }) =>
      readAs(ctx.db, asApp, async (tx) => ({
        ...(await listEvents(tx, input)),
        dead: (await readBacklog(tx)).dead,
        may: { replay: mayStaff(ctx.actor.role, "events:replay") },
      })),
    ),

  /** One event with its body, and what else happened to its object. */
  get: reads.input(which).query(({ ctx, input }) =>
    readAs(ctx.db, asApp, async (tx) => {
      const event = await findEvent(tx, input.eventId);
      if (!event) throw noSuchEvent();
      const { objectId } = event;
      const ofObject = objectId ? await listEventsOfObject(tx, objectId) : [];
      return { event, ofObject, may: { replay: mayStaff(ctx.actor.role, "events:replay") } };
    }),
  ),

  /** Whether events arrive; `mode` is null where no Stripe is set up. */
  health: reads.input(nothing).query(async ({ ctx }) => {
    const health = await readAs(ctx.db, asApp, async (tx) => ({
      ...(await getInboxHealth(tx)),
      backlog: await readBacklog(tx),
      silence: await getSilence(tx),
    }));
    const inbox = stripeInbox();
    return { ...health, mode: inbox ? (inbox.livemode ? "live" : "test") : null } as const;
  }),

  /** What working it now would move; nothing is written. */
  dryRun: reads.input(which).mutation(async ({ ctx, input }) => {
    const gateway = paymentGateway();
    if (!gateway) throw new BillingError("no_processor", "No Stripe is set up to be asked.");
    const handled = await dryRunEvent(ctx.db, gateway, input.eventId).catch(asAway);
    if (!handled) throw noSuchEvent();
    return handled.result === "unknown_object" ? { result: handled.result, touched: [] } : handled;
  }),

  /** Has it worked again by the worker: moves forward only, however often. Ignored and kept ones are not worked. */
  replay: acts.input(which).mutation(async ({ ctx, input }) => ({
    replayed: await replayEvents(ctx.db, [input.eventId], ctx.author),
  })),

  replayDead: acts.input(nothing).mutation(async ({ ctx }) => ({
    replayed: await replayEvents(ctx.db, "all_dead", ctx.author),
  })),
});

function noSuchEvent(): BillingError {
  return new BillingError("not_found", "Stripe sent us no event with this id.");
}

function asAway(error: unknown): never {
  if (!(error instanceof GatewayError)) throw error;
  throw new BillingError("retry_later", "Stripe does not answer this now.", {
    retryAfterSeconds: 30,
  });
}
