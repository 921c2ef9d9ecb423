import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { onTestFinished } from "vitest";
import { type Simulator, type SimulatorOptions, startSimulator } from "@/sandbox/stripe/server";
import type { Store } from "@/sandbox/stripe/store";

export const secret = "whsec_test_secret";

export type Simulated = {
  stripe: Stripe;
  simulator: Simulator;
  /** Moves the simulator's clock on, and has done what that makes due. */
  pass(seconds: number): Promise<void>;
};

const start = Date.UTC(2026, 2, 1) / 1000;

/** A simulator of the test's own, and the unmodified SDK pointed at it. */
export async function simulated(options: Partial<SimulatorOptions> = {}): Promise<Simulated> {
  let at = start;
  const simulator = await startSimulator({
    port: 0,
    seed: "test",
    now: () => new Date(at * 1000),
    wallClock: () => Math.floor(Date.now() / 1000),
    ...options,
  });
  onTestFinished(simulator.stop);
  const pass = async (seconds: number) => {
    at += seconds;
    await simulator.tick();
  };
  return { stripe: clientOf(simulator), simulator, pass };
}

export function clientOf({ host, port }: Simulator, key = "sk_test_simulated"): Stripe {
  return new Stripe(key, { host, port, protocol: "http", maxNetworkRetries: 0, timeout: 2_000 });
}

export type Receiver = {
  url: string;
  /** What came with a signature the SDK accepts, in order. */
  received: Stripe.Event[];
  /** Why the SDK refused what it refused. */
  refused: string[];
  /** Statuses to answer with, one after the other; 200 once they are used up. */
  answers: number[];
  /** Called before an event is answered. */
  onEvent?: (event: Stripe.Event) => Promise<void> | void;
};

/** Somebody who listens to events, checking each with the SDK's own `constructEvent`. */
export async function receiver(): Promise<Receiver> {
  const told: Receiver = { url: "", received: [], refused: [], answers: [] };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const signature = String(request.headers["stripe-signature"]);
    try {
      const event = webhooks.constructEvent(Buffer.concat(parts), signature, secret);
      await told.onEvent?.(event);
      told.received.push(event);
    } catch (error) {
      told.refused.push(error instanceof Error ? error.message : String(error));
    }
    response.writeHead(told.answers.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  told.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return told;
}

const { webhooks } = new Stripe("sk_test_unused");

/** What a call was refused with. */
export async function refusalOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const answered = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (answered instanceof Stripe.errors.StripeError) return answered;
  throw new Error(`It was not refused by Stripe: ${String(answered)}`);
}

/** A customer whose usual card is the given test card. */
export async function customerWith(stripe: Stripe, card: string): Promise<Stripe.Customer> {
  const customer = await stripe.customers.create({ email: "payer@example.com", name: "Payer" });
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  return await stripe.customers.update(customer.id, {
    invoice_settings: { default_payment_method: method.id },
  });
}

/** An open invoice over an amount. */
export async function openInvoice(
  stripe: Stripe,
  customer: Stripe.Customer,
  amount: number,
): Promise<Stripe.Invoice> {
  const draft = await stripe.invoices.create({ customer: customer.id, currency: "usd" });
  await stripe.invoices.addLines(draft.id, { lines: [{ amount, description: "Pro, March" }] });
  return await stripe.invoices.finalizeInvoice(draft.id);
}

/** Keeps what a simulator wrote, as it was when it was written, for the next one to begin with. */
export function storeInMemory(): Store {
  const written: string[] = [];
  return {
    load: async () => written.map((line) => JSON.parse(line)),
    write: async (changes) => void written.push(...changes.map((one) => JSON.stringify(one))),
  };
}
