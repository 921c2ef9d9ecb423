import { mayAct } from "@/auth/roles";
import { previewPack } from "@/billing/plans/change";
import { listPackOffers } from "@/billing/plans/pack-offers";
import { confirmed } from "../confirmed";
import { inTurn } from "../in-turn";
import { router } from "../init";
import { fields, idempotencyKey, nothing, quoteId } from "../inputs";
import { wantedOf, wantedPack } from "../packs-input";
import { keyedRequest } from "../service/request";
import { portalRead } from "./read";
import { authorOf, portalWrite } from "./write";

/** CP1 to CP3: credits bought once. They arrive when they are paid (BOOKS B4). */
export const packsRouter = router({
  list: portalRead.input(nothing).query(async ({ ctx }) => ({
    ...(await ctx.read(listPackOffers)),
    may: { buy: mayAct(ctx.actor, "packs.buy") },
  })),

  preview: portalWrite("packs.buy")
    .input(fields(wantedPack))
    .mutation(({ ctx, input }) => {
      const { db, accountId } = ctx;
      const wanted = { ...wantedOf(input), grants: "on_payment" as const };
      const asker = { accountId, author: authorOf(ctx) };
      return inTurn(db, accountId, (tx) => previewPack(tx, asker, wanted));
    }),

  /** Exactly what the quote showed: an invoice, whose money brings the credits. */
  buy: portalWrite("packs.buy")
    .input(fields({ quoteId, idempotencyKey }))
    .mutation(async ({ ctx, input }) => {
      const { db, accountId } = ctx;
      const author = authorOf(ctx);
      const request = keyedRequest({ author }, { accountId, procedure: "packs.buy", input });
      return await confirmed(db, { ...request, quoteId: input.quoteId });
    }),
});
