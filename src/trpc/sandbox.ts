import { getInvoice } from "@/billing/invoices/read";
import { hashRequest } from "@/billing/operate";
import { payInvoice } from "@/billing/payments/pay";
import { forgetAccountNames, ownerOf } from "./account-names";
import { inTurn } from "./in-turn";
import { router, sandboxProcedure } from "./init";
import { fields, instant, invoiceId, nothing } from "./inputs";

/** What stands in for time and payers where no money is real. Imported only when asked. */
export const sandboxRouter = router({
  clock: router({
    get: sandboxProcedure.input(nothing).query(async ({ ctx }) => {
      const { readClock } = await import("@/sandbox/clock");
      return await readClock(ctx.db);
    }),

    /** Moves the one clock on, and answers when all that fell due is done. */
    advance: sandboxProcedure.input(fields({ to: instant })).mutation(async ({ ctx, input }) => {
      const { advanceClock } = await import("@/sandbox/clock");
      return await advanceClock(ctx.db, input.to);
    }),
  }),

  /** Throws the books away and tells the story anew. */
  reset: sandboxProcedure.input(nothing).mutation(async ({ ctx }) => {
    const { resetSandbox } = await import("@/sandbox/reset-story");
    await resetSandbox(ctx.db);
    forgetAccountNames();
  }),

  invoices: router({
    /** Pays an invoice as a bank transfer would. It is its own key. */
    markPaid: sandboxProcedure.input(fields({ invoiceId })).mutation(async ({ ctx, input }) => {
      const { db, author } = ctx;
      const procedure = "sandbox.invoices.markPaid";
      const accountId = await ownerOf(db, "invoice", input.invoiceId);
      // A prefix of our own: an app may use the invoice's id as a key of its own.
      const key = `${procedure}:${input.invoiceId}`;
      const keyed = {
        accountId,
        author,
        key,
        procedure,
        requestHash: hashRequest(procedure, input),
      };
      await inTurn(db, accountId, (tx) => payInvoice(tx, { ...keyed, invoiceId: input.invoiceId }));
      return await getInvoice(db, accountId, input.invoiceId);
    }),
  }),
});
