import { beforeEach, expect, test } from "vitest";
import { runDue } from "@/billing/catch-up";
import { books, Customer, openBooks, setClock } from "../books";
import { byClients, count, manyClients, patiently } from "./clients";

beforeEach(async () => {
  await openBooks("2026-04-01T00:00:00Z");
});

/** On a paid plan half-way through April. */
async function halfWay(plan: string): Promise<Customer> {
  const customer = await Customer.open();
  await customer.pay((await customer.start(plan)).invoiceId);
  await setClock("2026-04-16T00:00:00Z");
  return customer;
}

const outcomeOf = (confirmed: Promise<{ stale: boolean }>): Promise<string> =>
  confirmed.then(
    ({ stale }) => (stale ? "quote_stale" : "changed"),
    (error: { code: string }) => error.code,
  );

test("one quote confirmed by 64 clients under as many keys is one change (C6)", async () => {
  const customer = await halfWay("pro");
  const { quoteId } = await customer.preview("scale");
  const outcomes = await byClients(manyClients, async () => ({
    told: await patiently(async () => ({ status: await outcomeOf(customer.confirm(quoteId)) })),
  }));
  expect(count(outcomes.map(({ told }) => told.status))).toEqual({ changed: 1, quote_used: 63 });
  expect(await customer.balance()).toMatchObject({ available: 70_000n });
  expect(await customer.invoices()).toHaveLength(2);
});

test("of two quotes confirmed at once one changes the plan, the other is told it is stale or the same plan", async () => {
  const customer = await halfWay("pro");
  const [up, down] = [await customer.preview("scale"), await customer.preview("starter")];
  const outcomes = await Promise.all([
    outcomeOf(customer.confirm(up.quoteId)),
    outcomeOf(customer.confirm(down.quoteId)),
  ]);
  expect(outcomes).toContain("changed");
  expect(outcomes.filter((one) => one === "changed")).toHaveLength(1);
  expect(outcomes.filter((one) => one !== "changed")).toEqual(["quote_stale"]);
});

test("a quote confirmed while the period renews is stale, and the renewal stands", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  await setClock("2026-04-30T23:59:00Z");
  const { quoteId, expiresAt } = await customer.preview("scale");
  expect(expiresAt).toEqual(new Date("2026-05-01T00:00:00Z"));
  const now = await setClock("2026-05-01T00:00:00Z");
  const [outcome] = await Promise.all([
    outcomeOf(customer.confirm(quoteId)),
    runDue(books(), now),
    runDue(books(), now),
  ]);
  expect(outcome).toBe("quote_stale");
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
  expect(await customer.invoices()).toHaveLength(2);
});

test("an account that consumes all the time can still confirm: the new grant pays for what was used since", async () => {
  const customer = await halfWay("pro");
  const { quoteId, credits } = await customer.preview("scale");
  // Half of Pro's 20,000 back, half of Scale's 120,000: 70,000 if nothing were used.
  expect(credits.after).toBe(70_000n);
  let used = 0n;
  let confirmed = false;
  const consume = async () => {
    // At least 40 uses of 60 credits before and around the confirmation, and it goes on after it.
    for (let count = 0; count < 40 || !confirmed; count += 1) {
      const { status } = await customer.consume(60n);
      if (status === "consumed") used += 60n;
    }
  };
  const confirm = async () => {
    const answer = await patiently(() => customer.confirm(quoteId));
    confirmed = true;
    return answer;
  };
  const [answer] = await Promise.all([confirm(), ...Array.from({ length: 8 }, consume)]);
  expect(answer.stale).toBe(false);
  // 8 × 40 × 60 = 19,200 credits at the least: most of what was to be given back is spent by now.
  expect(used).toBeGreaterThanOrEqual(19_200n);
  expect(await customer.balance()).toMatchObject({ available: 70_000n - used });
});
