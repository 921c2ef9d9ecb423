import { z } from "zod";
import { readForecast } from "@/billing/reports/read-forecast";
import {
  readAccount,
  readActivity,
  readAlerts,
  readBalance,
  readInvoices,
  readNextInvoice,
  readPlan,
  readUsage,
} from "@/billing/reports/read-overview";
import { router } from "../init";
import { fields } from "../inputs";
import { portalRead } from "./read";

/** The code of a pack or plan; one that is not on sale asks nothing. */
const whatIf = z.string().max(60).nullable().optional();

/** The overview, section by section: each is read alone, so that one failing leaves the others. */
export const overviewRouter = router({
  account: portalRead.query(({ ctx }) => ctx.read(readAccount)),
  alerts: portalRead.query(({ ctx }) => ctx.read(readAlerts)),
  balance: portalRead.query(({ ctx }) => ctx.read(readBalance)),
  plan: portalRead.query(({ ctx }) => ctx.read(readPlan)),
  usage: portalRead.query(({ ctx }) => ctx.read(readUsage)),
  nextInvoice: portalRead.query(({ ctx }) => ctx.read(readNextInvoice)),
  forecast: portalRead
    .input(fields({ whatIf }))
    .query(({ ctx, input }) =>
      ctx.read((tx, account) => readForecast(tx, account, input.whatIf ?? null)),
    ),
  invoices: portalRead.query(({ ctx }) => ctx.read(readInvoices)),
  activity: portalRead.query(({ ctx }) => ctx.read(readActivity)),
});
