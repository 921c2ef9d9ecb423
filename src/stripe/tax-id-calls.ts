import type Stripe from "stripe";
import type { PaymentGateway, TaxIdFacts } from "@/billing/payments/gateway";
import { makeOnce, orMissing } from "./answers";
import type { StripeClient } from "./client";

type TaxIdCalls = Pick<PaymentGateway, "listTaxIds" | "addTaxId" | "removeTaxId">;

/** Tax ids of customers; Stripe asks the registers, and tells what they say by `customer.tax_id.updated`. */
export function taxIdCalls({ ask }: StripeClient): TaxIdCalls {
  const list = async (customerId: string) => {
    const { data } = await ask((stripe) => stripe.customers.listTaxIds(customerId, { limit: 100 }));
    return data.map(factsOf);
  };
  return {
    listTaxIds: list,
    addTaxId: async (customerId, { kind: type, value }, key) => {
      await makeOnce(
        `${key}:add:${value}`,
        async (idempotencyKey) => {
          const params = { type, value };
          await ask((stripe) =>
            stripe.customers.createTaxId(customerId, params, { idempotencyKey }),
          );
          return true;
        },
        async () => (await list(customerId)).some((one) => one.value === value) || undefined,
      );
    },
    removeTaxId: async (customerId, taxIdId, key) => {
      const keyed = { idempotencyKey: `${key}:remove:${taxIdId}` };
      await orMissing(
        ask((stripe) => stripe.customers.deleteTaxId(customerId, taxIdId, {}, keyed)),
      );
    },
  };
}

const states: readonly string[] = ["pending", "verified", "unverified"];

function factsOf({ id, type, value, verification }: Stripe.TaxId): TaxIdFacts {
  const status = verification?.status ?? "unavailable";
  // A status this version does not know says nothing yet.
  const state = states.includes(status) ? (status as TaxIdFacts["state"]) : "unavailable";
  const name = state === "verified" ? (verification?.verified_name ?? null) : null;
  return { id, kind: type, value, state, registeredName: name };
}
