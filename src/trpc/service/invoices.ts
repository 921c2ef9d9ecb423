import type { z } from "zod";
import type { Author } from "@/billing/decision";
import { getInvoice, listInvoices } from "@/billing/invoices/read";
import { giveUpInvoice } from "@/billing/payments/give-up";
import type { Db } from "@/db/client";
import { accountNamed } from "../account-names";
import { documentOf } from "../documents/document";
import { inTurn } from "../in-turn";
import { router, serviceProcedure } from "../init";
import { account, count, fields, idempotencyKey, instant, invoiceId, text } from "../inputs";
import { keyedRequest } from "./request";

const listInput = fields({
  account,
  from: instant.optional(),
  to: instant.optional(),
  cursor: text(200).optional(),
  limit: count({ least: 1, most: 100 }).default(50),
});

const endInput = fields({ account, invoiceId, reason: text(500), idempotencyKey });

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

  /** As if it had never been; refused once anything of it is paid or given back. */
  void: serviceProcedure("invoices:write")
    .input(endInput)
    .mutation(({ ctx, input }) => giveUp(ctx, input, "void")),

  /** Lost: its unused credits are revoked. Money that still comes pays it. */
  markUncollectible: serviceProcedure("invoices:write")
    .input(endInput)
    .mutation(({ ctx, input }) => giveUp(ctx, input, "uncollectible")),
});

async function giveUp(
  ctx: { db: Db; author: Author },
  input: z.output<typeof endInput>,
  as: "void" | "uncollectible",
) {
  const accountId = await accountNamed(ctx.db, input.account);
  const procedure = as === "void" ? "invoices.void" : "invoices.markUncollectible";
  const request = keyedRequest(ctx, { accountId, procedure, input });
  const { invoiceId, reason } = input;
  const asked = { ...request, invoiceId, as, reason };
  return await inTurn(ctx.db, accountId, (tx) => giveUpInvoice(tx, asked));
}
