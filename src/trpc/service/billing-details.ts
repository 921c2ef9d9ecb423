import { z } from "zod";
import { getBillingDetails, setBillingDetails } from "@/billing/accounts/billing-details";
import { inTransaction, readAs } from "@/db/transaction";
import { locales } from "@/messages/locales";
import { accountNamed } from "../account-names";
import { router, serviceProcedure } from "../init";
import { account, country, fields, says, text } from "../inputs";

const details = {
  legalName: text(200).optional(),
  addressLines: z
    .array(text(200), { error: says("must be a list of lines") })
    .min(1, { error: says("must be a list of 1 to 4 lines") })
    .max(4, { error: says("must be a list of 1 to 4 lines") })
    .optional(),
  postalCode: text(20).optional(),
  city: text(100).optional(),
  region: text(100).optional(),
  country: country.optional(),
  taxId: text(40).optional(),
  purchaseOrder: text(100).optional(),
  language: z.enum(locales, { error: says(`must be one of ${locales.join(", ")}`) }).optional(),
};

export const billingDetailsRouter = router({
  /** What the account wants on its documents. */
  get: serviceProcedure("accounts:read")
    .input(fields({ account }))
    .query(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      return await readAs(ctx.db, { role: "tallybook_app" }, (tx) =>
        getBillingDetails(tx, accountId),
      );
    }),

  /** Sets all of it: what is left out is empty on documents from now on. Its own key. */
  set: serviceProcedure("accounts:write")
    .input(fields({ account, ...details }))
    .mutation(async ({ ctx, input: { account: name, ...given } }) => {
      const accountId = await accountNamed(ctx.db, name);
      return await inTransaction(ctx.db, (tx) => setBillingDetails(tx, accountId, given));
    }),
});
