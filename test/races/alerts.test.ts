import { sql } from "kysely";
import { expect, test } from "vitest";
import { createRule } from "@/billing/alerts/change-rules";
import { runDue } from "@/billing/catch-up";
import { Coalescer } from "@/billing/credits/coalesce";
import { inTransaction } from "@/db/transaction";
import { books, Customer, openBooks, setClock } from "../books";
import { byClients, patiently } from "./clients";

const told = { channels: ["in_app"], recipients: [], enabled: true, createdBy: null } as const;

async function firings(customer: Customer): Promise<bigint[]> {
  const { rows } = await sql<{ threshold: bigint }>`
    select threshold from alert_firings where account_id = ${customer.id} order by threshold`.execute(
    books(),
  );
  return rows.map(({ threshold }) => threshold);
}

async function watched(thresholds: readonly bigint[]): Promise<Customer> {
  const customer = await Customer.open();
  for (const threshold of thresholds) {
    await inTransaction(books(), (tx) =>
      createRule(tx, customer.id, { ...told, kind: "balance", threshold }),
    );
  }
  return customer;
}

test("64 uses at once that cross two thresholds fire each of them once", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await watched([40n, 20n]);
  await customer.grant(64n);
  // Two, as two web processes would have, and consumes of their own beside them.
  const coalescers = [new Coalescer(books()), new Coalescer(books())];
  await byClients(64, async (index) => {
    const usage = customer.usage(1n);
    const coalescer = coalescers[index % 3];
    if (!coalescer) return await patiently(() => customer.consume(1n));
    return await patiently(async () => {
      const [outcome] = await coalescer.consume([usage]);
      return outcome?.status === "fulfilled" ? outcome.value : undefined;
    });
  });
  expect(await customer.balance()).toMatchObject({ available: 0n });
  expect(await firings(customer)).toEqual([20n, 40n]);
});

test("a rule made while uses cross its threshold fires once, whichever comes first", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await watched([]);
  await customer.grant(64n);
  await Promise.all([
    byClients(63, () => patiently(() => customer.consume(1n))),
    inTransaction(books(), (tx) =>
      createRule(tx, customer.id, { ...told, kind: "balance", threshold: 32n }),
    ),
  ]);
  await customer.consume(1n);
  expect(await firings(customer)).toEqual([32n]);
});

test("a boundary booked by the job and by uses at once tells a period's alert once", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await watched([1_000_000n]);
  await customer.start("free");
  expect(await firings(customer)).toHaveLength(1);
  const now = await setClock("2026-02-01T00:00:00Z");
  await Promise.all([
    runDue(books(), now),
    byClients(16, () => patiently(() => customer.consume(1n))),
  ]);
  expect(await firings(customer)).toEqual([1_000_000n, 1_000_000n]);
});
