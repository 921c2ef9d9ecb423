import { describe, expect, test } from "vitest";
import { advance, Customer, openBooks, setClock } from "../books";

/** Amounts of a preview's lines, in its order. */
const amounts = (shown: { money: { lines: { kind: string; amount: { minor: bigint } }[] } }) =>
  shown.money.lines.map(({ kind, amount }) => `${kind} ${amount.minor}`);

describe("paid first", () => {
  test("a change waits for its money, and is done as of the quote when it came", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.pay((await customer.start("pro")).invoiceId);
    await setClock("2026-04-16T00:00:00Z");
    const { outcome, invoiceId, shown } = await customer.change("scale", { grants: "on_payment" });
    expect([outcome, shown.money.dueNow.minor]).toEqual(["awaiting_payment", 20_000n]);
    expect(await customer.balance()).toMatchObject({ available: 20_000n });
    await setClock("2026-04-16T06:00:00Z");
    // Spent while the money was on its way: 12,000 of the 20,000, so 2,000 of the 10,000 are owed.
    await customer.consume(12_000n);
    await customer.pay(invoiceId);
    expect(await customer.balance()).toMatchObject({ available: 58_000n });
  });

  test("a change that money kept from before covers is done at once, and once", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.pay((await customer.start("scale")).invoiceId);
    await setClock("2026-04-02T00:00:00Z");
    // 29 of 30 days of $499.00 are kept, less those of $29.00: 482.37 - 28.03 = 454.34.
    await customer.change("starter");
    const { outcome, shown } = await customer.change("pro", { grants: "on_payment" });
    // 29 of 30 days of $99.00, less $28.03: 95.70 - 28.03 = 67.67.
    expect(shown.money).toMatchObject({ creditApplied: { minor: 6_767n }, dueNow: { minor: 0n } });
    expect(outcome).toBe("changed");
    // Of Starter's 5,000 × 29 ∕ 30 nothing is left; of Pro's 20,000 × 29 ∕ 30 all.
    await customer.consume(1n);
    await advance("2026-04-20T00:00:00Z");
    expect(await customer.books()).toMatchObject({ account_credit: -(45_434n - 6_767n) });
    expect(await customer.invoices()).toHaveLength(3);
    await advance("2026-05-01T02:00:00Z");
    expect(await customer.balance()).toMatchObject({ available: 20_000n });
    expect(await customer.invoices()).toHaveLength(4);
  });

  test("without the money within a day the old plan goes on as if nothing had been asked", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.pay((await customer.start("pro")).invoiceId);
    await setClock("2026-04-16T00:00:00Z");
    const before = await customer.books();
    await customer.change("scale", { grants: "on_payment" });
    await advance("2026-04-17T00:00:00Z");
    expect((await customer.invoices()).at(-1)).toMatchObject({ status: "void" });
    expect(await customer.balance()).toMatchObject({ available: 20_000n });
    const after = await customer.books();
    expect(after.receivable).toBe(before.receivable);
    expect(after.bank).toBe(before.bank);
    await advance("2026-05-01T02:00:00Z");
    expect((await customer.invoices()).at(-1)).toMatchObject({ total: 9_900n });
  });
});

