import { sql } from "kysely";
import { expect, test } from "vitest";
import { previewFix } from "@/stripe/fix-difference";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { ask, paidPack } from "../refunds/refunding";
import { stripeBeside } from "../stripe/paying";
import { dropGuards } from "../tampering";
import { colleague, fixed } from "./fixing";
import { differences, reconciled, theDifference } from "./reconciling";

/**
 * A plan whose first period is paid and whose credits never came: its document forgot that they wait for its money.
 * `as` is what its period says of itself.
 */
async function paidForNothing(plan: string, as: "granted" | "withheld" = "granted") {
  await openBooks("2026-04-01T00:00:00Z");
  const { gateway } = await stripeBeside();
  const customer = await Customer.open();
  const { invoiceId } = await customer.start(plan, { grants: "on_payment" });
  await dropGuards(books());
  await sql`update invoices set grants = 'on_issue' where id = ${invoiceId}`.execute(books());
  await customer.pay(invoiceId);
  expect(await customer.balance()).toMatchObject({ available: 0n });
  if (as === "granted")
    await sql`update plan_periods set allowance_granted = true`.execute(books());
  return { customer, gateway };
}

/** As if the grant had come from elsewhere, and the one of its period never. */
async function lose(where: string): Promise<void> {
  await dropGuards(books());
  const { numAffectedRows } = await sql
    .raw(`update grants set category = 'promo', invoice_line_id = null, plan_period_id = null, slice_index = null,
      paid_minor = 0 where ${where}`)
    .execute(books());
  expect(numAffectedRows).toBe(1n);
}

/** The allowances of an account, as their rows have them. */
async function allowances({ id }: Customer) {
  const { rows } = await sql<Record<string, unknown>>`
    select g.amount, g.effective_at as begins, g.expires_at as ends, g.paid_minor as paid, l.kind as line,
      l.plan_period_id = g.plan_period_id as "isOfPeriod", g.slice_index as slice
    from grants g join invoice_lines l on l.account_id = g.account_id and l.id = g.invoice_line_id
    where g.account_id = ${id} and g.category = 'allowance' order by g.expires_at`.execute(books());
  return rows;
}

/** The audit holds a period against what it says of itself: one that is over says that nothing came. */
async function sayNothingCame(): Promise<void> {
  await sql`update plan_periods set allowance_granted = false where state = 'closed'`.execute(
    books(),
  );
}

const at = (date: string) => new Date(`${date}T00:00:00Z`);

test("an allowance that was paid and never came is given with its period's dates, once, as it was shown", async () => {
  const { customer, gateway } = await paidForNothing("pro");
  await setClock("2026-04-11T00:00:00Z");
  await reconciled(gateway);
  expect(await differences()).toEqual(["charge_without_grant never_granted -20000 credits"]);
  const { shown, confirm } = await fixed(gateway);
  expect(shown.moves.filter(({ asset }) => asset === "credit")).toEqual([
    { from: "issued.allowance", to: "grant", asset: "credit", amount: 20_000n },
  ]);
  expect(await customer.balance()).toMatchObject({ available: 0n });
  expect(await confirm()).toEqual({ stale: false, answer: { status: "fixed" } });
  expect(await confirm()).toEqual({ stale: false, answer: { status: "fixed" } });
  expect(await allowances(customer)).toEqual([
    {
      ...{ amount: 20_000n, begins: at("2026-04-01"), ends: at("2026-05-01"), paid: 9_900n },
      ...{ line: "plan", isOfPeriod: true, slice: 0 },
    },
  ]);
  // Use of the fifth that is heard of now is the period's, and finds what the period had.
  await customer.consume(5_000n, { occurredAt: at("2026-04-05") });
  expect(await customer.balance()).toMatchObject({ available: 15_000n });
  await reconciled(gateway);
  expect(await differences()).toEqual([]);
  // May gives its own, as ever; what was left of April's is gone an hour later.
  await advance("2026-05-01T02:00:00Z");
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
  expect(await customer.books()).toMatchObject({ consumed: 5_000n, expired: 15_000n });
});

test("two of us who give an allowance at the same moment give it once", async () => {
  const { customer, gateway } = await paidForNothing("pro");
  await setClock("2026-04-11T00:00:00Z");
  await reconciled(gateway);
  const [one, other] = [await fixed(gateway), await fixed(gateway)];
  const outcomes = await Promise.allSettled([one.confirm(), other.confirm()]);
  const done = outcomes.filter((out) => out.status === "fulfilled" && !out.value.stale);
  expect(done).toHaveLength(1);
  expect(await allowances(customer)).toHaveLength(1);
});

test("a period that is paid and still withheld while it runs is given its allowance too", async () => {
  const { customer, gateway } = await paidForNothing("pro", "withheld");
  await setClock("2026-04-11T00:00:00Z");
  await reconciled(gateway);
  expect(await differences()).toEqual(["charge_without_grant never_granted -20000 credits"]);
  await (await fixed(gateway)).confirm();
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
  // Beyond it overage is allowed again: the allowance was really granted (BOOKS B4).
  expect(await customer.consume(20_100n)).toMatchObject({ overage: 100n });
  await reconciled(gateway);
  expect(await differences()).toEqual([]);
});

