import { setTimezone } from "@/billing/accounts/timezone";
import { router } from "../init";
import { fields, timezone } from "../inputs";
import { portalWrite } from "./write";

/** What an account decides about itself. Its own key: the same zone twice is one change. */
export const settingsRouter = router({
  setTimezone: portalWrite("account.change")
    .input(fields({ timezone }))
    .mutation(({ ctx, input }) =>
      ctx.write((tx) => setTimezone(tx, ctx.accountId, input.timezone)),
    ),
});
