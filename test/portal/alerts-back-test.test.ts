import { expect, test } from "vitest";
import { addCheckpoints } from "@/billing/ledger/add-checkpoints";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";

const alertsOf = (customer: Customer) => portalOf(customer.id, {}, books()).alerts;

/** On Pro since 1 January, until 10 March: what was used on which day. */
async function aQuarterOf(customer: Customer): Promise<void> {
  await customer.pay((await customer.start("pro")).invoiceId);
  await spend(customer, "2026-01-10", 9_999n);
  await spend(customer, "2026-01-12", 1n); // 10,000 of 20,000
  await spend(customer, "2026-01-20", 9_500n); // 500 left
  await customer.grant(2_000n, { category: "pack" });
  await spend(customer, "2026-01-25", 4_000n); // the 2,500 left, and 1,500 of overage at a cent: $15.00
  await advance("2026-02-01T02:00:00Z");
  await pay(customer);
  await spend(customer, "2026-02-10", 15_000n);
  await advance("2026-03-01T02:00:00Z");
  await pay(customer);
  await spend(customer, "2026-03-05", 19_500n);
  await setClock("2026-03-10T12:00:00Z");
}

async function spend(customer: Customer, day: string, credits: bigint) {
  await advance(`${day}T12:00:00Z`);
  await customer.consume(credits);
}

async function pay(customer: Customer) {
  const open = (await customer.invoices()).find(({ status }) => status === "issued");
  await customer.pay(open?.id ?? null);
}

const days = (fired: { day: string; figure: bigint | null }[] | null) =>
  fired?.map(({ day, figure }) => `${day}: ${figure}`);

test("a rule's last 90 days, by how each day ended, with and without checkpoints", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await aQuarterOf(customer);
  const alerts = alertsOf(customer);
  const ask = async (kind: "balance" | "usage" | "spend", threshold: bigint) =>
    days((await alerts.backTest({ kind, threshold })).fired);

  for (const marked of [false, true]) {
    if (marked) await inTransaction(books(), (tx) => addCheckpoints(tx, { every: 2 }));
    // On 20 January 500 are left and 2,000 come that day; nothing is left on the 25th.
    expect(await ask("balance", 1_000n)).toEqual(["2026-01-25: 0", "2026-03-05: 500"]);
    expect(await ask("balance", 5_001n)).toEqual([
      "2026-01-20: 2500",
      "2026-02-10: 5000",
      "2026-03-05: 500",
    ]);
    expect(await ask("usage", 50n)).toEqual(["2026-01-12: 50", "2026-02-10: 75", "2026-03-05: 97"]);
    expect(await ask("usage", 100n)).toEqual(["2026-01-25: 100"]);
    expect(await ask("spend", 1_500n)).toEqual(["2026-01-25: 1500"]);
    expect(await ask("spend", 1_501n)).toEqual([]);
  }
});

test("documents are told as they were issued; what asks of days to come is not looked back", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await aQuarterOf(customer);
  const alerts = alertsOf(customer);
  const { days: looked, fired } = await alerts.backTest({ kind: "invoice", threshold: 0n });
  expect(looked).toBe(69); // 1 January to 10 March: the account is no older
  expect(fired?.map(({ day, about }) => `${day} ${about}`)).toEqual([
    "2026-01-01 INV-000001",
    "2026-02-01 INV-000002",
    "2026-03-01 INV-000003",
  ]);
  expect((await alerts.backTest({ kind: "run_out", threshold: 7n })).fired).toBeNull();
});

test("a day is held against the days before it, also those before the 90", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open({ timezone: "America/New_York" });
  await customer.grant(1_000_000n);
  // 110 days of 100 in New York; ten times as much on the 30th and the 105th.
  for (let index = 0; index < 110; index += 1) {
    await setClock(new Date(Date.UTC(2026, 0, 2 + index, 3)));
    await customer.consume(index === 29 || index === 104 ? 1_000n : 100n);
  }
  const { days: looked, fired } = await alertsOf(customer).backTest({
    kind: "spike",
    threshold: 7n,
  });
  expect(looked).toBe(90);
  // 03:00 UTC is the evening before. The first lies 81 days back, the second 6.
  expect(days(fired)).toEqual(["2026-01-30: 10", "2026-04-15: 10"]);
});