test("given to a plan that rolls over, it is earned by use and what is left rolls over", async () => {
  const { customer, gateway } = await paidForNothing("rolling");
  await setClock("2026-04-20T00:00:00Z");
  await reconciled(gateway);
  await (await fixed(gateway)).confirm();
  await customer.consume(250n);
  await advance("2026-05-01T02:00:00Z");
  // Of $10.00 for 1,000: $2.50 for 250 used, $4.00 for 400 rolled over, $3.50 for 350 expired; May's $10.00 is owed.
  expect(await customer.books()).toMatchObject({
    ...{ "revenue.plan": -250n, "revenue.breakage": -350n, deferred_revenue: -1_400n },
    ...{ consumed: 250n, expired: 350n, grant: 1_400n },
  });
});

test("after an upgrade the new period's allowance is its share of the cycle, and the old period's is over", async () => {
  const { customer, gateway } = await paidForNothing("pro");
  await setClock("2026-04-16T00:00:00Z");
  // Nothing was there to be given back: $249.50 for the half of Scale's $499.00, with the half of its 120,000.
  const { invoiceId } = await customer.change("scale");
  await customer.pay(invoiceId);
  await lose("amount = 60000 and category = 'allowance'");
  await setClock("2026-04-20T00:00:00Z");
  await reconciled(gateway);
  expect(await differences()).toEqual([
    "charge_without_grant never_granted -20000 credits",
    "charge_without_grant never_granted -60000 credits",
  ]);
  const old = await theDifference();
  expect(old).toMatchObject({ credits: -20_000n, fix: null, facts: { byHand: "period_over" } });
  await sql`update reconciliation_differences set status = 'resolved', closed_at = app_now(), closed_by = 'test',
    closed_because = 'Refunded' where id = ${old.id}`.execute(books());
  await (await fixed(gateway)).confirm();
  expect(await allowances(customer)).toEqual([
    {
      ...{ amount: 60_000n, begins: at("2026-04-16"), ends: at("2026-05-01"), paid: 24_950n },
      ...{ line: "proration_charge", isOfPeriod: true, slice: 0 },
    },
  ]);
  await reconciled(gateway);
  expect(await differences()).toEqual([]);
  await sayNothingCame();
});

test("a month of a year is given by itself, for its twelfth of the price", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const { gateway } = await stripeBeside();
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro_yearly")).invoiceId);
  await advance("2026-02-03T00:00:00Z");
  await lose("slice_index = 1 and category = 'allowance'");
  await reconciled(gateway);
  expect(await differences()).toEqual(["charge_without_grant never_granted -20000 credits"]);
  await (await fixed(gateway)).confirm();
  // $990.00 in twelve.
  expect((await allowances(customer)).at(-1)).toEqual({
    ...{ amount: 20_000n, begins: at("2026-02-01"), ends: at("2026-03-01"), paid: 8_250n },
    ...{ line: "plan", isOfPeriod: true, slice: 1 },
  });
  await reconciled(gateway);
  expect(await differences()).toEqual([]);
});

test("of a period that is over nothing comes: the fix is refused, and the next comparison leaves it to a person", async () => {
  const { customer, gateway } = await paidForNothing("pro");
  await setClock("2026-04-30T12:00:00Z");
  await reconciled(gateway);
  const { id: differenceId } = await theDifference();
  const { confirm } = await fixed(gateway);
  await advance("2026-05-02T00:00:00Z");
  await expect(confirm()).rejects.toMatchObject({ code: "invalid_input" });
  const by = await colleague();
  await expect(previewFix(books(), gateway, { differenceId, by })).rejects.toThrow(
    "its credits would be over at once",
  );
  await reconciled(gateway);
  expect(await theDifference()).toMatchObject({ fix: null, facts: { byHand: "period_over" } });
  expect(await customer.balance()).toMatchObject({ available: 20_000n });
  await sayNothingCame();
});

test("what was withheld until its period was over is no difference: nothing comes of it", async () => {
  const { gateway } = await paidForNothing("pro", "withheld");
  await setClock("2026-04-30T12:00:00Z");
  await reconciled(gateway);
  expect(await differences()).toHaveLength(1);
  await advance("2026-05-02T00:00:00Z");
  await reconciled(gateway);
  expect(await differences()).toEqual([]);
});

test("credits of a line whose money went back are left to a person", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  await lose("category = 'pack'");
  await setClock("2026-03-03T00:00:00Z");
  await reconciled(stripe.gateway);
  const { id: differenceId } = await theDifference();
  await ask(customer, invoiceId, { policy: "unused_only", destination: "account_credit" });
  const by = await colleague();
  await expect(previewFix(books(), stripe.gateway, { differenceId, by })).rejects.toMatchObject({
    code: "invalid_input",
  });
  await reconciled(stripe.gateway);
  expect(await theDifference()).toMatchObject({ fix: null, facts: { byHand: "returned" } });
});
