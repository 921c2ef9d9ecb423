import { mayAct } from "@/auth/roles";
import { getBillingDetails } from "@/billing/accounts/billing-details";
import { findAccount } from "@/billing/accounts/queries";
import { readTax } from "@/billing/invoices/taxes";
import { findTaxIdCheck } from "@/billing/payments/tax-id-queries";
import { readAccountCredit } from "@/billing/reports/read-account-credit";
import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { paymentGateway } from "@/stripe/gateway";
import { billingDetails, taxPlace } from "../billing-details-input";
import { router } from "../init";
import { fields, nothing } from "../inputs";
import { setDetails } from "../set-details";
import { portalRead } from "./read";
import { portalWrite } from "./write";

/** What stands on the account's documents, and who gets them. */
export const billingDetailsRouter = router({
  get: portalRead.input(nothing).query(async ({ ctx }) => ({
    ...(await ctx.read(readDetails)),
    registers: {
      asked: paymentGateway() !== undefined,
      said: (await ctx.read(findTaxIdCheck)) ?? null,
    },
    may: { change: mayAct(ctx.actor, "account.change") },
  })),

  /** What documents would be taxed with, were the account there: asked while an address is typed. */
  taxAt: portalRead
    .input(fields(taxPlace))
    .query(({ ctx, input: { country = null, region = null, taxId = null } }) =>
      ctx.read((tx, account) => readTax(tx, account, { country, region, taxId })),
    ),

  /** Sets all of it, from the next document on. Its own key. */
  set: portalWrite("account.change")
    .input(fields(billingDetails))
    .mutation(({ ctx, input }) => ctx.write((tx) => setDetails(tx, ctx.accountId, input))),
});

/** PM2 and PM4: what documents say of the account, what it is taxed with, and the money kept for it. */
async function readDetails(tx: Tx, accountId: AccountId) {
  const account = await findAccount(tx, accountId);
  assert(account, "the account stands");
  const { name, email, currency, timezone } = account;
  return {
    details: await getBillingDetails(tx, accountId),
    account: { name, email, currency, timezone },
    tax: await readTax(tx, accountId),
    accountCredit: (await readAccountCredit(tx, accountId)).balance,
  };
}
