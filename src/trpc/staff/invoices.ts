import { z } from "zod";
import { mayStaff } from "@/auth/permissions";
import { readUpToDate } from "@/billing/catch-up";
import { giveUpInvoice, previewGiveUp } from "@/billing/payments/give-up";
import { readStaffInvoice } from "@/staff/read-invoice";
import { readLineCoverage } from "@/staff/read-line-coverage";
import { ownerOf } from "../account-names";
import { inTurn } from "../in-turn";
import { router, staffProcedure } from "../init";
import { fields, id, idempotencyKey, invoiceId, says, text } from "../inputs";
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

  /** What ending it without its money would do to its credits; nothing is written. */
  previewEnd: ends.input(fields({ invoiceId, as })).mutation(async ({ ctx, input }) => {
    const accountId = await ownerOf(ctx.db, "invoice", input.invoiceId);
    const asked = { accountId, author: ctx.author, reason: "Preview", ...input };
    return await inTurn(ctx.db, accountId, (tx) => previewGiveUp(tx, asked));
  }),

  /** Void, as if it had never been; or lost, its unused credits revoked. */
  end: ends
    .input(fields({ invoiceId, as, reason: text(500), idempotencyKey }))
    .mutation(async ({ ctx, input }) => {
      const accountId = await ownerOf(ctx.db, "invoice", input.invoiceId);
      const request = keyedRequest(ctx, { accountId, procedure: "invoices.end", input });
      const { invoiceId: id, as: how, reason } = input;
      const asked = { ...request, invoiceId: id, as: how, reason };
      return await inTurn(ctx.db, accountId, (tx) => giveUpInvoice(tx, asked));
    }),
});
