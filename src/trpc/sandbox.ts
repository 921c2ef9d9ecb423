import { z } from "zod";
import { getInvoice } from "@/billing/invoices/read";
import { accountNamed, forgetAccountNames, ownerOf } from "./account-names";
import { router, sandboxProcedure } from "./init";
import { fields, instant, invoiceId, nothing } from "./inputs";
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

    /** Sends an event once more, or all that waits though it is not due yet. */
    deliver: sandboxProcedure
      .input(fields({ event: z.string().optional() }))
      .mutation(async ({ input }) => {
        const { deliver, played } = await import("@/sandbox/stripe/ask");
        return await deliver(played(), input);
      }),
  }),
});
