import { router } from "../init";
import { accountsRouter } from "./accounts";
import { adjustmentsRouter } from "./adjustments";
import { apiKeysRouter } from "./api-keys";
import { auditRouter } from "./audit";
import { auditorsRouter } from "./auditors";
import { disputesRouter } from "./disputes";
import { eventsRouter } from "./events";
import { exportsRouter } from "./exports";
import { invoicesRouter } from "./invoices";
import { monthsRouter } from "./months";
import { peopleRouter } from "./people";
import { reconciliationRouter } from "./reconciliation";
import { refundsRouter } from "./refunds";
import { reportsRouter } from "./reports";
import { tasksRouter } from "./tasks";
import { webhooksRouter } from "./webhooks";

/** What staff may ask, each according to their role (auth/permissions.ts). */
export const staffRouter = router({
  accounts: accountsRouter,
  adjustments: adjustmentsRouter,
  apiKeys: apiKeysRouter,
  audit: auditRouter,
  auditors: auditorsRouter,
  disputes: disputesRouter,
  events: eventsRouter,
  exports: exportsRouter,
  invoices: invoicesRouter,
  months: monthsRouter,
  people: peopleRouter,
  reconciliation: reconciliationRouter,
  refunds: refundsRouter,
  reports: reportsRouter,
  tasks: tasksRouter,
  webhooks: webhooksRouter,
});
