import { getInvoice, listInvoices } from "@/billing/invoices/read";
import { accountNamed } from "../account-names";
import { documentOf } from "../documents/document";
import { router, serviceProcedure } from "../init";
import { account, count, fields, instant, invoiceId, text } from "../inputs";

const listInput = fields({
  account,
  from: instant.optional(),
  to: instant.optional(),
  cursor: text(200).optional(),
  limit: count({ least: 1, most: 100 }).default(50),
});

export const invoicesRouter = router({
  /** A page of the account's invoices, newest first. */
  list: serviceProcedure("invoices:read")
    .input(listInput)
    .query(async ({ ctx, input }) => {
      const { from, to, cursor, limit } = input;
      return await listInvoices(ctx.db, await accountNamed(ctx.db, input.account), {
        from: from ?? null,
        to: to ?? null,
        cursor: cursor ?? null,
        limit,
      });
    }),

  /** One of them, with its lines. */
  get: serviceProcedure("invoices:read")
    .input(fields({ account, invoiceId }))
    .query(async ({ ctx, input }) =>
      getInvoice(ctx.db, await accountNamed(ctx.db, input.account), input.invoiceId),
    ),

  /** Its document. A PDF is small, so it is the answer itself and no link that somebody else may follow. */
  pdf: serviceProcedure("invoices:read")
    .input(fields({ account, invoiceId }))
    .query(async ({ ctx, input: { account: name, invoiceId: id } }) => {
      const accountId = await accountNamed(ctx.db, name);
      const asked = { invoiceId: id, role: "tallybook_read" } as const;
      const { number, bytes } = await documentOf(ctx.db, accountId, asked);
      return { number, pdf: Buffer.from(bytes).toString("base64") };
    }),
});
