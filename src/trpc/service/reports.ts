import { listMrr } from "@/billing/reports/finance/mrr-queries";
import {
  readCredits,
  readDeferred,
  readMoney,
  readRevenue,
  readUnitEconomics,
} from "@/billing/reports/finance/read-figures";
import { readRefundImpact } from "@/billing/reports/finance/read-refund-impact";
import { router, serviceProcedure } from "../init";
import { answer } from "../read-report";
import { question } from "../report-inputs";

const reads = serviceProcedure("reports:read").input(question);

/** The figures staff read, of all accounts by month of the house, as of any instant (BOOKS B15). */
export const reportsRouter = router({
  money: reads.query(({ ctx, input }) => answer(ctx.db, input, readMoney)),
  credits: reads.query(({ ctx, input }) => answer(ctx.db, input, readCredits)),
  revenue: reads.query(({ ctx, input }) => answer(ctx.db, input, readRevenue)),
  deferred: reads.query(({ ctx, input }) => answer(ctx.db, input, readDeferred)),
  unitEconomics: reads.query(({ ctx, input }) => answer(ctx.db, input, readUnitEconomics)),
  refundImpact: reads.query(({ ctx, input }) => answer(ctx.db, input, readRefundImpact)),
  mrr: reads.query(({ ctx, input }) => answer(ctx.db, input, listMrr)),
});
