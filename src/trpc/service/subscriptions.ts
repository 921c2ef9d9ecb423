import { z } from "zod";
import { previewCancel, previewChange, readQuote, undoScheduled } from "@/billing/plans/change";
import { findSubscription } from "@/billing/plans/read";
import { startSubscription } from "@/billing/plans/start";
import { readAs } from "@/db/transaction";
import { newId, type SubscriptionId } from "@/lib/ids";
import { accountNamed, ownerOf } from "../account-names";
import { confirmed } from "../confirmed";
import { inTurn } from "../in-turn";
import { router, serviceProcedure } from "../init";
import {
  account,
  code,
  fields,
  grantsWhen,
  idempotencyKey,
  instant,
  quoteId,
  says,
  when,
} from "../inputs";
import { keyedRequest } from "./request";

/** At most two years: longer is no trial. */
const trialDays = z.custom<number>(
  (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 730,
  { error: says("must be a whole number of days, at most 730") },
);

const startInput = fields({
  account,
  plan: code,
  startsAt: instant.optional(),
  trialDays: trialDays.optional(),
  grants: grantsWhen.default("on_issue"),
  idempotencyKey,
});

const changeInput = fields({
  account,
  plan: code,
  /** As the catalogue has it for the two plans when left out. */
  when: when.optional(),
  anchor: z.enum(["keep", "reset"], { error: says("must be keep or reset") }).optional(),
  grants: grantsWhen.default("on_issue"),
});

export const subscriptionsRouter = router({
  /** Opens the first plan period: its invoice and its allowance come with it. */
  start: serviceProcedure("subscriptions:write")
    .input(startInput)
    .mutation(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      const { plan, startsAt, trialDays, grants } = input;
      const request = {
        ...keyedRequest(ctx, { accountId, procedure: "subscriptions.start", input }),
        start: {
          id: newId<SubscriptionId>(),
          plan,
          startsAt: startsAt ?? null,
          trialDays: trialDays ?? null,
          grants,
        },
      };
      return await inTurn(ctx.db, accountId, (tx) => startSubscription(tx, request));
    }),

  /** Which plan the account has, or null. */
  get: serviceProcedure("subscriptions:read")
    .input(fields({ account }))
    .query(async ({ ctx, input }) =>
      findSubscription(ctx.db, await accountNamed(ctx.db, input.account)),
    ),

  /** What another plan would do to money and credits; nothing is written but the quote. */
  previewChange: serviceProcedure("subscriptions:write")
    .input(changeInput)
    .mutation(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      const { plan, when, anchor, grants } = input;
      const wanted = { plan, when: when ?? null, anchor: anchor ?? null, grants };
      const asker = { accountId, author: ctx.author };
      return await inTurn(ctx.db, accountId, (tx) => previewChange(tx, asker, wanted));
    }),

  /** What ending the plan would give back and bill. */
  previewCancel: serviceProcedure("subscriptions:write")
    .input(fields({ account, when }))
    .mutation(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      const asker = { accountId, author: ctx.author };
      return await inTurn(ctx.db, accountId, (tx) =>
        previewCancel(tx, asker, { when: input.when }),
      );
    }),

  /** A quote as it was shown: also the fresh one a `quote_stale` names. */
  quote: serviceProcedure("subscriptions:read")
    .input(fields({ quoteId }))
    .query(async ({ ctx, input }) => {
      const accountId = await ownerOf(ctx.db, "quote", input.quoteId);
      return await readAs(ctx.db, { role: "tallybook_read" }, (tx) =>
        readQuote(tx, accountId, input.quoteId),
      );
    }),

  /** Does exactly what the quote showed, or says `quote_stale` with a fresh one. */
  confirm: serviceProcedure("subscriptions:write")
    .input(fields({ quoteId, idempotencyKey }))
    .mutation(async ({ ctx, input }) => {
      const accountId = await ownerOf(ctx.db, "quote", input.quoteId);
      const request = keyedRequest(ctx, { accountId, procedure: "subscriptions.confirm", input });
      return await confirmed(ctx.db, { ...request, quoteId: input.quoteId });
    }),

  /** Takes back a change or cancellation that still waits. */
  undo: serviceProcedure("subscriptions:write")
    .input(fields({ account, idempotencyKey }))
    .mutation(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      const request = keyedRequest(ctx, { accountId, procedure: "subscriptions.undo", input });
      return await inTurn(ctx.db, accountId, (tx) => undoScheduled(tx, request));
    }),
});
