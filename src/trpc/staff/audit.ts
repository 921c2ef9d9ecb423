import { checkChains } from "@/billing/ledger/audit";
import { readAs } from "@/db/transaction";
import { listActs, placeOf } from "@/staff/act-queries";
import { accountNamed } from "../account-names";
import { router, staffProcedure } from "../init";
import { account, count, fields, instant, nothing, text } from "../inputs";

const reads = staffProcedure("audit:read");

/** AU1: who did what, when and why, of everything that is no booking; bookings are their own record. */
export const auditRouter = router({
  list: reads
    .input(
      fields({
        account: account.optional(),
        actor: text(100).optional(),
        act: text(60).optional(),
        subject: text(255).optional(),
        from: instant.optional(),
        to: instant.optional(),
        before: text(100)
          .refine((value) => placeOf(value) !== undefined, "must be where a page ended")
          .optional(),
        limit: count({ least: 1, most: 1_000 }).default(50),
      }),
    )
    .query(async ({ ctx, input: { account: name, ...question } }) => {
      const accountId = name === undefined ? null : await accountNamed(ctx.db, name);
      return await readAs(ctx.db, { role: "tallybook_app" }, (tx) =>
        listActs(tx, { ...question, account: accountId }),
      );
    }),

  /** AU2: follows every chain, of bookings and of acts, to the first row that does not follow. */
  verify: reads
    .input(nothing)
    .mutation(({ ctx }) => readAs(ctx.db, { role: "tallybook_read" }, checkChains)),
});
