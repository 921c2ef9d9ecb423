import { balanceRoutes } from "./balance";
import { chargeRoutes, refundsOf } from "./charges";
import { checkoutRoutes } from "./checkout";
import { creditNoteRoutes } from "./credit-notes";
import { customerRoutes } from "./customers";
import { disputeRoutes } from "./disputes";
import { eventRoutes } from "./events";
import type { Includable } from "./expand";
import { fileRoutes } from "./files";
import { invoiceItemRoutes } from "./invoice-items";
import { invoicePaymentRoutes, paymentsOf } from "./invoice-payments";
import { confirmationSecretOf, invoiceRoutes } from "./invoices";
import { paymentIntentRoutes } from "./payment-intents";
import { paymentMethodRoutes } from "./payment-methods";
import { payoutRoutes } from "./payouts";
import { priceRoutes } from "./prices";
import { refundRoutes } from "./refunds";
import type { Route } from "./route";
import { searchRoutes } from "./search";
import { setupIntentRoutes } from "./setup-intents";
import { subscriptionRoutes } from "./subscriptions";
import { taxIdRoutes, taxIdsOf } from "./tax-ids";
import { webhookEndpointRoutes } from "./webhook-endpoints";

/** All that the simulator answers. */
export const routes: Route[] = [
  // Before what would take "search" for an id.
  ...searchRoutes,
  ...balanceRoutes,
  ...chargeRoutes,
  ...checkoutRoutes,
  ...creditNoteRoutes,
  ...customerRoutes,
  ...disputeRoutes,
  ...eventRoutes,
  ...fileRoutes,
  ...invoiceItemRoutes,
  ...invoicePaymentRoutes,
  ...invoiceRoutes,
  ...paymentIntentRoutes,
  ...paymentMethodRoutes,
  ...payoutRoutes,
  ...priceRoutes,
  ...refundRoutes,
  ...setupIntentRoutes,
  ...subscriptionRoutes,
  ...taxIdRoutes,
  ...webhookEndpointRoutes,
];

/** Fields that are there only when they are expanded. */
export const includable: Includable = {
  "charge.refunds": refundsOf,
  "customer.tax_ids": taxIdsOf,
  "invoice.confirmation_secret": confirmationSecretOf,
  "invoice.payments": paymentsOf,
};
