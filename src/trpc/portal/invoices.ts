import { z } from "zod";
import { type PaidNow, payNow } from "@/billing/payments/pay-now";
import { chargedBy } from "@/billing/reports/charge-queries";
import { readAccountCredit } from "@/billing/reports/read-account-credit";
import { readCharges } from "@/billing/reports/read-charges";
import { readComparison } from "@/billing/reports/read-comparison";
import { readCoverage } from "@/billing/reports/read-coverage";
import { readEarlierDocuments } from "@/billing/reports/read-earlier";
import { readInvoice } from "@/billing/reports/read-invoice";
import { readInvoiceList } from "@/billing/reports/read-invoices";
import { env } from "@/env";
import { BillingError } from "@/lib/errors";
import { paymentGateway } from "@/stripe/gateway";
import { router } from "../init";
import { count, fields, id, invoiceId, month, nothing, oneOf, text } from "../inputs";
import { payInSandbox } from "../pay-now";
import { invoiceFilter } from "./invoice-question";
import { portalRead } from "./read";
import { authorOf, portalWrite } from "./write";

const listInput = fields({
  ...invoiceFilter,
  cursor: text(200).nullable().default(null),
  limit: count({ least: 1, most: 100 }).default(25),
}).prefault({});

export const invoicesRouter = router({
  /** A page of invoices, newest first, with the totals of all that match. */
  list: portalRead
    .input(listInput)
    .query(({ ctx, input }) => ctx.read((tx, account) => readInvoiceList(tx, account, input))),

  /** One invoice with everything behind its figures. */
  get: portalRead
    .input(fields({ invoiceId }))
    .query(({ ctx, input }) =>
      ctx.read((tx, account) => readInvoice(tx, account, input.invoiceId)),
    ),

  /** Why it came to more or less than another of the account: by default the one before. */
  compare: portalRead
    .input(fields({ invoiceId, with: invoiceId.nullable().default(null) }))
    .query(({ ctx, input }) => ctx.read((tx, account) => readComparison(tx, account, input))),

  /** What a month of the account's zone was charged: the lines whose period starts in it, or by date of issue. */
  charges: portalRead
    .input(
      fields({
        month: month.nullable().default(null),
        by: oneOf(chargedBy).default("period"),
      }).prefault({}),
    )
    .query(({ ctx, input }) => ctx.read((tx, account) => readCharges(tx, account, input))),

  /** What usage a line covers: by day and feature, and by the grants it issued. */
  coverage: portalRead
    .input(fields({ lineId: id }))
    .query(({ ctx, input }) => ctx.read((tx, account) => readCoverage(tx, account, input.lineId))),

  /** What Stripe charged before the account came over. */
  earlier: portalRead.input(nothing).query(({ ctx }) => ctx.read(readEarlierDocuments)),

  /** Money kept for the account, and where it came from and went. */
  credit: portalRead.input(nothing).query(({ ctx }) => ctx.read(readAccountCredit)),

  /**
   * Pays it at once with what is on file, or answers where to go on: the processor's page, where the bank asks or
   * another card can be used. Where no processor is set up only a sandbox, where no money is real, can.
   */
  payNow: portalWrite("invoices.pay")
    .input(fields({ invoiceId, how: z.enum(["method", "page"]).default("method") }))
    .mutation(async ({ ctx, input }): Promise<PaidNow> => {
      const { db, accountId } = ctx;
      const gateway = paymentGateway();
      if (gateway) {
        const payment = { accountId, author: authorOf(ctx), ...input };
        return await payNow(db, gateway, payment);
      }
      if (env.mode !== "sandbox") {
        throw new BillingError(
          "no_processor",
          "No payment can be taken here yet: pay as the invoice says.",
        );
      }
      const author = authorOf(ctx);
      const { invoiceId } = input;
      await payInSandbox(db, { accountId, invoiceId, author, notAlone: true });
      return { outcome: "paid", url: null, failure: null };
    }),
});
