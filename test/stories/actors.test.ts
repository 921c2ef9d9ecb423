import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { consumeAll } from "@/billing/credits/consume";
import { Customer, openBooks } from "../books";

beforeEach(async () => {
  await openBooks("2026-01-01T00:00:00Z");
});

test("use that two keys report at once stands under the key that reported it", async () => {
  const customer = await Customer.open();
  await customer.start("pro");
  const by = (name: string, quantity: bigint) => ({
    ...customer.usage(quantity),
    author: { actor: `key:${name}`, requestId: name },
  });
  const events = [by("web", 100n), by("batch", 30n), by("web", 20n), by("batch", 7n)];
  const outcomes = await consumeAll(customer.db, events);
  expect(outcomes.map(({ value }) => value?.status)).toEqual(Array(4).fill("consumed"));

  const { rows } = await sql<{ actor: string; credits: bigint }>`
    select x.actor, sum(c.credits)::int8 as credits from consumptions c
    join ledger_transactions x using (account_id, account_version)
    where c.account_id = ${customer.id} group by 1 order by 1`.execute(customer.db);
  expect(rows).toEqual([
    { actor: "key:batch", credits: 37n },
    { actor: "key:web", credits: 120n },
  ]);
});
