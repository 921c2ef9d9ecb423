import { describe, expect, test } from "vitest";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { inTransaction } from "@/db/transaction";
import { advance, Customer, openBooks, setClock } from "../books";
import { testCatalog } from "../catalog";
import { giveUp } from "../give-up";

/** Each of these gave credits or money away, or stood still, before it was held here. */

const overageOf = (documents: { lines: string[] }[]) =>
  documents.flatMap(({ lines }) => lines.filter((line) => line.startsWith("overage")));

test("the overage cap is per billing cycle: leaving a plan and coming back does not lift it", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.pay((await customer.start("capped")).invoiceId);
  await customer.consume(1_500n);
  await customer.pay((await customer.change("pro")).invoiceId);
  await customer.change("capped", { when: "now" });
  // 500 of the 500 credits beyond the allowance were used in this cycle already.
  expect(await customer.balance()).toMatchObject({ available: 1_000n });
  await customer.consume(1_000n);
  expect(await customer.consume(1n)).toMatchObject({
    status: "insufficient_credits",
    facts: { reason: "overage_cap" },
  });
  await advance("2026-05-01T00:00:00Z");
  expect(await customer.consume(1_500n)).toMatchObject({ status: "consumed", overage: 500n });
});

describe("overage that a hold reached into", () => {
  async function holding() {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.pay((await customer.start("pro")).invoiceId);
    await customer.consume(20_000n);
    const { holdId } = await customer.hold(5_000n, "2026-06-20T00:00:00Z");
    await setClock("2026-04-16T00:00:00Z");
    return { customer, holdId };
  }

  test("is billed when it is captured after the plan has ended", async () => {
    const { customer, holdId } = await holding();
    await customer.confirm((await customer.previewEnd("now")).quoteId);
    await advance("2026-04-17T00:00:00Z");
    expect(overageOf(await customer.invoices())).toEqual([]);
    await customer.capture(holdId, 4_000n);
    await advance("2026-04-17T00:00:01Z");
    expect(overageOf(await customer.invoices())).toEqual(["overage 4000 x 0.01 = 4000"]);
  });

  test("and is gone without a bill when it is released", async () => {
    const { customer, holdId } = await holding();
    await customer.consume(1_000n);
    await customer.confirm((await customer.previewEnd("now")).quoteId);
    await customer.release(holdId);
    await advance("2026-04-17T00:00:00Z");
    expect(overageOf(await customer.invoices())).toEqual(["overage 1000 x 0.01 = 1000"]);
  });

  test("costs what it cost when held, also captured on a plan that bills none", async () => {
    const { customer, holdId } = await holding();
    await customer.change("starter", { when: "now" });
    await customer.capture(holdId, 5_000n);
    await advance("2026-05-01T02:00:00Z");
    expect(overageOf(await customer.invoices())).toEqual(["overage 5000 x 0.01 = 5000"]);
  });

  test("so too where the other plan came at the end of the period", async () => {
    const { customer, holdId } = await holding();
    await customer.change("starter", { when: "period_end" });
    await advance("2026-05-02T00:00:00Z");
    await customer.capture(holdId, 5_000n);
    await advance("2026-06-01T02:00:00Z");
    expect(overageOf(await customer.invoices())).toEqual(["overage 5000 x 0.01 = 5000"]);
  });
});

describe("in a trial", () => {
  async function halfOfTrial(plan: string, used: bigint) {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.start(plan, { trialDays: 14 });
    if (used > 0n) await customer.consume(used);
    await setClock("2026-04-08T00:00:00Z");
    return customer;
  }

  test("changing plans gives no second allowance to try", async () => {
    const customer = await halfOfTrial("pro", 20_000n);
    await customer.change("scale");
    expect(await customer.balance()).toMatchObject({ available: 0n });
    await customer.change("pro");
    expect(await customer.balance()).toMatchObject({ available: 0n });
  });

  test("what is not tried goes along: there and back in one second nets nothing", async () => {
    const customer = await halfOfTrial("pro", 8_000n);
    await customer.change("scale");
    // 10,000 of Pro's 20,000 back, half of Scale's 120,000 in their place.
    expect(await customer.balance()).toMatchObject({ available: 62_000n });
    await customer.change("pro");
    expect(await customer.balance()).toMatchObject({ available: 12_000n });
  });

  test("nothing of it rolls over, whatever plan it ends on", async () => {
    const customer = await halfOfTrial("team", 0n);
    await customer.change("pro");
    await advance("2026-04-15T00:00:00Z");
    expect(await customer.balance()).toMatchObject({ available: 20_000n });
  });
});

describe("a first period that waits for its money", () => {
  test("cannot be changed by a customer: the credit for it would pay for the other plan", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    const { invoiceId } = await customer.start("scale", { grants: "on_payment" });
    for (const plan of ["starter", "pro"]) {
      await expect(
        customer.preview(plan, { when: "now", grants: "on_payment" }),
      ).rejects.toMatchObject({ code: "payment_overdue", facts: { invoiceId } });
    }
    expect(await customer.balance()).toMatchObject({ available: 0n });
    await customer.pay(invoiceId);
    await customer.change("pro", { when: "now", grants: "on_payment" });
    expect(await customer.balance()).toMatchObject({ available: 20_000n });
  });
});

