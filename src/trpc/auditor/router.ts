import { checkChains } from "@/billing/ledger/audit";
import {
  type AuditedMonth,
  findAuditedContent,
  listAuditedMonths,
} from "@/billing/months/audited-queries";
import { fromText } from "@/billing/months/figures-text";
import {
  type ReportQuestion,
  readCredits,
  readDeferred,
  readMoney,
  readRevenue,
} from "@/billing/reports/finance/read-figures";
import type { Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { verifySnapshot } from "@/staff/months";
import { auditorProcedure, router } from "../init";
import { fields, nothing, oneOf } from "../inputs";
import { answer } from "../read-report";
import { month } from "../report-inputs";

const reads = auditorProcedure();
const checks = auditorProcedure(10);

const reports = ["money", "revenue", "credits", "deferred"] as const;
type Read = (tx: Tx, asked: ReportQuestion) => Promise<object[]>;
const readers: Record<(typeof reports)[number], Read> = {
  ...{ money: readMoney, revenue: readRevenue },
  ...{ credits: readCredits, deferred: readDeferred },
};

/**
 * RC10: all that an auditor may ask. Which months there are the database says, by the link of their session; of everything
 * outside them there are only figures that the months' own follow from.
 */
export const auditorRouter = router({
  /** Whose link it is and until when, and its months as they were closed. */
  overview: reads.input(nothing).query(async ({ ctx }) => {
    const { auditor, expiresAt } = ctx.link;
    return { auditor, expiresAt, months: await readAs(ctx.db, ctx.asThem, listAuditedMonths) };
  }),

  /** What one of the months was closed with: hash, trial balance, deferred revenue. */
  month: reads.input(fields({ month })).query(async ({ ctx, input }) => {
    const { found, content } = await readAs(ctx.db, ctx.asThem, async (tx) => ({
      found: monthIn(await listAuditedMonths(tx), input.month),
      content: await findAuditedContent(tx, input.month),
    }));
    return { ...found, figures: fromText(content ?? noSuchMonth()) };
  }),

  /** Hashes its snapshot again, asks the audit log for its hash, and adds the ledger up again. */
  verify: checks.input(fields({ month })).mutation(async ({ ctx, input }) => {
    const months = await readAs(ctx.db, ctx.asThem, listAuditedMonths);
    const found = monthIn(months, input.month);
    return await verifySnapshot(ctx.db, { month: found.month, number: found.number });
  }),

  /** One report over all the months of the link that are closed. */
  report: reads.input(fields({ report: oneOf(reports) })).query(async ({ ctx, input }) => {
    const months = await readAs(ctx.db, ctx.asThem, listAuditedMonths);
    const [first, last] = [months.at(0) ?? noSuchMonth(), months.at(-1) ?? noSuchMonth()];
    const question = { from: first.month, to: last.month, by: [] };
    return await answer(ctx.db, question, readers[input.report]);
  }),

  /** Follows every chain, of bookings and of acts; of one that is broken says only that. */
  chains: checks.input(nothing).mutation(async ({ ctx }) => {
    const checked = await readAs(ctx.db, { role: "tallybook_read" }, checkChains);
    return checked.map(({ check, finding }) => ({ check, holds: finding === null }));
  }),
});

function monthIn(months: readonly AuditedMonth[], name: string): AuditedMonth {
  return months.find((one) => one.month === name) ?? noSuchMonth();
}

function noSuchMonth(): never {
  throw new BillingError("not_found", "Your link does not show this month.", { field: "month" });
}
