import { z } from "zod";
import { createPortalSession } from "@/auth/portal-links";
import { inTransaction } from "@/db/transaction";
import { accountNamed } from "../account-names";
import { router, serviceProcedure } from "../init";
import { account, fields, text } from "../inputs";

export const portalSessionsRouter = router({
  /**
   * A one-time sign-in link for a customer already signed in to the app; `embed` for one to open in a
   * frame of the app's own page.
   */
  create: serviceProcedure("portal:write")
    .input(fields({ account, returnUrl: text(2000).optional(), embed: z.boolean().optional() }))
    .mutation(async ({ ctx, input }) => {
      const { returnUrl, embed } = input;
      const accountId = await accountNamed(ctx.db, input.account);
      const link = { accountId, returnUrl, embed };
      return await inTransaction(ctx.db, (tx) => createPortalSession(tx, link), ctx.author);
    }),
});
