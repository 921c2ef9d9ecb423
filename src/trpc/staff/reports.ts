import { readMoney } from "@/billing/reports/finance/read-money";
import { readTrialBalance } from "@/billing/reports/finance/read-trial-balance";
import { getNow } from "@/billing/reports/queries";
import { readAs } from "@/db/transaction";
import { router, staffProcedure } from "../init";
import { fields } from "../inputs";
import { asOf, month, reportQuestion, reportShape } from "../report-inputs";

const reads = staffProcedure("reports:read");
const asReader = { role: "tallybook_read" } as const;

/** Figures of all accounts by month of the house, as of any instant (BOOKS B15): nothing in them is a copy. */
export const reportsRouter = router({
  /** RC1: billed, collected, refunded, disputed, fees and net. */
  money: reads.input(fields(reportShape)).query(({ ctx, input }) =>
    readAs(ctx.db, asReader, async (tx) => {
      const question = reportQuestion(await getNow(tx), input);
      return { ...answered(question), rows: await readMoney(tx, question) };
    }),
  ),

  /** RC4: the ledger through a month, in one table that adds up to nothing. */
  trialBalance: reads
    .input(fields({ through: month, asOf: asOf.optional() }))
    .query(({ ctx, input: { through, asOf } }) =>
      readAs(ctx.db, asReader, async (tx) => {
        const question = reportQuestion(await getNow(tx), { from: through, to: through, asOf });
        const of = { through, known: question.asOf.known, timezone: question.timezone };
        return { ...answered(question), rows: await readTrialBalance(tx, of) };
      }),
    ),
});

/** Asked with these again it says the same, whatever was booked since. */
function answered({ asOf, timezone }: ReturnType<typeof reportQuestion>) {
  return { asOf, timezone };
}
