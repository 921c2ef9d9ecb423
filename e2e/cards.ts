import { readFileSync } from "node:fs";
import { join } from "node:path";
import Stripe from "stripe";
import { customerOf, refreshMethods } from "@/billing/payments/customers";
import { createDb } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import { readRunFile } from "@/sandbox/run-file";
import { openStripe } from "@/stripe/client";
import { gatewayOf } from "@/stripe/gateway";
import { dataDir } from "./sandbox";
import { service } from "./service";

/** Puts a test card on file at the sandbox's Stripe, as the account's default; told of as the product tells itself. */
export async function withCard(account: string, card = "pm_card_visa"): Promise<void> {
  const { id } = await service().ask<{ id: AccountId }>("service.accounts.get", { account });
  const kept = (name: string) => readFileSync(join(dataDir, "stripe", name), "utf8").trim();
  const [port, key] = [Number(kept("port")), kept("secret-key")];
  const gateway = gatewayOf(openStripe({ key, apiUrl: `http://127.0.0.1:${port}` }));
  const db = createDb(readRunFile(dataDir)?.databaseUrl ?? "", { max: 1 });
  try {
    const customerId = await customerOf(db, gateway, id);
    const sdk = new Stripe(key, { host: "127.0.0.1", port, protocol: "http" });
    const method = await sdk.paymentMethods.attach(card, { customer: customerId });
    await gateway.setDefaultMethod(customerId, method.id, `default-${method.id}`);
    await refreshMethods(db, gateway, id);
  } finally {
    await db.destroy();
  }
}
