import { asOfNow, monthOf } from "@/billing/reports/finance/as-of";
import { cellColumns, cellReports } from "@/billing/reports/finance/cell";
import { listChoices } from "@/billing/reports/finance/choice-queries";
import { listMrr } from "@/billing/reports/finance/mrr-queries";
import { readCreditAges, readReceivables } from "@/billing/reports/finance/read-ageing";
import { readCell } from "@/billing/reports/finance/read-cell";
import {
  readCredits,
  readDeferred,
  readMoney,
  readRevenue,
  readUnitEconomics,
} from "@/billing/reports/finance/read-figures";
import { readImpactLines, readRefundImpact } from "@/billing/reports/finance/read-refund-impact";
import {
  everyStandingColumn,
  readStandingCell,
  standingColumns,
} from "@/billing/reports/finance/read-standing-cell";
import { readTrialBalance } from "@/billing/reports/finance/read-trial-balance";
import { impactOf } from "@/billing/reports/finance/refund-impact";
import { getNow } from "@/billing/reports/queries";
import { readAs } from "@/db/transaction";
import { env } from "@/env";
import { BillingError } from "@/lib/errors";
import { router, staffProcedure } from "../init";
import { count, currency, fields, id, noteText, nothing, oneOf, text, version } from "../inputs";
import { answer, answered } from "../read-report";
import { asOf, month, question, reportQuestion } from "../report-inputs";

const reads = staffProcedure("reports:read");
const through = fields({
  through: month,
  currency: currency.optional(),
  segment: noteText.optional(),
  asOf: asOf.optional(),
});
/** The longest overdue, or the first lines; all of them count. */
const mostDocuments = 200;

/** Figures of all accounts by month of the house, as of any instant (BOOKS B15): nothing in them is a copy. */
export const reportsRouter = router({
  /** What reports can be narrowed to, which month of the books it is, and what can be known by now. */
  choices: reads.input(nothing).query(({ ctx }) =>
    readAs(ctx.db, { role: "tallybook_read" }, async (tx) => {
      const now = await getNow(tx);
      const { known } = asOfNow(now);
      return { ...(await listChoices(tx)), month: monthOf(now, env.HOUSE_TIMEZONE), known };
    }),
  ),

  /** RC1: billed, collected, refunded, disputed, fees and net. */
  money: reads.input(question).query(({ ctx, input }) => answer(ctx.db, input, readMoney)),

  /** RC1: granted, consumed, held, expired and revoked. */
  credits: reads.input(question).query(({ ctx, input }) => answer(ctx.db, input, readCredits)),

  /** What was earned, by what for, and what of it went again. */
  revenue: reads.input(question).query(({ ctx, input }) => answer(ctx.db, input, readRevenue)),

  /** What 1,000 credits brought, by plan. */
  unitEconomics: reads
    .input(question)
    .query(({ ctx, input }) => answer(ctx.db, input, readUnitEconomics)),

  /** RC4, RC7: opening and movement come to closing, and closing to what the ledger says (BOOKS B16). */
  deferred: reads.input(question).query(({ ctx, input }) => answer(ctx.db, input, readDeferred)),

  /** Monthly recurring revenue and what moved it. */
  mrr: reads.input(question).query(({ ctx, input }) => answer(ctx.db, input, listMrr)),

  /** What refunds and lost disputes gave back and took back, by plan and policy. */
  refundImpact: reads
    .input(question)
    .query(({ ctx, input }) => answer(ctx.db, input, readRefundImpact)),

  /** RC3: the lines behind a row of it, and what all of them come to. */
  refundImpactLines: reads
    .input(
      fields({
        ...{ month, currency, plan: noteText, policy: text(40), asOf: asOf.optional() },
        of: oneOf(["refund", "dispute"]),
      }),
    )
    .query(({ ctx, input: { month: from, ...cell } }) =>
      answer(ctx.db, { ...cell, from, to: from }, async (tx, asked) => {
        const lines = await readImpactLines(tx, asked);
        const [total = null] = impactOf(lines);
        return { lines: lines.slice(0, mostDocuments), count: lines.length, total };
      }),
    ),

  /** What is owed by the end of a month, by how long it is overdue. */
  receivables: reads.input(through).query(({ ctx, input: { through, ...input } }) =>
    answer(ctx.db, { ...input, from: through, to: through }, async (tx, asked) => {
      const { owed, documents } = await readReceivables(tx, { ...asked, through });
      return { owed, documents: documents.slice(0, mostDocuments), count: documents.length };
    }),
  ),

  /** RC7: what is left of credits by the end of a month, by category and age. */
  creditAges: reads
    .input(through)
    .query(({ ctx, input: { through, ...input } }) =>
      answer(ctx.db, { ...input, from: through, to: through }, (tx, asked) =>
        readCreditAges(tx, { ...asked, through }),
      ),
    ),

  /** RC3: the accounts or documents behind a cell of recurring revenue or of an ageing; all of them add up to it. */
  standingCell: reads
    .input(
      fields({
        report: oneOf(Object.keys(standingColumns) as [keyof typeof standingColumns]),
        column: oneOf(everyStandingColumn),
        ...{ month, to: month, currency },
        category: noteText.optional(),
        segment: noteText.optional(),
        asOf: asOf.optional(),
        skip: count({ least: 0, most: 10_000_000 }).default(0),
        limit: count({ least: 1, most: 200 }).default(50),
      }),
    )
    .query(({ ctx, input: { month: at, skip, limit, ...cell } }) =>
      answer(ctx.db, { ...cell, from: cell.to }, async (tx, { from: _, ...asked }) => {
        assertColumn(standingColumns[asked.report], asked);
        const rows = await readStandingCell(tx, { ...asked, month: at });
        const total = rows.reduce((sum, { amount }) => sum + amount, 0n);
        return { page: rows.slice(skip, skip + limit), count: rows.length, total };
      }),
    ),

  /** RC4: the ledger through a month, in one table that adds up to nothing. */
  trialBalance: reads
    .input(fields({ through: month, asOf: asOf.optional() }))
    .query(({ ctx, input: { through, asOf } }) =>
      answer(ctx.db, { from: through, to: through, asOf }, (tx, { asOf, timezone }) =>
        readTrialBalance(tx, { through, asOf, timezone }),
      ),
    ),

  /** RC3: the transfers behind a cell; all of them add up to it. */
  cell: reads
    .input(
      fields({
        report: oneOf(Object.keys(cellReports) as [keyof typeof cellReports]),
        column: oneOf(cellColumns),
        month,
        currency,
        plan: noteText.optional(),
        segment: noteText.optional(),
        category: noteText.optional(),
        pack: noteText.optional(),

        asOf: asOf.optional(),
        after: fields({
          accountId: id,
          version,
          position: count({ least: 0, most: 1_000_000 }),
        }).optional(),
        limit: count({ least: 1, most: 200 }).default(50),
      }),
    )
    .query(({ ctx, input: { month: from, after, limit, ...cell } }) =>
      readAs(ctx.db, { role: "tallybook_read" }, async (tx) => {
        assertColumn(cellReports[cell.report].columns, cell);
        const asked = reportQuestion(await getNow(tx), { ...cell, from, to: from });
        return {
          ...answered(asked),
          ...(await readCell(tx, asked, { after: after ?? null, limit })),
        };
      }),
    ),
});

function assertColumn(
  columns: readonly string[],
  { report, column }: { report: string; column: string },
): void {
  if (columns.includes(column)) return;
  const sentence = `The report ${report} has no column ${column}.`;
  throw new BillingError("invalid_input", sentence, { field: "column" });
}
