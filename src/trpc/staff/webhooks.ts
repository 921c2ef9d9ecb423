import { mayStaff, type Permission } from "@/auth/permissions";
import { webhooksOf } from "@/webhooks/manage";
import { router, staffProcedure } from "../init";
import { fields, id, nothing } from "../inputs";
import {
  createInput,
  deliveriesInput,
  endpointIdInput,
  replayInput,
  resendInput,
  rotateInput,
  updateInput,
} from "../webhook-inputs";

const staffWebhooks = (permission: Permission) =>
  staffProcedure(permission).use(({ ctx, next }) =>
    next({ ctx: { ...ctx, webhooks: webhooksOf(ctx.db, ctx.author) } }),
  );
const reads = staffWebhooks("webhooks:read");
const writes = staffWebhooks("webhooks:change");

/** The same as an app backend may ask, and what staff alone may see: what receivers answered. */
export const webhooksRouter = router({
  list: reads.input(nothing).query(async ({ ctx }) => ({
    endpoints: await ctx.webhooks.list(),
    may: { change: mayStaff(ctx.actor.role, "webhooks:change") },
  })),

  create: writes.input(createInput).mutation(({ ctx, input }) => ctx.webhooks.create(input)),

  update: writes.input(updateInput).mutation(({ ctx, input }) => ctx.webhooks.update(input)),

  rotateSecret: writes
    .input(rotateInput)
    .mutation(({ ctx, input }) => ctx.webhooks.rotateSecret(input)),

  remove: writes.input(endpointIdInput).mutation(({ ctx, input }) => ctx.webhooks.remove(input)),

  deliveries: reads
    .input(deliveriesInput)
    .query(({ ctx, input }) => ctx.webhooks.deliveries(input)),

  /** One delivery: what is sent, and every answer there was. */
  delivery: reads
    .input(fields({ endpointId: id, eventId: id }))
    .query(({ ctx, input }) => ctx.webhooks.delivery(input)),

  resend: writes.input(resendInput).mutation(({ ctx, input }) => ctx.webhooks.resend(input)),

  replay: writes.input(replayInput).mutation(({ ctx, input }) => ctx.webhooks.replay(input)),

  sendTest: writes
    .input(endpointIdInput)
    .mutation(({ ctx, input }) => ctx.webhooks.sendTest(input)),
});
