import { z } from "zod";
import { findSubscription } from "@/billing/plans/read";
import { startSubscription } from "@/billing/plans/start";
import { newId, type SubscriptionId } from "@/lib/ids";
import { accountNamed } from "../account-names";
import { inTurn } from "../in-turn";
import { router, serviceProcedure } from "../init";
import { account, code, fields, idempotencyKey, instant, says } from "../inputs";
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
  grants: z
    .enum(["on_issue", "on_payment"], { error: says("must be on_issue or on_payment") })
    .default("on_issue"),
  idempotencyKey,
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
});
