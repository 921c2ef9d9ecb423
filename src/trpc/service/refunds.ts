import { readUpToDate } from "@/billing/catch-up";
import { type ListedRefund, listRefunds } from "@/billing/refunds/list-queries";
import { accountNamed } from "../account-names";
import { router, serviceProcedure } from "../init";
import { account, fields } from "../inputs";

export const refundsRouter = router({
  /** Money given back, newest first, and the credits that went with it. */
  list: serviceProcedure("invoices:read")
    .input(fields({ account }))
    .query(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      const refunds = await readUpToDate(ctx.db, accountId, (tx) => listRefunds(tx, { accountId }));
      return { refunds: refunds.map(toldOf) };
    }),
});

/** What is said of it to whoever is not staff. */
function toldOf({ currency, ...one }: ListedRefund) {
  const money = (minor: bigint) => ({ minor, currency });
  const { id, invoiceId, invoiceNumber, creditNoteId, creditNoteNumber, status, origin } = one;
  return {
    ...{ id, invoiceId, invoiceNumber, creditNoteId, creditNoteNumber, status, origin },
    amount: money(one.amountMinor),
    card: money(one.cardMinor),
    accountCredit: money(one.creditMinor),
    ...{ revoked: one.revoked, owed: one.owed },
    ...{ requestedAt: one.requestedAt, bookedAt: one.bookedAt, failureCode: one.failureCode },
  };
}
