import { expect } from "vitest";
import { consumeAll } from "@/billing/credits/consume";
import type { Metadata } from "@/client/credits";
import type { InvoiceLineId } from "@/lib/ids";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";

export type Told = {
  feature?: string;
  at?: string;
  by?: string;
  metadata?: Metadata | null;
  key?: string;
};

/** One event as an app backend tells of it, under its own key and with its own notes. */
export async function use(customer: Customer, quantity: bigint, told: Told = {}): Promise<void> {
  const { feature = "api_call", at, by = "tb_a", metadata = null, key } = told;
  const event = customer.usage(quantity, {
    feature,
    occurredAt: at ? new Date(at) : null,
    ...(key && { key }),
  });
  const author = { actor: `key:${by}`, requestId: "test" };
  const [outcome] = await consumeAll(books(), [{ ...event, author, metadata }]);
  expect(outcome?.value).toMatchObject({ status: "consumed" });
}

export function usageOf(customer: Customer) {
  return portalOf(customer.id, {}, books()).usage;
}

/**
 * January of an account in Berlin, on pro: 20,000 credits for $99.00, then 5,040 more at a cent each.
 *
 * 5 Jan: 1,000 by key tb_a for atlas at noon; 200 by tb_b for borealis in the day's last second.
 * 6 Jan: 100 images, 500 credits, by tb_a for atlas, half an hour after midnight there.
 * 10 Jan: 18,300 by tb_b, which is all that was left. 12 Jan: 5,000 beyond. 31 Jan: 40, told in the
 * grace hour. 20 Jan: 300, told on 10 February and so February's.
 */
export async function january(): Promise<Customer> {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open({ timezone: "Europe/Berlin" });
  await customer.pay((await customer.start("pro")).invoiceId);
  await setClock("2026-01-05T23:45:00Z");
  const atlas = { project: "atlas", seats: 3 };
  await use(customer, 1_000n, { at: "2026-01-05T11:00:00Z", metadata: atlas, key: "noon" });
  const borealis = { at: "2026-01-05T22:59:59Z", by: "tb_b", metadata: { project: "borealis" } };
  await use(customer, 200n, borealis);
  await use(customer, 100n, { feature: "image", at: "2026-01-05T23:30:00Z", metadata: atlas });
  await advance("2026-01-10T09:00:00Z");
  await use(customer, 18_300n, { by: "tb_b" });
  await advance("2026-01-12T09:00:00Z");
  await use(customer, 5_000n, { by: "tb_b", key: "beyond" });
  await setClock("2026-02-01T00:30:00Z");
  await use(customer, 40n, { at: "2026-01-31T23:50:00Z", by: "tb_b", key: "grace" });
  await advance("2026-02-10T09:00:00Z");
  await use(customer, 300n, { at: "2026-01-20T12:00:00Z", key: "late" });
  return customer;
}

/** The invoice lines of an account, by kind, in the order of their periods. */
export async function linesOf(customer: Customer, kind: string) {
  const rows = await books()
    .selectFrom("invoice_lines")
    .select(["id", "quantity", "period_start"])
    .where("account_id", "=", customer.id)
    .where("kind", "=", kind)
    .orderBy("period_start")
    .execute();
  return rows.map(({ id, quantity }) => ({ id: id as InvoiceLineId, quantity }));
}
