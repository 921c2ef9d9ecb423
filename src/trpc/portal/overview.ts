import {
  readAccount,
  readActivity,
  readBalance,
  readInvoices,
  readPlan,
  readUsage,
} from "@/billing/reports/read-overview";
import { router } from "../init";
import { portalRead } from "./read";

/** The overview, section by section: each is read alone, so that one failing leaves the others. */
export const overviewRouter = router({
  account: portalRead.query(({ ctx }) => ctx.read(readAccount)),
  balance: portalRead.query(({ ctx }) => ctx.read(readBalance)),
  plan: portalRead.query(({ ctx }) => ctx.read(readPlan)),
  usage: portalRead.query(({ ctx }) => ctx.read(readUsage)),
  invoices: portalRead.query(({ ctx }) => ctx.read(readInvoices)),
  activity: portalRead.query(({ ctx }) => ctx.read(readActivity)),
});
