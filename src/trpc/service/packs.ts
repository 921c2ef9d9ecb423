import { previewPack } from "@/billing/plans/change";
import { listPackOffers } from "@/billing/plans/pack-offers";
import { readAs } from "@/db/transaction";
import { accountNamed } from "../account-names";
import { inTurn } from "../in-turn";
import { router, serviceProcedure } from "../init";
import { account, fields, grantsWhen } from "../inputs";
import { wantedOf, wantedPack } from "../packs-input";

/** Credits bought once. A quote of one is confirmed like any other, by `subscriptions.confirm`. */
export const packsRouter = router({
  /** What the account can buy, in its own currency. */
  list: serviceProcedure("plans:read")
    .input(fields({ account }))
    .query(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      return await readAs(ctx.db, { role: "tallybook_read" }, (tx) =>
        listPackOffers(tx, accountId),
      );
    }),

  /** What it would cost and give; nothing is written but the quote. */
  preview: serviceProcedure("subscriptions:write")
    .input(fields({ account, ...wantedPack, grants: grantsWhen.default("on_issue") }))
    .mutation(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      const wanted = { ...wantedOf(input), grants: input.grants };
      const asker = { accountId, author: ctx.author };
      return await inTurn(ctx.db, accountId, (tx) => previewPack(tx, asker, wanted));
    }),
});
