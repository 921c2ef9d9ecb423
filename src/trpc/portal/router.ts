import { router } from "../init";
import { alertsRouter } from "./alerts";
import { autoTopUpRouter } from "./auto-top-up";
import { billingDetailsRouter } from "./billing-details";
import { grant, grants, ledger, ledgerEntry } from "./credits";
import { explain } from "./explain";
import { findRouter } from "./find";
import { invoicesRouter } from "./invoices";
import { membersRouter } from "./members";
import { overviewRouter } from "./overview";
import { packsRouter } from "./packs";
import { paymentMethodsRouter } from "./payment-methods";
import { planRouter } from "./plan";
import { sessionsRouter } from "./sessions";
import { settingsRouter } from "./settings";
import { usageRouter } from "./usage";

/** What a signed-in customer may ask. */
export const portalRouter = router({
  alerts: alertsRouter,
  autoTopUp: autoTopUpRouter,
  billingDetails: billingDetailsRouter,
  explain,
  find: findRouter,
  grant,
  grants,
  invoices: invoicesRouter,
  ledger,
  ledgerEntry,
  members: membersRouter,
  packs: packsRouter,
  overview: overviewRouter,
  paymentMethods: paymentMethodsRouter,
  plan: planRouter,
  sessions: sessionsRouter,
  settings: settingsRouter,
  usage: usageRouter,
});
