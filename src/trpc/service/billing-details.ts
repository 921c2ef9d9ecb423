import { getBillingDetails } from "@/billing/accounts/billing-details";
import { inTransaction, readAs } from "@/db/transaction";
import { accountNamed } from "../account-names";
import { billingDetails } from "../billing-details-input";
import { router, serviceProcedure } from "../init";
import { account, fields } from "../inputs";
import { setDetails } from "../set-details";

export const billingDetailsRouter = router({
  /** What the account wants on its documents, and who gets them by mail. */
  get: serviceProcedure("accounts:read")
    .input(fields({ account }))
    .query(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      return await readAs(ctx.db, { role: "tallybook_app" }, (tx) =>
        getBillingDetails(tx, accountId),
      );
    }),

  /** Sets all of it: what is left out is empty from now on. Its own key. */
  set: serviceProcedure("accounts:write")
    .input(fields({ account, ...billingDetails }))
    .mutation(async ({ ctx, input: { account: name, ...given } }) => {
      const accountId = await accountNamed(ctx.db, name);
      return await inTransaction(ctx.db, (tx) => setDetails(tx, accountId, given), ctx.author);
    }),
});
