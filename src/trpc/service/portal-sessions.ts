import { createPortalSession } from "@/auth/portal-links";
import { inTransaction } from "@/db/transaction";
import { accountNamed } from "../account-names";
import { router, serviceProcedure } from "../init";
import { account, fields, text } from "../inputs";

export const portalSessionsRouter = router({
  /** A one-time sign-in link for a customer already signed in to the app. */
  create: serviceProcedure("portal:write")
    .input(fields({ account, returnUrl: text(2000).optional() }))
    .mutation(async ({ ctx, input }) => {
      const { returnUrl } = input;
      const accountId = await accountNamed(ctx.db, input.account);
      return await inTransaction(ctx.db, (tx) => createPortalSession(tx, { accountId, returnUrl }));
    }),
});
