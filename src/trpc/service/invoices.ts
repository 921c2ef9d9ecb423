import type { z } from "zod";
import { readUpToDate } from "@/billing/catch-up";
import type { Author } from "@/billing/decision";
import { getInvoice, listInvoices } from "@/billing/invoices/read";
import { giveUpInvoice } from "@/billing/payments/give-up";
import { chargedBy } from "@/billing/reports/charge-queries";
import { readCharges } from "@/billing/reports/read-charges";
import { readCoverage } from "@/billing/reports/read-coverage";
import type { Db } from "@/db/client";
import { accountNamed } from "../account-names";
import { documentOf } from "../documents/document";
import { inTurn } from "../in-turn";
import { router, serviceProcedure } from "../init";
import {
  account,
  count,
  fields,
  id,
  idempotencyKey,
  instant,
  invoiceId,
  month,
  oneOf,
  text,
} from "../inputs";
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

  /** What a month of the account's zone was charged: the lines whose period starts in it, or by date of issue. */
  charges: serviceProcedure("invoices:read")
    .input(fields({ account, month: month.optional(), by: oneOf(chargedBy).default("period") }))
    .query(async ({ ctx, input: { account: name, month: asked = null, by } }) => {
      const accountId = await accountNamed(ctx.db, name);
      const charges = await readUpToDate(ctx.db, accountId, (tx) =>
        readCharges(tx, accountId, { month: asked, by }),
      );
      // The facts are how our own pages word a line.
      return { ...charges, lines: charges.lines.map(({ facts, ...line }) => line) };
    }),

  /** What usage a line covers: by day and feature, and by the grants it issued. */
  coverage: serviceProcedure("invoices:read")
    .input(fields({ account, lineId: id }))
    .query(async ({ ctx, input: { account: name, lineId } }) => {
      const accountId = await accountNamed(ctx.db, name);
      const { line, ...coverage } = await readUpToDate(ctx.db, accountId, (tx) =>
        readCoverage(tx, accountId, lineId),
      );
      return { lineId: line.id, invoiceId: line.invoiceId, ...coverage };
    }),

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
