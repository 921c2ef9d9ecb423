import { z } from "zod";
import { summarizeUsage } from "@/billing/credits/usage";
import { accountNamed } from "../account-names";
import { router, serviceProcedure } from "../init";
import { account, fields, instant, says } from "../inputs";

const by = z.enum(["day", "feature"], { error: says("must be day or feature") });

export const usageRouter = router({
  /** What was used in `[from, to)`. */
  summary: serviceProcedure("usage:read")
    .input(fields({ account, from: instant, to: instant, by }))
    .query(async ({ ctx, input }) => {
      const { from, to, by } = input;
      return await summarizeUsage(ctx.db, await accountNamed(ctx.db, input.account), {
        from,
        to,
        by,
      });
    }),
});
