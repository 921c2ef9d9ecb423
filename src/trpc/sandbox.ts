import { z } from "zod";
import { disputeReasons } from "@/billing/disputes/evidence";
import { findChargeOf } from "@/billing/disputes/evidence-queries";
import { getInvoice } from "@/billing/invoices/read";
import { BillingError } from "@/lib/errors";
import { accountNamed, forgetAccountNames, ownerOf } from "./account-names";
import { router, sandboxProcedure } from "./init";
import { fields, flag, instant, invoiceId, nothing, text } from "./inputs";
import { payInSandbox } from "./pay-now";

const declineReasons = [
  "generic_decline",
  "insufficient_funds",
  "lost_card",
  "stolen_card",
  "expired_card",
] as const;

/** What stands in for time and payers where no money is real. Imported only when asked. */
export const sandboxRouter = router({
  clock: router({
    get: sandboxProcedure.input(nothing).query(async ({ ctx }) => {
      const { readClock } = await import("@/sandbox/read-clock");
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
      const accountId = await ownerOf(db, "invoice", input.invoiceId);
      await payInSandbox(db, { accountId, invoiceId: input.invoiceId, author });
      return await getInvoice(db, accountId, input.invoiceId);
    }),
  }),

  /** Of the Stripe the sandbox plays. */
  stripe: router({
    /** The next payment of an account is refused whatever its card, or the next one of all. */
    failNextPayment: sandboxProcedure
      .input(fields({ account: z.string().optional(), reason: z.enum(declineReasons).optional() }))
      .mutation(async ({ ctx, input: { account, reason = "generic_decline" } }) => {
        const { failNextPayment, played } = await import("@/sandbox/stripe/ask");
        const at = played();
        const whose = account === undefined ? undefined : await accountNamed(ctx.db, account);
        await failNextPayment(at, { whose, reason });
      }),

    /** The bank of whoever paid an invoice disputes the charge, or only asks about it. */
    openDispute: sandboxProcedure
      .input(
        fields({
          invoiceId,
          reason: z.enum(disputeReasons).optional(),
          inquiry: flag.optional(),
          /** In minor units; all that is left of the charge when left out. */
          amount: z.int().min(1).optional(),
        }),
      )
      .mutation(async ({ ctx, input: { invoiceId: of, ...wanted } }) => {
        const accountId = await ownerOf(ctx.db, "invoice", of);
        const charge = await findChargeOf(ctx.db, accountId, of);
        if (!charge) throw new BillingError("not_found", "No card has paid that invoice.");
        const { openDispute, played } = await import("@/sandbox/stripe/ask");
        const { id: processorDisputeId } = await openDispute(played(), { charge, ...wanted });
        return { processorDisputeId };
      }),

    /** The bank decides, whatever was answered; an inquiry is closed. */
    closeDispute: sandboxProcedure
      .input(fields({ processorDisputeId: text(100), outcome: z.enum(["won", "lost"]) }))
      .mutation(async ({ input: { processorDisputeId: dispute, outcome } }) => {
        const { decideDispute, played } = await import("@/sandbox/stripe/ask");
        const { status } = await decideDispute(played(), { dispute, outcome });
        return { status };
      }),

    /** Sends an event once more, or all that waits though it is not due yet. */
    deliver: sandboxProcedure
      .input(fields({ event: z.string().optional() }))
      .mutation(async ({ input }) => {
        const { deliver, played } = await import("@/sandbox/stripe/ask");
        return await deliver(played(), input);
      }),
  }),
});
