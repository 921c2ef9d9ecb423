import { setTimezone } from "@/billing/accounts/timezone";
import { readSupportActs } from "@/billing/reports/read-support-acts";
import { router } from "../init";
import { fields, nothing, timezone } from "../inputs";
import { portalRead } from "./read";
import { portalWrite } from "./write";

const actsShown = 50;

/** What an account decides about itself. Its own key: the same zone twice is one change. */
export const settingsRouter = router({
  setTimezone: portalWrite("account.change")
    .input(fields({ timezone }))
    .mutation(({ ctx, input }) =>
      ctx.write((tx) => setTimezone(tx, ctx.accountId, input.timezone)),
    ),

  /** AU3: what staff did on the account by hand, as much as its people read of it. */
  supportActs: portalRead
    .input(nothing)
    .query(({ ctx }) => ctx.read((tx, account) => readSupportActs(tx, account, actsShown))),
});