describe("a quote", () => {
  test("is confirmed once, and the same key gives the same answer", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.start("pro");
    const { quoteId } = await customer.preview("scale");
    const first = await customer.confirm(quoteId, "mine");
    const again = await customer.confirm(quoteId, "mine");
    expect(again).toEqual({
      ...first,
      answer: { ...("answer" in first && first.answer), replayed: true },
    });
    await expect(customer.confirm(quoteId, "another")).rejects.toMatchObject({
      code: "quote_used",
    });
    expect(await customer.invoices()).toHaveLength(2);
  });

  test("is stale after fifteen minutes, and a fresh one is there", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.start("pro");
    const { quoteId } = await customer.preview("scale");
    await setClock("2026-04-01T00:15:00Z");
    const late = await customer.confirm(quoteId);
    if (!late.stale) throw new Error("It is too late");
    expect(late.why).toBe("expired");
    expect((await customer.confirm(late.preview.quoteId)).stale).toBe(false);
  });

  test("holds while the account keeps consuming: what was spent since comes out of the new grant", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.pay((await customer.start("pro")).invoiceId);
    await setClock("2026-04-16T00:00:00Z");
    const { quoteId, credits } = await customer.preview("scale");
    expect(credits.after).toBe(70_000n);
    await setClock("2026-04-16T00:10:00Z");
    await customer.consume(12_000n);
    expect((await customer.confirm(quoteId)).stale).toBe(false);
    // 20,000 - 12,000 spent leaves 8,000 of the 10,000 to give back: 2,000 out of Scale's 60,000.
    expect(await customer.balance()).toMatchObject({ available: 58_000n });
  });

  test("of an end now is stale once its credits are spent: there is nothing new to take them from", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.pay((await customer.start("pro")).invoiceId);
    await setClock("2026-04-16T00:00:00Z");
    const { quoteId } = await customer.previewEnd("now");
    await customer.consume(12_000n);
    const late = await customer.confirm(quoteId);
    if (!late.stale) throw new Error("Its credits are spent");
    expect(late.why).toBe("changed");
    // 8,000 of 20,000 are left: 40 % of $99.00.
    expect(amounts(late.preview)).toEqual(["proration_credit -3960"]);
    // The fresh one keeps them for two minutes, so that an account in use can end its plan.
    expect(await customer.balance()).toMatchObject({ available: 0n, held: 8_000n });
    expect((await customer.confirm(late.preview.quoteId)).stale).toBe(false);
    expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
  });

  test("keeps credits for two minutes and no longer", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.pay((await customer.start("pro")).invoiceId);
    await setClock("2026-04-16T00:00:00Z");
    const { quoteId } = await customer.previewEnd("now");
    await customer.consume(12_000n);
    const late = await customer.confirm(quoteId);
    if (!late.stale) throw new Error("Its credits are spent");
    expect(late.preview.expiresAt).toEqual(new Date("2026-04-16T00:02:00Z"));
    await advance("2026-04-16T00:02:00Z");
    expect(await customer.balance()).toMatchObject({ available: 8_000n, held: 0n });
    expect((await customer.confirm(late.preview.quoteId)).stale).toBe(true);
  });

  test("of a plan that costs nothing is for the end of the period: its allowance is given once in each", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.pay((await customer.start("pro")).invoiceId);
    await expect(customer.preview("free")).rejects.toMatchObject({ code: "period_end_only" });
    await customer.change("free", { when: "period_end" });
    await advance("2026-05-02T00:00:00Z");
    await customer.consume(100n);
    await expect(customer.previewEnd("now")).rejects.toMatchObject({ code: "period_end_only" });
    await customer.confirm((await customer.previewEnd("period_end")).quoteId);
    await advance("2026-06-02T00:00:00Z");
    expect((await customer.preview("free")).credits.after).toBe(100n);
  });

  test("the plan the account has already, and a change while an invoice is overdue, are refused", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.start("pro");
    await expect(customer.preview("pro")).rejects.toMatchObject({ code: "same_plan" });
    await setClock("2026-04-08T00:00:00Z");
    await expect(customer.preview("scale")).rejects.toMatchObject({ code: "payment_overdue" });
  });
});

describe("a trial", () => {
  test("costs nothing, and is charged for when it is over, counted from there", async () => {
    await openBooks("2026-04-01T10:00:00Z");
    const customer = await Customer.open();
    const { planPeriod } = await customer.start("pro", { trialDays: 14 });
    expect(planPeriod.endsAt).toEqual(new Date("2026-04-15T10:00:00Z"));
    expect(await customer.invoices()).toEqual([]);
    await advance("2026-04-15T12:00:00Z");
    expect(await customer.invoices()).toMatchObject([{ total: 9_900n, status: "issued" }]);
    await advance("2026-05-15T12:00:00Z");
    expect(await customer.invoices()).toHaveLength(2);
  });

  test("keeps its end when the plan changes, and moves no money", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.start("pro", { trialDays: 14 });
    await setClock("2026-04-08T00:00:00Z");
    const { shown } = await customer.change("scale");
    expect(shown.money.lines).toEqual([]);
    await advance("2026-04-15T02:00:00Z");
    expect(await customer.invoices()).toMatchObject([{ total: 49_900n }]);
  });
});

test("in the first hour of a period a change goes onto the renewal's draft", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  await advance("2026-05-01T00:30:00Z");
  const { shown } = await customer.change("scale");
  expect(shown.money).toMatchObject({ onDraft: true, dueNow: { minor: 0n } });
  await advance("2026-05-01T01:00:00Z");
  const [, renewal] = await customer.invoices();
  // 30 minutes of 31 days are gone: 44,610 of 44,640 minutes are left of $99.00 and of $499.00.
  expect(renewal).toMatchObject({ status: "issued", total: 9_900n - 9_893n + 49_866n });
});
