import { expect, test } from "vitest";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { testCatalog } from "../catalog";
import { portalOf } from "../portal";
import { linesOf, usageOf, use } from "./usage-story";

type Span = { start: Date; end: Date };
const told = ({ start, end }: Span) =>
  [start, end].map((at) => at.toISOString().slice(0, 13)).join(" ");

/** What the picker offers, newest first. */
async function offered(customer: Customer) {
  const periods = await usageOf(customer).periods();
  return periods.map((one) => `${one.plan} ${told(one)}`);
}

/** What an invoice line opens: its stretch, and the credits used under it. */
async function under(customer: Customer, kind: string, place = 0) {
  const line = (await linesOf(customer, kind))[place];
  if (!line) throw new Error(`There is a ${kind} line`);
  const { span, total } = await usageOf(customer).table({ line: line.id });
  return { lineId: line.id, span: told(span), credits: total.credits };
}

/**
 * April: Pro with 21,000 used, 1,000 of them beyond; on the 16th Ten for no time at all, then Scale; 2,500
 * used, 300 of them promo credits; a change nobody pays; Pro again from the 25th with 400 used.
 */
async function april() {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  await setClock("2026-04-05T00:00:00Z");
  await use(customer, 20_000n);
  await use(customer, 1_000n);
  await setClock("2026-04-16T00:00:00Z");
  await customer.pay((await customer.change("ten")).invoiceId);
  await customer.pay((await customer.change("scale")).invoiceId);
  await setClock("2026-04-20T00:00:00Z");
  await customer.grant(300n, { priority: 1 });
  await use(customer, 300n);
  await use(customer, 2_200n);
  const unpaid = await customer.change("team", { grants: "on_payment", anchor: "reset" });
  expect(unpaid.shown.money.dueNow.minor).toBeGreaterThan(0n);
  await advance("2026-04-25T00:00:00Z");
  await customer.change("pro");
  await setClock("2026-04-28T00:00:00Z");
  await use(customer, 400n);
  return customer;
}

test("the picker has the plan periods that ran, each with its own use", async () => {
  const customer = await april();
  expect(await offered(customer)).toEqual([
    "Pro 2026-04-25T00 2026-05-01T00",
    "Scale 2026-04-16T00 2026-04-25T00",
    "Pro 2026-04-01T00 2026-04-16T00",
  ]);
  const usage = usageOf(customer);
  const used = [];
  for (const { key } of await usage.periods()) {
    used.push((await usage.table({ period: key })).total.credits);
  }
  expect(used).toEqual([400n, 2_500n, 21_000n]);
  expect(told((await usage.table({})).span)).toBe("2026-04-25T00 2026-05-01T00");
});

test("a line opens the stretch its plan ran, with all use of it, whoever paid", async () => {
  const customer = await april();
  const [last, scale, first] = await usageOf(customer).periods();
  const plan = await under(customer, "plan");
  expect(plan).toMatchObject({ span: "2026-04-01T00 2026-04-16T00", credits: 21_000n });
  expect(plan.lineId).toBe(first?.invoice?.lineId);
  const charged = await linesOf(customer, "proration_charge");
  const of = async (lineId: string | undefined) =>
    await under(
      customer,
      "proration_charge",
      charged.findIndex(({ id }) => id === lineId),
    );
  expect(await of(scale?.invoice?.lineId)).toMatchObject({
    ...{ span: "2026-04-16T00 2026-04-25T00", credits: 2_500n },
  });
  expect(await of(last?.invoice?.lineId)).toMatchObject({
    ...{ span: "2026-04-25T00 2026-05-01T00", credits: 400n },
  });
  const { events } = await usageOf(customer).events({ line: scale?.invoice?.lineId });
  expect(events.map(({ credits, planLine }) => [credits, planLine?.id])).toEqual(
    expect.arrayContaining([
      [300n, scale?.invoice?.lineId],
      [2_200n, scale?.invoice?.lineId],
    ]),
  );
  // What a change closed beyond its credits stands on the renewal's document, with its own dates.
  await advance("2026-05-01T01:00:00Z");
  expect(await under(customer, "overage")).toMatchObject({
    ...{ span: "2026-04-01T00 2026-04-16T00", credits: 1_000n },
  });
});

