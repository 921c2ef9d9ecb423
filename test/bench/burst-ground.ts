import { customerOf, refreshMethods } from "@/billing/payments/customers";
import { payNow } from "@/billing/payments/pay-now";
import type { Db } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { startSimulator } from "@/sandbox/stripe/server";
import { openStripe } from "@/stripe/client";
import { gatewayOf } from "@/stripe/gateway";
import { author, openAccounts, startPlan } from "./ground";

/** An event of a payment, as Stripe would deliver it. */
export type Paid = { id: string; body: string; invoiceId: InvoiceId };

/** A Stripe of the bench's own, with customers who owe their first month. */
export type Simulated = {
  url: string;
  /** So many more of them pay at Stripe's page; what Stripe has to tell of it, nothing of which we have heard. */
  payAtPages(count: number): Promise<Paid[]>;
  /** Requests it has answered. */
  questions(): number;
  stop(): Promise<void>;
};

export async function simulate(db: Db, customers: number): Promise<Simulated> {
  let asked = 0;
  const simulator = await startSimulator({
    ...{ port: 0, seed: "burst", wallClock: () => Math.floor(Date.now() / 1_000) },
    now: () => {
      asked += 1; // for each request twice: to answer it, and for what is due after it
      return new Date();
    },
  });
  const client = openStripe(
    { key: "sk_test_benchground", apiUrl: simulator.url },
    { pace: { perSecond: 100_000, burst: 1_000 } },
  );
  const gateway = gatewayOf(client);
  const accounts = await openAccounts(db, customers, "burst");
  await startPlan(db, accounts, { plan: "pro" });
  const owing = [...accounts];
  const pay = async (accountId: AccountId): Promise<Paid[]> => {
    const before = simulator.state.all("event").length; // the newest come first
    const invoiceId = await invoiceOf(db, accountId);
    await payNow(db, gateway, { accountId, invoiceId, author, how: "page" });
    const customer = await customerOf(db, gateway, accountId);
    const card = await client.ask((stripe) =>
      stripe.paymentMethods.attach("pm_card_visa", { customer }),
    );
    await gateway.setDefaultMethod(customer, card.id, `default ${card.id}`);
    await refreshMethods(db, gateway, accountId);
    const how = { methodId: card.id, onSession: true };
    await gateway.payInvoice(
      await processorInvoiceOf(db, accountId),
      how,
      `at the page ${accountId}`,
    );
    const all = simulator.state.all("event");
    const told = all.slice(0, all.length - before);
    return told.map((event) => ({ id: event.id, body: JSON.stringify(event), invoiceId }));
  };
  return {
    url: simulator.url,
    payAtPages: async (count) => {
      const told: Paid[] = [];
      for (const account of owing.splice(0, count)) told.push(...(await pay(account)));
      return told;
    },
    questions: () => Math.round(asked / 2),
    stop: simulator.stop,
  };
}

async function invoiceOf(db: Db, accountId: AccountId): Promise<InvoiceId> {
  const row = db.selectFrom("invoices").where("account_id", "=", accountId).select("id");
  return (await row.executeTakeFirstOrThrow()).id as InvoiceId;
}

async function processorInvoiceOf(db: Db, accountId: AccountId): Promise<string> {
  const row = db
    .selectFrom("collections")
    .where("account_id", "=", accountId)
    .select("processor_invoice_id");
  const { processor_invoice_id: id } = await row.executeTakeFirstOrThrow();
  if (!id) throw new Error("Stripe has the invoice");
  return id;
}
