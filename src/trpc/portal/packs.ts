import { mayAct } from "@/auth/roles";
import { takeBackOrder } from "@/billing/payments/take-back";
import { previewPack } from "@/billing/plans/change";
import { listPackOffers } from "@/billing/plans/pack-offers";
import { readPacks } from "@/billing/reports/read-packs";
import { readRunOutWith } from "@/billing/reports/read-run-out";
import { confirmed } from "../confirmed";
import { inTurn } from "../in-turn";
import { router } from "../init";
import { fields, idempotencyKey, invoiceId, nothing, quoteId } from "../inputs";
import { wantedOf, wantedPack } from "../packs-input";
import { keyedRequest } from "../service/request";
import { portalRead } from "./read";
import { authorOf, portalWrite } from "./write";

/** CP1 to CP3: credits bought once. They arrive when they are paid (BOOKS B4). */
export const packsRouter = router({
  list: portalRead.input(nothing).query(async ({ ctx }) => ({
    ...(await ctx.read(async (tx, account) =>
      readPacks(tx, account, await listPackOffers(tx, account)),
    )),
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

  /** CP2: what a pack's quote does to when credits run out. */
  runOut: portalRead
    .input(fields({ quoteId }))
    .query(({ ctx, input }) =>
      ctx.read((tx, account) => readRunOutWith(tx, account, input.quoteId)),
    ),

  /** Exactly what the quote showed: an invoice, whose money brings the credits. */
  buy: portalWrite("packs.buy")
    .input(fields({ quoteId, idempotencyKey }))
    .mutation(async ({ ctx, input }) => {
      const { db, accountId } = ctx;
      const author = authorOf(ctx);
      const request = keyedRequest({ author }, { accountId, procedure: "packs.buy", input });
      return await confirmed(db, { ...request, quoteId: input.quoteId });
    }),

  /** Takes back what was bought and nobody paid. The order is its own key: asked twice, it is done once. */
  takeBack: portalWrite("packs.buy")
    .input(fields({ invoiceId }))
    .mutation(({ ctx, input }) => {
      const { db, accountId } = ctx;
      const keyed = { ...input, idempotencyKey: `packs.takeBack:${input.invoiceId}` };
      const how = { accountId, procedure: "packs.takeBack", input: keyed };
      const request = keyedRequest({ author: authorOf(ctx) }, how);
      return inTurn(db, accountId, (tx) =>
        takeBackOrder(tx, { ...request, invoiceId: input.invoiceId }),
      );
    }),
});