test("a stretch is compared with the one that really ran before it", async () => {
  const customer = await april();
  const usage = usageOf(customer);
  const [, scale] = await usage.periods();
  const { comparedWith, totalBefore } = await usage.table({ period: scale?.key, compare: true });
  expect(comparedWith && told(comparedWith.whole)).toBe("2026-04-01T00 2026-04-16T00");
  expect(totalBefore?.credits).toBe(21_000n);
});

const withMax = defineCatalog({
  ...testCatalog,
  plans: [
    ...testCatalog.plans,
    {
      ...{ code: "max_yearly", name: "Max yearly", currency: "usd", price: 198_000n },
      ...{ interval: "year", allowance: 40_000n, drip: "month", features: "all" },
      overage: { policy: "block" },
    },
  ],
});

test("a dripping year that was changed keeps the numbers of its months", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  await inTransaction(books(), (tx) => applyCatalog(tx, withMax));
  const customer = await Customer.open();
  const usage = usageOf(customer);
  const { overview } = portalOf(customer.id, {}, books());
  await customer.pay((await customer.start("pro_yearly")).invoiceId);
  await advance("2026-03-10T00:00:00Z");
  await use(customer, 100n);
  await advance("2026-04-02T00:00:00Z");
  await use(customer, 3n);
  await advance("2026-04-16T12:00:00Z");
  await customer.pay((await customer.change("max_yearly")).invoiceId);
  await setClock("2026-04-20T12:00:00Z");
  await use(customer, 7n);
  // Four days in: by the fifth of April 3 had been used of Pro's part of that month.
  expect(await overview.usage()).toMatchObject({ used: 7n, sameTimeLastPeriod: 3n });
  await advance("2026-05-10T00:00:00Z");
  await use(customer, 9n);
  // Nine days in: of Max's part of April, begun on the 16th, 7 by then.
  expect(await overview.usage()).toMatchObject({ used: 9n, sameTimeLastPeriod: 7n });

  expect(await offered(customer)).toEqual([
    "Max yearly 2026-05-01T00 2026-06-01T00",
    "Max yearly 2026-04-16T12 2026-05-01T00",
    "Pro yearly 2026-04-01T00 2026-04-16T12",
    "Pro yearly 2026-03-01T00 2026-04-01T00",
    "Pro yearly 2026-02-01T00 2026-03-01T00",
    "Pro yearly 2026-01-01T00 2026-02-01T00",
  ]);
  const periods = await usage.periods();
  expect(periods.map(({ key }) => key?.split(".")[1])).toEqual(["4", "3", "3", "2", "1", "0"]);
  const row = await books()
    .selectFrom("plan_periods")
    .select("slice_index")
    .where("account_id", "=", customer.id)
    .where("state", "=", "open")
    .executeTakeFirst();
  expect(row?.slice_index).toBe(4);
  for (const [index, credits] of [9n, 7n, 3n, 100n, 0n, 0n].entries()) {
    const { span, total } = await usage.table({ period: periods[index]?.key });
    expect([told(span), total.credits]).toEqual([told(periods[index] as Span), credits]);
  }

  expect(await under(customer, "plan")).toMatchObject({
    ...{ span: "2026-01-01T00 2026-04-16T12", credits: 103n },
  });
  expect(await under(customer, "proration_charge")).toMatchObject({
    ...{ span: "2026-04-16T12 2027-01-01T00", credits: 16n },
  });
  const [, april] = periods;
  const compared = await usage.table({ period: april?.key, compare: true });
  expect(compared.totalBefore?.credits).toBe(3n);
});

test("the trial of a dripping year is one stretch of its own", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro_yearly", { trialDays: 10 });
  await advance("2026-01-12T00:00:00Z");
  expect(await offered(customer)).toEqual([
    "Pro yearly 2026-01-11T00 2026-02-11T00",
    "Pro yearly 2026-01-01T00 2026-01-11T00",
  ]);
});
