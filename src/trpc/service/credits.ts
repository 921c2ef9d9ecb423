import { z } from "zod";
import { grantCredits, revokeCredits } from "@/billing/credits/grant";
import { captureHold, holdCredits, releaseHold } from "@/billing/credits/hold";
import { estimateUse, readBalance } from "@/billing/credits/read";
import { hashRequest } from "@/billing/operate";
import { type ConsumptionId, type GrantId, type HoldId, newId } from "@/lib/ids";
import { accountNamed, ownerOf } from "../account-names";
import { inTurn } from "../in-turn";
import { router, serviceProcedure } from "../init";
import {
  account,
  amount,
  code,
  count,
  fields,
  grantId,
  holdId,
  idempotencyKey,
  instant,
  says,
  text,
} from "../inputs";
import { consume, consumeBatch } from "./consume";
import { keyedRequest } from "./request";

// Allowance and rollover come from plan periods alone, which is what makes them explainable.
const category = z.enum(["promo", "goodwill", "adjustment", "pack"], {
  error: says("must be promo, goodwill, adjustment or pack"),
});

const grantInput = fields({
  account,
  credits: amount,
  category,
  priority: count({ least: 0, most: 100 }).default(50),
  effectiveAt: instant.optional(),
  expiresAt: instant.optional(),
  reason: text(500),
  idempotencyKey,
});

const holdInput = fields({
  account,
  credits: amount,
  feature: code.optional(),
  quantity: amount.optional(),
  expiresAt: instant,
  idempotencyKey,
});

const captureInput = fields({
  holdId,
  credits: amount,
  quantity: amount.optional(),
  occurredAt: instant.optional(),
  idempotencyKey,
});

const revokeInput = fields({
  grantId,
  credits: amount.optional(),
  reason: text(500),
  idempotencyKey,
});

export const creditsRouter = router({
  /** Credits now, or as the books have them for a past instant. */
  balance: serviceProcedure("credits:read")
    .input(fields({ account, at: instant.optional() }))
    .query(async ({ ctx, input }) =>
      readBalance(ctx.db, await accountNamed(ctx.db, input.account), input.at ?? null),
    ),

  /** What a use would cost and which grants would pay; nothing is written. */
  estimate: serviceProcedure("credits:read")
    .input(fields({ account, feature: code, quantity: amount }))
    .query(async ({ ctx, input }) => {
      const { feature, quantity } = input;
      const accountId = await accountNamed(ctx.db, input.account);
      return await estimateUse(ctx.db, accountId, { feature, quantity });
    }),

  consume,
  consumeBatch,

  /** Gives credits outside a plan. */
  grant: serviceProcedure("credits:write")
    .input(grantInput)
    .mutation(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      const { credits, category, priority, reason } = input;
      const [effectiveAt, expiresAt] = [input.effectiveAt ?? null, input.expiresAt ?? null];
      const request = {
        ...keyedRequest(ctx, { accountId, procedure: "credits.grant", input }),
        grant: {
          id: newId<GrantId>(),
          credits,
          category,
          priority,
          effectiveAt,
          expiresAt,
          reason,
        },
      };
      return await inTurn(ctx.db, accountId, (tx) => grantCredits(tx, request));
    }),

  /** Reserves credits until they are captured, released or out of time. */
  hold: serviceProcedure("credits:write")
    .input(holdInput)
    .mutation(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      const { credits, feature = null, quantity = null, expiresAt } = input;
      const request = {
        ...keyedRequest(ctx, { accountId, procedure: "credits.hold", input }),
        hold: { id: newId<HoldId>(), credits, feature, quantity, expiresAt },
      };
      return await inTurn(ctx.db, accountId, (tx) => holdCredits(tx, request));
    }),

  /** Spends a hold, or part of it; the rest goes back. */
  capture: serviceProcedure("credits:write")
    .input(captureInput)
    .mutation(async ({ ctx, input }) => {
      const { holdId, credits, quantity = null, occurredAt = null, idempotencyKey } = input;
      const asked = { holdId, credits, quantity, occurredAt };
      const requestHash = hashRequest("credits.capture", asked);
      const capture = {
        ...asked,
        idempotencyKey,
        requestHash,
        consumptionId: newId<ConsumptionId>(),
      };
      const accountId = await ownerOf(ctx.db, "hold", holdId);
      return await inTurn(ctx.db, accountId, (tx) =>
        captureHold(tx, { accountId, author: ctx.author, capture }),
      );
    }),

  /** Gives a hold back. A second release gives the first answer. */
  release: serviceProcedure("credits:write")
    .input(fields({ holdId }))
    .mutation(async ({ ctx, input }) => {
      const accountId = await ownerOf(ctx.db, "hold", input.holdId);
      return await inTurn(ctx.db, accountId, (tx) =>
        releaseHold(tx, { accountId, author: ctx.author, holdId: input.holdId }),
      );
    }),

  /** Takes back what is left of a grant, or part of it. */
  revoke: serviceProcedure("credits:write")
    .input(revokeInput)
    .mutation(async ({ ctx, input }) => {
      const { grantId, credits = null, reason } = input;
      const accountId = await ownerOf(ctx.db, "grant", grantId);
      const request = keyedRequest(ctx, { accountId, procedure: "credits.revoke", input });
      const revoke = { grantId, credits, reason };
      return await inTurn(ctx.db, accountId, (tx) => revokeCredits(tx, { ...request, revoke }));
    }),
});
