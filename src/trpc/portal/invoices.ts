import { readInvoice } from "@/billing/reports/read-invoice";
import { readInvoiceList } from "@/billing/reports/read-invoices";
import { router } from "../init";
import { count, fields, invoiceId, text } from "../inputs";
import { invoiceFilter } from "./invoice-question";
import { portalRead } from "./read";

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
});
