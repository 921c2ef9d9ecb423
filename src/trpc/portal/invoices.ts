import { z } from "zod";
import { invoiceTypes } from "@/billing/reports/invoice-page-queries";
import { readInvoice } from "@/billing/reports/read-invoice";
import { readInvoiceList } from "@/billing/reports/read-invoices";
import { isUnitPrice } from "@/lib/unit-price";
import { router } from "../init";
import { count, day, fields, invoiceId, says, text } from "../inputs";
import { portalRead } from "./read";

const statuses = ["draft", "issued", "overdue", "paid", "void", "uncollectible"] as const;

const status = z.enum(statuses, { error: says("must be a status of an invoice") });
const type = z.enum(invoiceTypes, { error: says("must be subscription, pack or manual") });
const amount = z.custom<string>((value) => typeof value === "string" && isUnitPrice(value), {
  error: says("must be an amount such as 99 or 99.50"),
});

/** What the list is asked for: the same on the page and in its file. */
const filter = {
  status: status.nullable().default(null),
  type: type.nullable().default(null),
  from: day.nullable().default(null),
  to: day.nullable().default(null),
  covers: day.nullable().default(null),
  least: amount.nullable().default(null),
  most: amount.nullable().default(null),
  search: text(60).nullable().default(null),
};

const listInput = fields({
  ...filter,
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
