import {
  GatewayError,
  type InvoiceToCollect,
  type PaymentGateway,
} from "@/billing/payments/gateway";
import type { AccountId } from "@/lib/ids";
import { type ClientOptions, openStripe } from "@/stripe/client";
import { gatewayOf } from "@/stripe/gateway";
import { type Simulated, simulated } from "../simulator/simulated";

export const accountId = "0190a000-0000-7000-8000-000000000001" as AccountId;

export type Collecting = Simulated & {
  gateway: PaymentGateway;
  /** Another process: its own pace and breaker. */
  another(options?: Partial<ClientOptions>): PaymentGateway;
  /** A customer whose usual card is the given test card. */
  payer(card: string): Promise<string>;
};

const quick = { timeoutMs: 5_000, retries: 0, pace: { perSecond: 10_000, burst: 1_000 } };

/** A gateway that asks a simulator of the test's own, as fast as it likes. */
export async function collecting(): Promise<Collecting> {
  const world = await simulated();
  const settings = { key: "sk_test_simulated", apiUrl: world.simulator.url };
  const another = (options = {}) => gatewayOf(openStripe(settings, { ...quick, ...options }));
  const gateway = another();
  const payer = async (card: string) => {
    const details = { accountId, name: "Ada Ltd", email: "ada@example.com" };
    const { customerId } = await gateway.createCustomer(details, `customer-${card}`);
    const { id } = await world.stripe.paymentMethods.attach(card, { customer: customerId });
    await gateway.setDefaultMethod(customerId, id, `default-${card}`);
    return customerId;
  };
  return { ...world, gateway, another, payer };
}

/** Pro for $29.00, as one line. */
export function proFor(customerId: string, more: Partial<InvoiceToCollect> = {}): InvoiceToCollect {
  return {
    customerId,
    accountId,
    collectionId: "collection-1",
    invoiceIds: ["invoice-1"],
    number: "INV-000001",
    currency: "usd",
    lines: [{ description: "Pro, March", amountMinor: 2_900n }],
    ...more,
  };
}

/** Drafted, made final and paid with the usual card. */
export async function collect(gateway: PaymentGateway, invoice: InvoiceToCollect) {
  const { id } = await gateway.createInvoice(invoice, "row-1");
  await gateway.finalizeInvoice(id, "row-1");
  return await gateway.payInvoice(id, { onSession: false }, "attempt-1");
}

/** What a call came to no answer with. */
export async function failureOf(call: Promise<unknown>): Promise<GatewayError> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof GatewayError) return thrown;
  throw new Error(`It was answered, or failed as no gateway does: ${String(thrown)}`);
}
