import { mayAct } from "@/auth/roles";
import { agreeToTopUp, resumeTopUp, switchTopUpOff } from "@/billing/payments/agree-top-up";
import { topUpBounds } from "@/billing/payments/top-up";
import { listPackOffers } from "@/billing/plans/pack-offers";
import { readTopUp, readTopUpBackTest } from "@/billing/reports/read-top-up";
import { paymentGateway } from "@/stripe/gateway";
import { router } from "../init";
import { amount, code, count, fields, flag, nothing, text } from "../inputs";
import { portalRead } from "./read";
import { authorOf, portalWrite } from "./write";

const rule = {
  threshold: amount,
  pack: code,
  /** Of a calendar month, in minor units of the account's currency, tax included. */
  capMinor: amount,
  cooldownMinutes: count(topUpBounds.cooldownMinutes),
};
const terms = fields({ ...rule, methodId: text(255).nullable(), consent: flag });

/** CP4: packs bought by themselves when few credits are left. Off until somebody agrees to it. */
export const autoTopUpRouter = router({
  get: portalRead.input(nothing).query(async ({ ctx }) => ({
    ...(await ctx.read(async (tx, account) =>
      readTopUp(tx, account, await listPackOffers(tx, account)),
    )),
    hasProcessor: paymentGateway() !== undefined,
    may: { buy: mayAct(ctx.actor, "packs.buy") },
  })),

  /** CP8: how often it would have run on the last 90 days. */
  backTest: portalRead
    .input(fields(rule))
    .query(({ ctx, input: question }) =>
      ctx.read(async (tx, account) =>
        readTopUpBackTest(tx, account, { question, offers: await listPackOffers(tx, account) }),
      ),
    ),

  /** What is agreed to from now on; null switches it off. Asked twice it is the same. */
  set: portalWrite("packs.buy")
    .input(fields({ terms: terms.nullable() }))
    .mutation(({ ctx, input }) => {
      const { accountId } = ctx;
      const wish = input.terms;
      if (wish === null) return ctx.write((tx) => switchTopUpOff(tx, accountId));
      const asker = {
        accountId,
        author: authorOf(ctx),
        hasProcessor: paymentGateway() !== undefined,
      };
      return ctx.write((tx) => agreeToTopUp(tx, asker, wish));
    }),

  /** Goes on after a pause. Asked twice it is the same. */
  resume: portalWrite("packs.buy")
    .input(nothing)
    .mutation(({ ctx }) => ctx.write((tx) => resumeTopUp(tx, ctx.accountId))),
});
