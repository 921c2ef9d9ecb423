import { z } from "zod";
import { ourAddress } from "@/auth/mail";
import { mayAct } from "@/auth/roles";
import { expiryOf } from "@/billing/payments/card-expiry";
import { getMethodFacts, listMethods } from "@/billing/payments/method-queries";
import { addMethod, confirmSetup, removeMethod, setDefault } from "@/billing/payments/methods";
import { locales } from "@/messages/locales";
import { paymentGateway } from "@/stripe/gateway";
import { router } from "../init";
import { fields, id, nothing, says, text } from "../inputs";
import { portalRead } from "./read";
import { portalWrite } from "./write";

const language = z.enum(locales, { error: says("must be one of our languages") });
const methodId = text(255);
const page = "/settings/payment";

/** What the account pays with. Cards are told to the processor's own page, and never to us. */
export const paymentMethodsRouter = router({
  /** PM1: as the processor said last; nobody is asked while a page is read. */
  list: portalRead.input(nothing).query(async ({ ctx }) => ({
    ...(await ctx.read(async (tx, account) => {
      const { now, confirmedAt, paidPlan } = await getMethodFacts(tx, account);
      const methods = await listMethods(tx, account);
      return {
        ...{ confirmedAt, paidPlan },
        // Where none was ever chosen, the newest is what is paid with.
        methods: methods.map((one, place) => ({
          ...{ ...one, isUsed: place === 0, expiry: expiryOf(one, now) },
        })),
      };
    })),
    hasProcessor: paymentGateway() !== undefined,
    may: { change: mayAct(ctx.actor, "account.change") },
  })),

  /** Where to go on to tell a card. Each is a page of its own; nothing is charged, so no key is needed. */
  add: portalWrite("account.change")
    .input(fields({ language }))
    .mutation(({ ctx, input }) =>
      addMethod(ctx.db, paymentGateway(), {
        accountId: ctx.accountId,
        ...input,
        urlsOf: (setupId) => ({
          successUrl: ourAddress(`${page}?setup=${setupId}`),
          cancelUrl: ourAddress(`${page}?setup=left`),
        }),
      }),
    ),

  /** Whoever is back from that page: whether what they told has arrived. Its own key. */
  confirm: portalWrite("account.change")
    .input(fields({ setupId: id }))
    .mutation(({ ctx: { db, accountId }, input }) =>
      confirmSetup(db, paymentGateway(), { accountId, ...input }),
    ),

  /** Its own key. */
  setDefault: portalWrite("account.change")
    .input(fields({ methodId }))
    .mutation(({ ctx: { db, accountId }, input }) =>
      setDefault(db, paymentGateway(), { accountId, ...input }),
    ),

  /** Its own key: what is gone is gone. */
  remove: portalWrite("account.change")
    .input(fields({ methodId }))
    .mutation(({ ctx: { db, accountId }, input }) =>
      removeMethod(db, paymentGateway(), { accountId, ...input }),
    ),
});
