import { z } from "zod";
import { type AccountTax, readTax, setTax } from "@/billing/invoices/taxes";
import type { Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import { percentOf, ppmOf } from "@/lib/percent";
import { accountNamed } from "../account-names";
import { inTurn } from "../in-turn";
import { router, serviceProcedure } from "../init";
import { account, fields, flag, percent, says, text } from "../inputs";

const treatment = z.enum(["by_country", "rate", "exempt", "reverse_charge"], {
  error: says("must be by_country, rate, exempt or reverse_charge"),
});

const setInput = fields({
  account,
  treatment,
  /** Of a rate: as it stands on documents, such as VAT. */
  name: text(40).optional(),
  rate: percent.optional(),
  /** Whether prices have the tax in them. */
  included: flag.optional(),
});

export const taxesRouter = router({
  /** What the account's documents are taxed with from now on. */
  get: serviceProcedure("accounts:read")
    .input(fields({ account }))
    .query(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      return viewOf(
        await readAs(ctx.db, { role: "tallybook_read" }, (tx) => readTax(tx, accountId)),
      );
    }),

  /** By the account's country, or as is said here; what is issued keeps what it says. Its own key. */
  set: serviceProcedure("accounts:write")
    .input(setInput)
    .mutation(async ({ ctx, input: { account: name, treatment, ...of } }) => {
      const accountId = await accountNamed(ctx.db, name);
      const { name: called, rate: text, included } = of;
      const isWhole = called !== undefined && text !== undefined && included !== undefined;
      const rate = isWhole ? { name: called, ppm: ppmOf(text), included } : null;
      const work = async (tx: Tx) => viewOf(await setTax(tx, accountId, { treatment, rate }));
      return await inTurn(ctx.db, accountId, work, ctx.author);
    }),
});

function viewOf({ treatment, rule, missing }: AccountTax) {
  return {
    ...{ treatment, missing },
    tax: rule && {
      name: rule.name,
      rate: percentOf(rule.ratePpm),
      included: rule.included,
      reverseCharge: rule.reverseCharge,
    },
  };
}
