import type Stripe from "stripe";
import type { CustomerAddress, CustomerDetails, PaymentGateway } from "@/billing/payments/gateway";
import type { AccountId } from "@/lib/ids";
import { makeOnce } from "./answers";
import type { StripeClient } from "./client";
import { metadataKeys } from "./invoice-facts";

type CustomerCalls = Pick<PaymentGateway, "createCustomer" | "updateCustomer" | "findCustomer">;

/** Who pays. */
export function customerCalls({ ask, now }: StripeClient): CustomerCalls {
  const find = async (accountId: AccountId) => {
    const customer = await ask((stripe) => customerOf(stripe, accountId, now()));
    return customer && { customerId: customer.id };
  };
  return {
    createCustomer: (customer, key) =>
      makeOnce(
        `${key}:create`,
        async (idempotencyKey) => {
          const params = paramsOf(customer);
          const made = await ask((stripe) => stripe.customers.create(params, { idempotencyKey }));
          return { customerId: made.id };
        },
        () => find(customer.accountId),
      ),
    updateCustomer: async (customerId, customer, key) => {
      const params = paramsOf(customer);
      const keyed = { idempotencyKey: `${key}:update` };
      await ask((stripe) => stripe.customers.update(customerId, params, keyed));
    },
    findCustomer: find,
  };
}

function paramsOf({ accountId, name, email, address, language }: CustomerDetails) {
  return {
    ...{ name, email: email ?? "", metadata: { [metadataKeys.account]: accountId } },
    ...(address !== undefined && {
      address: address === null ? ("" as const) : addressOf(address),
    }),
    ...(language !== undefined && { preferred_locales: [language] }),
  };
}

/** Stripe has two lines; an empty word takes away what stood there. */
function addressOf({ lines, postalCode, city, region, country }: CustomerAddress) {
  const [line1 = "", ...more] = lines;
  return {
    ...{ line1, line2: more.join(", "), postal_code: postalCode ?? "", city: city ?? "" },
    ...{ state: region ?? "", country: country ?? "" },
  };
}

const indexLagsAtMost = 86_400_000;

/**
 * Stripe's index finds an account's customer however old, but is some time behind; those of the last day are
 * looked through one by one. Of two the elder: it is the one that may have a card.
 */
async function customerOf(
  stripe: Stripe,
  accountId: AccountId,
  nowMs: number,
): Promise<Stripe.Customer | undefined> {
  const query = `metadata['${metadataKeys.account}']:'${accountId}'`;
  const { data } = await stripe.customers.search({ query, limit: 100 });
  const gte = Math.floor((nowMs - indexLagsAtMost) / 1000);
  const isOurs = (one: Stripe.Customer) => one.metadata[metadataKeys.account] === accountId;
  const found = data.filter(isOurs);
  if (found.length > 0) return found.toSorted((a, b) => a.created - b.created)[0];
  for await (const one of stripe.customers.list({ created: { gte }, limit: 100 })) {
    if (isOurs(one)) return one;
  }
  return undefined;
}
