import { z } from "zod";
import { mayStaff } from "@/auth/permissions";
import { readUpToDate } from "@/billing/catch-up";
import { confirmEnding, previewEnding } from "@/billing/payments/end-invoice";
import { BillingError } from "@/lib/errors";
import { readStaffInvoice } from "@/staff/read-invoice";
import { readLineCoverage } from "@/staff/read-line-coverage";
import { ownerOf } from "../account-names";
import { regenerated } from "../documents/regenerate";
import { inTurn } from "../in-turn";
import { router, staffProcedure } from "../init";
import { fields, id, idempotencyKey, invoiceId, quoteId, says, text } from "../inputs";
import { keyedRequest } from "../service/request";

const reads = staffProcedure("accounts:read");
const ends = staffProcedure("invoices:end");

const as = z.enum(["void", "uncollectible"], { error: says("must be void or uncollectible") });

export const invoicesRouter = router({
  /** SI1: the invoice as the customer has it, what the processor has of it, and what went back. */
  get: reads.input(fields({ invoiceId })).query(async ({ ctx, input }) => {
    const accountId = await ownerOf(ctx.db, "invoice", input.invoiceId);
    const { role } = ctx.actor;
    return {
      ...(await readUpToDate(
        ctx.db,
        accountId,
        (tx) => readStaffInvoice(tx, accountId, input.invoiceId),
        "tallybook_app",
      )),
      may: {
        refund: mayStaff(role, "refunds:request"),
        end: mayStaff(role, "invoices:end"),
        audit: mayStaff(role, "audit:read"),
      },
    };
  }),

  /** "What usage does this invoice cover?", of one of its lines. */
  coverage: reads.input(fields({ invoiceId, lineId: id })).query(async ({ ctx, input }) => {
    const accountId = await ownerOf(ctx.db, "invoice", input.invoiceId);
    return await readUpToDate(
      ctx.db,
      accountId,
      (tx) => readLineCoverage(tx, accountId, input),
      "tallybook_app",
    );
  }),

  /** SI1: its document made again from what was kept of it, and what today's details would say otherwise. */
  regenerate: reads.input(fields({ invoiceId })).query(async ({ ctx, input }) => {
    const accountId = await ownerOf(ctx.db, "invoice", input.invoiceId);
    return await regenerated(ctx.db, accountId, input.invoiceId);
  }),

  /** What ending it without its money would do to money and credits; nothing is written but the quote. */
  previewEnd: ends.input(fields({ invoiceId, as })).mutation(async ({ ctx, input }) => {
    const accountId = await ownerOf(ctx.db, "invoice", input.invoiceId);
    const asker = { accountId, author: ctx.author };
    return await inTurn(ctx.db, accountId, (tx) => previewEnding(tx, asker, input));
  }),

  /** Void, as if it had never been; or lost, its unused credits revoked: exactly as the quote showed. */
  end: ends
    .input(fields({ quoteId, reason: text(500), idempotencyKey }))
    .mutation(async ({ ctx, input }) => {
      const accountId = await ownerOf(ctx.db, "quote", input.quoteId);
      const request = keyedRequest(ctx, { accountId, procedure: "invoices.end", input });
      const asked = { ...request, quoteId: input.quoteId, reason: input.reason };
      const done = await inTurn(ctx.db, accountId, (tx) => confirmEnding(tx, asked));
      if (!done.stale) return done.answer;
      throw new BillingError(
        "quote_stale",
        "What was shown does not hold any more. Here is a fresh quote: please look again.",
        { quoteId: done.fresh.quoteId },
      );
    }),
});
