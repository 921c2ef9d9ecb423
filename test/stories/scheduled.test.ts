import { expect, test } from "vitest";
import { findSubscription } from "@/billing/plans/read";
import { advance, Customer, openBooks, setClock } from "../books";

/** Pro, half-way through April, with an upgrade to Scale that waits for its $200.00. */
async function upgradeWaits() {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  return customer;
}

async function end(customer: Customer) {
  await customer.confirm((await customer.previewEnd("period_end")).quoteId);
}

const waitingOf = async (customer: Customer) =>
  (await findSubscription(customer.db, customer.id))?.scheduledChange ?? null;

test("an end asked for while a change waits for its money stands when that is paid", async () => {
  const customer = await upgradeWaits();
  await setClock("2026-04-16T00:00:00Z");
  const { invoiceId } = await customer.change("scale", { grants: "on_payment" });
  await setClock("2026-04-16T01:00:00Z");
  await end(customer);
  await setClock("2026-04-16T02:00:00Z");
  await customer.pay(invoiceId);
  // What was paid for is there, and ends with its period: nothing is charged again.
  expect(await customer.balance()).toMatchObject({ available: 70_000n });
  expect(await waitingOf(customer)).toMatchObject({
    ...{ kind: "cancel", effectiveAt: new Date("2026-05-01T00:00:00Z") },
  });
  await advance("2026-06-01T00:00:00Z");
  expect((await customer.invoices()).map(({ total }) => total)).toEqual([9_900n, 20_000n]);
});

test("with the period counted anew it ends with that", async () => {
  const customer = await upgradeWaits();
  await setClock("2026-04-16T00:00:00Z");
  const { invoiceId } = await customer.change("scale", { grants: "on_payment", anchor: "reset" });
  await setClock("2026-04-16T01:00:00Z");
  await end(customer);
  await customer.pay(invoiceId);
  // What was left of Pro ended with April.
  await advance("2026-05-15T23:59:59Z");
  expect((await customer.balance()).available).toBe(120_000n);
  await advance("2026-06-16T02:00:00Z");
  expect(await customer.invoices()).toHaveLength(2);
});

test("asked for before the change, it makes room for it when that is paid, and stands where it is not", async () => {
  for (const pays of [true, false]) {
    const customer = await upgradeWaits();
    await end(customer);
    await setClock("2026-04-16T00:00:00Z");
    const { invoiceId } = await customer.change("scale", { grants: "on_payment" });
    if (pays) await customer.pay(invoiceId);
    await advance("2026-05-02T00:00:00Z");
    const documents = await customer.invoices();
    expect(documents.map(({ status, total }) => `${status} ${total}`)).toEqual(
      // Scale renews for $499.00, or nothing does.
      pays ? ["paid 9900", "paid 20000", "issued 49900"] : ["paid 9900", "void 20000"],
    );
  }
});

test("another plan decided for the end of the period stands too, unless it is the one paid for", async () => {
  for (const [plan, next] of [
    ["starter", 2_900n],
    ["scale", 49_900n],
  ] as const) {
    const customer = await upgradeWaits();
    await setClock("2026-04-16T00:00:00Z");
    const { invoiceId } = await customer.change("scale", { grants: "on_payment" });
    await setClock("2026-04-16T01:00:00Z");
    await customer.change(plan, { when: "period_end" });
    await customer.pay(invoiceId);
    expect((await waitingOf(customer))?.plan ?? null).toBe(plan === "starter" ? plan : null);
    await advance("2026-05-02T00:00:00Z");
    expect((await customer.invoices()).at(-1)?.total).toBe(next);
  }
});
