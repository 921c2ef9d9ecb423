// A worker process that kills itself once Stripe has answered and before anything of the answer is booked.
import type { PaymentGateway } from "@/billing/payments/gateway";
import { createDb } from "@/db/client";
import { openStripe } from "@/stripe/client";
import { gatewayOf } from "@/stripe/gateway";
import { workEvents } from "@/stripe/work-events";

export type Order = { url: string; apiUrl: string };

const { url, apiUrl } = JSON.parse(process.argv[2] ?? "") as Order;
const gateway = gatewayOf(openStripe({ key: "sk_test_simulated", apiUrl }));
const dying: PaymentGateway = {
  ...gateway,
  getInvoice: (id) => killedAfter(gateway.getInvoice(id)),
  findInvoiceOf: (of) => killedAfter(gateway.findInvoiceOf(of)),
};
await workEvents(createDb(url, { applicationName: "killed" }), dying);

async function killedAfter<T>(asked: Promise<T>): Promise<T> {
  await asked;
  process.kill(process.pid, "SIGKILL");
  return await new Promise(() => {}); // nothing of it goes on while the signal is on its way
}
