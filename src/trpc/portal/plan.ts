import { z } from "zod";
import { mayAct } from "@/auth/roles";
import { insertCancelReason } from "@/billing/plans/cancel-reason-queries";
import { previewCancel, previewChange, readQuote, undoScheduled } from "@/billing/plans/change";
import { readCurrentPlan, readPlanOptions } from "@/billing/reports/read-plan";
import { cancelReasons } from "@/lib/cancel-reasons";
import { confirmed } from "../confirmed";
import { inTurn } from "../in-turn";
import { router } from "../init";
import { code, fields, idempotencyKey, nothing, quoteId, says, text, when } from "../inputs";
import { keyedRequest } from "../service/request";
import { portalRead } from "./read";
import { authorOf, portalWrite } from "./write";

const planWrite = portalWrite("plan.change");

const confirmInput = fields({
  quoteId,
  idempotencyKey,
  /** Of a cancellation, why; nobody has to say. */
  because: fields({
    reason: z.enum(cancelReasons, { error: says("must be one of the reasons") }),
    comment: text(1000).nullable().default(null),
  }).optional(),
});

/** An account's plan: what it is, what it could be, and the way there by quotes. */
export const planRouter = router({
  current: portalRead.input(nothing).query(async ({ ctx }) => {
    const current = await ctx.read(readCurrentPlan);
    // Said before it is tried: what Stripe bills is changed there.
    const isOurs = !current.plan?.billedElsewhere;
    return { ...current, may: { change: isOurs && mayAct(ctx.actor, "plan.change") } };
  }),

  options: portalRead.input(nothing).query(({ ctx }) => ctx.read(readPlanOptions)),

  /** What another plan would do to money and credits, or a first one; paid before it is given. */
  previewChange: planWrite
    .input(fields({ plan: code, when: when.optional() }))
    .mutation(({ ctx, input: { plan, when: wanted } }) => {
      const { accountId } = ctx;
      const author = authorOf(ctx);
      const asked = { plan, when: wanted ?? null, anchor: null, grants: "on_payment" as const };
      return inTurn(ctx.db, accountId, (tx) => previewChange(tx, { accountId, author }, asked));
    }),

  previewCancel: planWrite.input(fields({ when })).mutation(({ ctx, input }) => {
    const { accountId } = ctx;
    const author = authorOf(ctx);
    return inTurn(ctx.db, accountId, (tx) => previewCancel(tx, { accountId, author }, input));
  }),

  /** A quote as it was shown: also the fresh one a `quote_stale` names. */
  quote: portalRead
    .input(fields({ quoteId }))
    .query(({ ctx, input }) => ctx.read((tx, account) => readQuote(tx, account, input.quoteId))),

  /** Does exactly what the quote showed, or says `quote_stale` with a fresh one. */
  confirm: planWrite.input(confirmInput).mutation(({ ctx, input: { because, ...input } }) => {
    const { accountId } = ctx;
    const author = authorOf(ctx);
    const request = keyedRequest({ author }, { accountId, procedure: "plan.confirm", input });
    return confirmed(ctx.db, { ...request, quoteId: input.quoteId }, async (tx) => {
      const said = { accountId, quoteId: input.quoteId, actor: author.actor };
      if (because) await insertCancelReason(tx, { ...said, ...because });
    });
  }),

  /** Takes back a change or cancellation that still waits. */
  undo: planWrite.input(fields({ idempotencyKey })).mutation(({ ctx, input }) => {
    const { accountId } = ctx;
    const author = authorOf(ctx);
    const request = keyedRequest({ author }, { accountId, procedure: "plan.undo", input });
    return inTurn(ctx.db, accountId, (tx) => undoScheduled(tx, request));
  }),
});