test("a quote older than the running period is stale", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro");
  const toScale = await customer.preview("scale");
  const toNothing = await customer.previewEnd("now");
  await setClock("2026-04-01T00:00:05Z");
  await customer.change("team");
  expect((await customer.confirm(toScale.quoteId)).stale).toBe(true);
  expect((await customer.confirm(toNothing.quoteId)).stale).toBe(true);
});

test("unused credits taken back for less than they stood for leave nothing deferred behind", async () => {
  const db = await openBooks("2026-04-01T00:00:00Z");
  const changes = [{ from: "team", to: "pro", when: "now", allowance: "replace" } as const];
  await inTransaction(db, (tx) => applyCatalog(tx, defineCatalog({ ...testCatalog, changes })));
  const customer = await Customer.open();
  await customer.pay((await customer.start("team")).invoiceId);
  await setClock("2026-04-16T00:00:00Z");
  await customer.change("pro");
  // All 45,000 of $199.00 are taken back, $99.50 of it given back; the other $99.50 are breakage.
  expect(await customer.books()).toMatchObject({
    "revenue.breakage": -9_950n,
    deferred_revenue: -4_950n,
    revoked: 45_000n,
  });
});

test("what is on hold keeps what it stood for when all else is taken back", async () => {
  const db = await openBooks("2026-04-01T00:00:00Z");
  const changes = [{ from: "team", to: "pro", when: "now", allowance: "replace" } as const];
  await inTransaction(db, (tx) => applyCatalog(tx, defineCatalog({ ...testCatalog, changes })));
  const customer = await Customer.open();
  await customer.pay((await customer.start("team")).invoiceId);
  await customer.hold(5_000n, "2026-06-20T00:00:00Z");
  await setClock("2026-04-16T00:00:00Z");
  await customer.change("pro");
  // Of $199.00 for 45,000 half is given back for 40,000. The 5,000 on hold stand for a ninth, 22.11; the
  // other 77.39 are breakage. Half of April on Pro is deferred beside them: 49.50.
  expect(await customer.books()).toMatchObject({
    "revenue.breakage": -7_739n,
    deferred_revenue: -2_211n - 4_950n,
    revoked: 40_000n,
  });
});

test("a first plan that kept money pays for is left by what was used of it, like any other", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro_yearly")).invoiceId);
  await customer.confirm((await customer.previewEnd("now")).quoteId);
  // All $990.00 were given back in the first second; $499.00 of it pay for Scale at once.
  await customer.change("scale", { grants: "on_payment" });
  await customer.consume(90_000n);
  await setClock("2026-01-16T12:00:00Z");
  // Half of January is left, but only 30,000 of the 120,000: a quarter of $499.00 comes back.
  const shown = await customer.previewEnd("now");
  expect(shown.money.lines.map(({ kind, amount }) => `${kind} ${amount.minor}`)).toEqual([
    "proration_credit -12475",
  ]);
  await customer.confirm(shown.quoteId);
  expect(await customer.balance()).toMatchObject({ available: 0n });
});

test("a plan left and come back to within a cycle lets no more roll over than one that was stayed on", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.pay((await customer.start("team")).invoiceId);
  for (const day of ["11", "21"]) {
    await setClock(`2026-04-${day}T00:00:00Z`);
    for (const plan of ["pro", "team"]) {
      await customer.change(plan);
      for (const { id, status } of await customer.invoices())
        if (status === "issued") await customer.pay(id);
    }
  }
  // Three times 15,000 of Team, each for ten days: together no more than 20,000 roll over.
  expect(await customer.balance()).toMatchObject({ available: 45_000n });
  await advance("2026-05-01T02:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 45_000n + 20_000n });
});

test.each(["void", "uncollectible"] as const)(
  "of a year whose invoice is %s no further month is given, until it is paid late",
  async (as) => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    const { invoiceId } = await customer.start("pro_yearly");
    await setClock("2026-04-10T00:00:00Z");
    await giveUp(customer, { invoiceId, as });
    await advance("2026-05-10T00:00:00Z");
    expect(await customer.balance()).toMatchObject({ available: 0n });
    expect(await customer.consume(1n)).toMatchObject({ status: "insufficient_credits" });
    if (as === "void") return;
    await customer.pay(invoiceId);
    expect(await customer.balance()).toMatchObject({ available: 20_000n });
    await advance("2026-06-01T00:00:00Z");
    expect(await customer.balance()).toMatchObject({ available: 20_000n });
    // June's to March's ten of twelve months go back.
    const { shown } = await customer.change("scale");
    expect(shown.money.lines[0]?.amount).toMatchObject({ minor: -82_500n });
    expect((await customer.books())["revenue.plan"]).toBeLessThanOrEqual(0n);
  },
);
