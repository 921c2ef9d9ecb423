import { describe, expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";

/** Amounts of a preview's lines, in its order. */
const amounts = (shown: { money: { lines: { kind: string; amount: { minor: bigint } }[] } }) =>
  shown.money.lines.map(({ kind, amount }) => `${kind} ${amount.minor}`);

describe("by time alone (BOOKS B17)", () => {
  test("after 1 of 30 days, $5 → $20 costs -4.83 + 19.33 = 14.50, and the reverse gives 14.50", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const [up, down] = [await Customer.open(), await Customer.open()];
    await up.start("five");
    await down.start("twenty");
    await setClock("2026-04-02T00:00:00Z");
    const { shown } = await up.change("twenty");
    expect(amounts(shown)).toEqual(["proration_credit -483", "proration_charge 1933"]);
    expect(shown.money.dueNow).toEqual({ minor: 1_450n, currency: "usd" });

    const back = await down.change("five");
    expect(amounts(back.shown)).toEqual(["proration_credit -1933", "proration_charge 483"]);
    expect(back.shown.money).toMatchObject({ total: { minor: -1_450n }, dueNow: { minor: 0n } });
    // The $20 invoice is open: what is given back settles it first.
    const documents = await down.invoices();
    expect(documents.map(({ number, status, total }) => [number, status, total])).toEqual([
      ["INV-000002", "issued", 2_000n],
      ["CN-000001", "paid", -1_450n],
    ]);
    expect(await down.books()).toMatchObject({ receivable: 550n });
    expect(await down.books()).not.toHaveProperty("account_credit");
  });

  test("$10 → $20 half-way is -5.00 + 10.00", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.pay((await customer.start("ten")).invoiceId);
    await setClock("2026-04-16T00:00:00Z");
    const { shown } = await customer.change("twenty");
    expect(amounts(shown)).toEqual(["proration_credit -500", "proration_charge 1000"]);
    expect((await customer.invoices()).at(-1)?.total).toBe(500n);
  });

  test("money given back beyond what is open is kept and pays the next invoice", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    const { invoiceId } = await customer.start("twenty");
    await customer.pay(invoiceId);
    await setClock("2026-04-02T00:00:00Z");
    await customer.change("five");
    expect(await customer.books()).toMatchObject({ account_credit: -1_450n });
    // Renewed on 1 May for $5.00: paid from what is kept, $9.50 stay.
    await advance("2026-05-01T02:00:00Z");
    expect((await customer.invoices()).at(-1)).toMatchObject({ status: "paid", total: 500n });
    expect(await customer.books()).toMatchObject({ account_credit: -950n });
  });
});

describe("Pro → Scale half-way (BOOKS B17)", () => {
  async function halfWay(used: bigint) {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.pay((await customer.start("pro")).invoiceId);
    await customer.consume(used);
    await setClock("2026-04-16T00:00:00Z");
    return customer;
  }

  test("with 8,000 used: 10,000 back, -49.50 + 249.50 = 200.00, 62,000 left", async () => {
    const customer = await halfWay(8_000n);
    const { shown } = await customer.change("scale");
    expect(amounts(shown)).toEqual(["proration_credit -4950", "proration_charge 24950"]);
    expect(shown.credits).toMatchObject({ before: 12_000n, after: 62_000n, shortfall: 0n });
    expect(await customer.balance()).toMatchObject({ available: 62_000n });
    expect((await customer.invoices()).at(-1)?.total).toBe(20_000n);
  });

  test("with 15,000 used: 5,000 back, -24.75 + 249.50 = 224.75, 60,000 left", async () => {
    const customer = await halfWay(15_000n);
    const { shown } = await customer.change("scale");
    expect(amounts(shown)).toEqual(["proration_credit -2475", "proration_charge 24950"]);
    expect(await customer.balance()).toMatchObject({ available: 60_000n });
  });

  test("and back in the same second, from the first: net 0 and 12,000 left", async () => {
    const customer = await halfWay(8_000n);
    await customer.change("scale");
    const { shown } = await customer.change("pro");
    expect(amounts(shown)).toEqual(["proration_credit -24950", "proration_charge 4950"]);
    expect(await customer.balance()).toMatchObject({ available: 12_000n });
    const total = (await customer.invoices()).reduce((sum, one) => sum + one.total, 0n);
    expect(total).toBe(9_900n);
  });

  test("what a line keeps is what was used of it, and is earned when it closes", async () => {
    const customer = await halfWay(15_000n);
    await customer.change("scale");
    // $99.00 - $24.75 of Pro are earned; all of Scale's $249.50 is deferred.
    expect(await customer.books()).toMatchObject({
      "revenue.plan": -7_425n,
      deferred_revenue: -24_950n,
      revoked: 5_000n,
    });
  });
});

test("pro_yearly from 1 January, left on 16 April at noon with 4,000 of 20,000: 676.50 back", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro_yearly");
  await advance("2026-04-10T00:00:00Z");
  await customer.consume(16_000n);
  await advance("2026-04-16T12:00:00Z");
  const shown = await customer.previewEnd("now");
  // Eight months not begun at 82.50, and of April's 82.50 the 20 % of its credits that are left.
  expect(amounts(shown)).toEqual(["proration_credit -67650"]);
  const confirmed = await customer.confirm(shown.quoteId);
  expect(confirmed.stale).toBe(false);
  expect(await customer.balance()).toMatchObject({ available: 0n });
  expect((await customer.invoices()).at(-1)).toMatchObject({
    number: "CN-000001",
    total: -67_650n,
  });
});

describe("decided now, done later", () => {
  test("a downgrade waits for the end of the period; until then it can be undone", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.pay((await customer.start("scale")).invoiceId);
    const { outcome, effectiveAt } = await customer.change("pro", { when: "period_end" });
    expect([outcome, effectiveAt]).toEqual(["scheduled", new Date("2026-05-01T00:00:00Z")]);
    expect((await customer.undo()).undone).toEqual([{ kind: "change", waitsFor: "period_end" }]);
    await customer.change("pro", { when: "period_end" });
    await advance("2026-05-01T02:00:00Z");
    expect(await customer.balance()).toMatchObject({ available: 20_000n });
    expect((await customer.invoices()).at(-1)).toMatchObject({
      total: 9_900n,
      lines: ["plan 1 x 99.00 = 9900"],
    });
  });

  test("the last decision counts: a cancellation in place of a downgrade", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.start("pro");
    await customer.change("starter", { when: "period_end" });
    const shown = await customer.previewEnd("period_end");
    await customer.confirm(shown.quoteId);
    await customer.consume(25_000n);
    await advance("2026-05-01T00:00:00Z");
    // No plan follows; the 5,000 credits beyond the allowance are billed at once.
    expect((await customer.invoices()).at(-1)).toMatchObject({
      status: "issued",
      lines: ["overage 5000 x 0.01 = 5000"],
    });
    expect(await customer.balance()).toMatchObject({ available: 0n });
    await customer.start("starter");
    expect(await customer.balance()).toMatchObject({ available: 5_000n });
  });
});
