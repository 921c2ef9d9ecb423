import { router } from "../init";
import { accountCreditRouter } from "./account-credit";
import { accountsRouter } from "./accounts";
import { billingDetailsRouter } from "./billing-details";
import { creditsRouter } from "./credits";
import { discountsRouter } from "./discounts";
import { entitlementsRouter } from "./entitlements";
import { invoicesRouter } from "./invoices";
import { packsRouter } from "./packs";
import { plansRouter } from "./plans";
import { portalSessionsRouter } from "./portal-sessions";
import { refundsRouter } from "./refunds";
import { reportsRouter } from "./reports";
import { subscriptionsRouter } from "./subscriptions";
import { taxesRouter } from "./taxes";
import { usageRouter } from "./usage";
import { webhooksRouter } from "./webhooks";

/** What an app backend may ask, with a key. */
export const serviceRouter = router({
  accountCredit: accountCreditRouter,
  accounts: accountsRouter,
  billingDetails: billingDetailsRouter,
  credits: creditsRouter,
  discounts: discountsRouter,
  entitlements: entitlementsRouter,
  invoices: invoicesRouter,
  packs: packsRouter,
  plans: plansRouter,
  portalSessions: portalSessionsRouter,
  refunds: refundsRouter,
  reports: reportsRouter,
  subscriptions: subscriptionsRouter,
  taxes: taxesRouter,
  usage: usageRouter,
  webhooks: webhooksRouter,
});
