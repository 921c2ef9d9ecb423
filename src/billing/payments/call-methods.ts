import type { CallKind } from "./call-kinds";
import { customerOf, keepMethods } from "./customers";
import type { PaymentGateway, PaymentMethodFacts } from "./gateway";

export type SetupRequest = {
  currency: string;
  language: string;
  successUrl: string;
  cancelUrl: string;
  /** What was on file before: whatever is there besides, was added at the page. */
  known: string[];
};

/** Opens the processor's page where a card is told; what comes of it is heard of later. */
export const startSetup: CallKind<{ url: string }> = {
  async ask({ db, gateway, call: { accountId, id, request } }) {
    const { currency, language, successUrl, cancelUrl } = request as SetupRequest;
    const customerId = await customerOf(db, gateway, accountId);
    const page = { customerId, accountId, currency, language, successUrl, cancelUrl };
    return await gateway.startSetup(page, id);
  },
  async settle(_, __, { url }) {
    return { url };
  },
};

type OfMethod = { methodId: string };

export const setDefaultMethod = changing(async (gateway, { customerId, methodId, key }) => {
  await gateway.setDefaultMethod(customerId, methodId, key);
});

export const removeMethod = changing(async (gateway, { methodId, key }) => {
  await gateway.removeMethod(methodId, key);
});

type Change = (
  gateway: PaymentGateway,
  how: { customerId: string; methodId: string; key: string },
) => Promise<void>;

/** Changes what is on file there, then keeps all of it as it is from then on. */
function changing(change: Change): CallKind<PaymentMethodFacts[]> {
  return {
    async ask({ db, gateway, call: { accountId, id: key, request } }) {
      const customerId = await customerOf(db, gateway, accountId);
      await change(gateway, { customerId, methodId: (request as OfMethod).methodId, key });
      return await gateway.listPaymentMethods(customerId);
    },
    async settle(tx, { accountId }, methods) {
      await keepMethods(tx, accountId, methods);
      return null;
    },
  };
}
