import type { PaymentGateway } from "@/billing/payments/gateway";
import { stripeSettings } from "@/env";
import { balanceCalls } from "./balance-calls";
import { openStripe, type StripeClient } from "./client";
import { customerCalls } from "./customer-calls";
import { disputeCalls } from "./dispute-calls";
import { eventCalls } from "./event-calls";
import { invoiceCalls } from "./invoice-calls";
import { methodCalls } from "./method-calls";
import { planCalls } from "./plan-calls";
import { refundCalls } from "./refund-calls";
import { taxIdCalls } from "./tax-id-calls";

/** Stripe, as the product asks for it. */
export function gatewayOf(client: StripeClient): PaymentGateway {
  return {
    ...customerCalls(client),
    ...methodCalls(client),
    ...taxIdCalls(client),
    ...invoiceCalls(client),
    ...refundCalls(client),
    ...disputeCalls(client),
    ...eventCalls(client),
    ...balanceCalls(client),
    ...planCalls(client),
  };
}

let opened: PaymentGateway | undefined;

/**
 * This process's gateway: its pace and its breaker are shared by all who ask. Undefined where no Stripe is set up.
 */
export function paymentGateway(): PaymentGateway | undefined {
  const settings = stripeSettings();
  if (!settings) return undefined;
  opened ??= gatewayOf(openStripe(settings));
  return opened;
}
