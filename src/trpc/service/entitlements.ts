import { checkEntitlement } from "@/billing/credits/read";
import { accountNamed } from "../account-names";
import { router, serviceProcedure } from "../init";
import { account, amount, code, fields } from "../inputs";

export const entitlementsRouter = router({
  /** Whether a use would be let through, and if not, why. */
  check: serviceProcedure("entitlements:read")
    .input(fields({ account, feature: code, quantity: amount.optional() }))
    .query(async ({ ctx, input }) => {
      const { feature, quantity = 1n } = input;
      const accountId = await accountNamed(ctx.db, input.account);
      return await checkEntitlement(ctx.db, accountId, { feature, quantity });
    }),
});
