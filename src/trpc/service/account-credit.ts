import { readUpToDate } from "@/billing/catch-up";
import { readAccountCredit } from "@/billing/reports/read-account-credit";
import { accountNamed } from "../account-names";
import { router, serviceProcedure } from "../init";
import { account, fields } from "../inputs";

export const accountCreditRouter = router({
  /** Money kept for the account, and where it came from and went, oldest first. */
  get: serviceProcedure("invoices:read")
    .input(fields({ account }))
    .query(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      return await readUpToDate(ctx.db, accountId, (tx) => readAccountCredit(tx, accountId));
    }),
});
