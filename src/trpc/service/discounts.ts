import { applyDiscount, type GivenDiscount, removeDiscount } from "@/billing/invoices/discounts";
import { listDiscounts } from "@/billing/invoices/terms-queries";
import type { Db, Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import type { AccountId } from "@/lib/ids";
import { percentOf, ppmOf } from "@/lib/percent";
import { accountNamed } from "../account-names";
import { inTurn } from "../in-turn";
import { router, serviceProcedure } from "../init";
import { account, amount, code, count, discountId, fields, percent } from "../inputs";

const addInput = fields({
  account,
  code,
  /** One of the two: in percent, or minor units of the account's currency per billing cycle. */
  percentOff: percent.optional(),
  amountOffMinor: amount.optional(),
  /** Billing cycles it lasts: 1 is once, left out is for ever. */
  cycles: count({ least: 1, most: 1200 }).optional(),
});

export const discountsRouter = router({
  /** Takes off the price of the account's plan, from the next cycle that is charged on. Its code is its key. */
  add: serviceProcedure("subscriptions:write")
    .input(addInput)
    .mutation(
      async ({ ctx, input: { account: name, code, percentOff, amountOffMinor, cycles } }) => {
        const accountId = await accountNamed(ctx.db, name);
        const given = { code, off: offOf(percentOff, amountOffMinor), cycles: cycles ?? null };
        const work = async (tx: Tx) => {
          const { changed, ...made } = await applyDiscount(tx, accountId, given);
          return { ...viewOf(made), changed };
        };
        return await inTurn(ctx.db, accountId, work, ctx.author);
      },
    ),

  /** What is issued from now on has it no more. */
  remove: serviceProcedure("subscriptions:write")
    .input(fields({ account, discountId }))
    .mutation(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      const work = (tx: Tx) => removeDiscount(tx, accountId, input.discountId);
      return await inTurn(ctx.db, accountId, work, ctx.author);
    }),

  /** Those that were not removed, the oldest first; used up ones are among them. */
  list: serviceProcedure("subscriptions:read")
    .input(fields({ account }))
    .query(async ({ ctx, input }) => {
      const accountId = await accountNamed(ctx.db, input.account);
      return { items: (await given(ctx.db, accountId)).map(viewOf) };
    }),
});

async function given(db: Db, accountId: AccountId): Promise<GivenDiscount[]> {
  return await readAs(db, { role: "tallybook_read" }, (tx) => listDiscounts(tx, [accountId]));
}

function offOf(percentOff: string | undefined, minor: bigint | undefined): GivenDiscount["off"] {
  if (percentOff !== undefined && minor === undefined && ppmOf(percentOff) > 0n) {
    return { kind: "percent", ppm: ppmOf(percentOff) };
  }
  if (minor !== undefined && percentOff === undefined) return { kind: "amount", minor };
  throw new BillingError("invalid_input", "A discount is a percentage above 0, or an amount.", {
    field: "percentOff",
  });
}

function viewOf({ id, code, off, cycles, cyclesUsed, coveredThrough, appliedAt }: GivenDiscount) {
  return {
    id,
    code,
    percentOff: off.kind === "percent" ? percentOf(off.ppm) : null,
    amountOffMinor: off.kind === "amount" ? off.minor : null,
    ...{ cycles, cyclesUsed, coveredThrough, appliedAt },
  };
}
