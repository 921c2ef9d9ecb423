import type Stripe from "stripe";
import {
  GatewayError,
  type PaymentGateway,
  type PaymentMethodFacts,
} from "@/billing/payments/gateway";
import { mayBeDone } from "./answers";
import type { StripeClient } from "./client";
import { idOf, last4Of, metadataKeys } from "./invoice-facts";

type MethodCalls = Pick<
  PaymentGateway,
  "startSetup" | "listPaymentMethods" | "setDefaultMethod" | "removeMethod"
>;

/** What customers pay with; card numbers are told to Stripe's own page and never to us. */
export function methodCalls({ ask }: StripeClient): MethodCalls {
  return {
    startSetup: async (setup, key) => {
      const metadata = { [metadataKeys.account]: setup.accountId };
      const params: Stripe.Checkout.SessionCreateParams = {
        mode: "setup",
        customer: setup.customerId,
        currency: setup.currency,
        success_url: setup.successUrl,
        cancel_url: setup.cancelUrl,
        locale: setup.language as Stripe.Checkout.SessionCreateParams.Locale,
        metadata,
        setup_intent_data: { metadata },
      };
      const keyed = { idempotencyKey: `${key}:setup` };
      const session = await ask((stripe) => stripe.checkout.sessions.create(params, keyed));
      if (session.url) return { url: session.url };
      throw new GatewayError("unknown", `Stripe gives ${session.id} no page.`);
    },
    listPaymentMethods: async (customerId) => {
      const params = { limit: 100, expand: ["data.customer"] };
      const { data } = await ask((stripe) =>
        stripe.customers.listPaymentMethods(customerId, params),
      );
      return data.map(methodFacts);
    },
    setDefaultMethod: async (customerId, methodId, key) => {
      const params = { invoice_settings: { default_payment_method: methodId } };
      const keyed = { idempotencyKey: `${key}:default` };
      await ask((stripe) => stripe.customers.update(customerId, params, keyed));
    },
    removeMethod: async (methodId, key) => {
      const keyed = { idempotencyKey: `${key}:detach` };
      try {
        await ask((stripe) => stripe.paymentMethods.detach(methodId, {}, keyed));
      } catch (error) {
        if (!mayBeDone(error)) throw error;
        const method = await ask((stripe) => stripe.paymentMethods.retrieve(methodId));
        if (method.customer !== null) throw error;
      }
    },
  };
}

function methodFacts(method: Stripe.PaymentMethod): PaymentMethodFacts {
  const { id, type: kind, card, customer } = method;
  const settings =
    typeof customer === "object" && customer !== null ? customer.invoice_settings : undefined;
  return {
    ...{ id, kind },
    brand: card?.brand ?? null,
    last4: last4Of(method, kind),
    expMonth: card?.exp_month ?? null,
    expYear: card?.exp_year ?? null,
    isDefault: idOf(settings?.default_payment_method) === id,
  };
}
