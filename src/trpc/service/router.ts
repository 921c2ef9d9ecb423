import { router } from "../init";
import { accountsRouter } from "./accounts";
import { billingDetailsRouter } from "./billing-details";
import { creditsRouter } from "./credits";
import { entitlementsRouter } from "./entitlements";
import { invoicesRouter } from "./invoices";
import { plansRouter } from "./plans";
import { portalSessionsRouter } from "./portal-sessions";
import { subscriptionsRouter } from "./subscriptions";
import { usageRouter } from "./usage";
import { webhooksRouter } from "./webhooks";

/** What an app backend may ask, with a key. */
export const serviceRouter = router({
  accounts: accountsRouter,
  billingDetails: billingDetailsRouter,
  credits: creditsRouter,
  entitlements: entitlementsRouter,
  invoices: invoicesRouter,
  plans: plansRouter,
  portalSessions: portalSessionsRouter,
  subscriptions: subscriptionsRouter,
  usage: usageRouter,
  webhooks: webhooksRouter,
});
