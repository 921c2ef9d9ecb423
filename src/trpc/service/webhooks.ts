import { webhooksOf } from "@/webhooks/manage";
import { router, serviceProcedure } from "../init";
import { nothing } from "../inputs";
import {
  createInput,
  deliveriesInput,
  endpointIdInput,
  replayInput,
  resendInput,
  rotateInput,
  updateInput,
} from "../webhook-inputs";

const reads = serviceProcedure("webhooks:read").use(({ ctx, next }) =>
  next({ ctx: { ...ctx, webhooks: webhooksOf(ctx.db, ctx.author) } }),
);
const writes = serviceProcedure("webhooks:write").use(({ ctx, next }) =>
  next({ ctx: { ...ctx, webhooks: webhooksOf(ctx.db, ctx.author) } }),
);

/** Where events are sent, and what came of sending them (docs/webhooks.md). */
export const webhooksRouter = router({
  list: reads.input(nothing).query(({ ctx }) => ctx.webhooks.list()),

  /** The secret is in this answer and in no other. */
  create: writes.input(createInput).mutation(({ ctx, input }) => ctx.webhooks.create(input)),

  /** What is not named stays as it is. */
  update: writes.input(updateInput).mutation(({ ctx, input }) => ctx.webhooks.update(input)),

  /** A new secret, in this answer only; the old one signs too for some hours. */
  rotateSecret: writes
    .input(rotateInput)
    .mutation(({ ctx, input }) => ctx.webhooks.rotateSecret(input)),

  remove: writes.input(endpointIdInput).mutation(({ ctx, input }) => ctx.webhooks.remove(input)),

  deliveries: reads
    .input(deliveriesInput)
    .query(({ ctx, input }) => ctx.webhooks.deliveries(input)),

  /** Some deliveries once more, whatever became of them. */
  resend: writes.input(resendInput).mutation(({ ctx, input }) => ctx.webhooks.resend(input)),

  /** Everything since an instant that never arrived. */
  replay: writes.input(replayInput).mutation(({ ctx, input }) => ctx.webhooks.replay(input)),

  /** Sends a test at once. What the receiver answered is not told, only how. */
  sendTest: writes.input(endpointIdInput).mutation(async ({ ctx, input }) => {
    const { id, status, problem, durationMs } = await ctx.webhooks.sendTest(input);
    return { id, status, problem, durationMs };
  }),
});
