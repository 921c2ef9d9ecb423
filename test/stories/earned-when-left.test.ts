import { describe, expect, test } from "vitest";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { inTransaction } from "@/db/transaction";
import { advance, Customer, openBooks, setClock } from "../books";
import { testCatalog } from "../catalog";

/**
 * What of a line earned by use is earned, deferred and breakage once its period was left, with credits on
 * hold (BOOKS B3, B6, B14). Team: $199.00 for 45,000 credits in April, so 44.22 for 10,000 and 22.11 for
 * 5,000; up to 20,000 roll over.
 */
type Policy = { allowance?: "keep" | "replace"; creditBasis?: "time" };

const half = "2026-04-16T00:00:00Z";

/** Some of Team used, 5,000 on hold until 20 June. */
async function onTeam({ used = 10_000n, ...policy }: Policy & { used?: bigint } = {}) {
  const db = await openBooks("2026-04-01T00:00:00Z");
  const changes = [{ from: "team", to: "pro", when: "now" as const, ...policy }];
  await inTransaction(db, (tx) => applyCatalog(tx, defineCatalog({ ...testCatalog, changes })));
  const customer = await Customer.open();
  await customer.pay((await customer.start("team")).invoiceId);
  await customer.consume(used);
  const { holdId } = await customer.hold(5_000n, "2026-06-20T00:00:00Z");
  return { customer, holdId };
}

/** What is earned of Team, apart from other lines: earned, breakage, deferred. */
async function teamOf(customer: Customer, { earned = 0n, deferred = 0n } = {}) {
  const books = await customer.books();
  return [
    -(books["revenue.plan"] ?? 0n) - earned,
    -(books["revenue.breakage"] ?? 0n),
    -(books.deferred_revenue ?? 0n) - deferred,
  ];
}

describe("left half-way for Pro, whose 49.50 are earned by the end of April", () => {
  const inApril = { deferred: 4_950n };

  test.each<[string, Policy & { used?: bigint }, bigint[]]>([
    // 99.50 went back for 22,500: 12,500 stay, 7,500 beside the hold.
    ["by time", {}, [4_422n, 0n, 5_528n]],
    // 30,000 used: 10,000 of 45,000 went back, for 44.22, and the hold stays.
    ["by use", { used: 30_000n }, [13_267n, 0n, 2_211n]],
    // Nothing goes back: 35,000 stay.
    ["keeping the allowance", { allowance: "keep" }, [4_422n, 0n, 15_478n]],
    // The money goes all the same: it lowers what the 35,000 stand for.
    [
      "keeping it, credited by time",
      { allowance: "keep", creditBasis: "time" },
      [4_422n, 0n, 5_528n],
    ],
    // 30,000 of 132.67 went back for 99.50: 33.17 are breakage, and the hold stands for 22.11.
    ["replacing it", { allowance: "replace" }, [4_422n, 3_317n, 2_211n]],
    // 10,000 went back for 99.50, though 66.33 were left with the hold: 33.17 of what was earned too.
    ["credited by time, used", { used: 30_000n, creditBasis: "time" }, [9_950n, 0n, 0n]],
  ])("%s", async (_, policy, figures) => {
    const { customer } = await onTeam(policy);
    await setClock(half);
    await customer.change("pro");
    expect(await teamOf(customer, inApril)).toEqual(figures);
  });

  test("what is captured of the hold is earned, what is released rolls over with the rest", async () => {
    const { customer, holdId } = await onTeam();
    await setClock(half);
    await customer.change("pro");
    await setClock("2026-04-20T00:00:00Z");
    await customer.capture(holdId, 3_000n);
    await advance("2026-05-01T02:00:00Z");
    // 55.28 × 3,000 ∕ 12,500 = 13.27; the other 9,500 are Team's, who let them roll over.
    // Of Pro 49.50, and an hour of May: 99.00 ∕ 744.
    const inMay = { earned: 4_963n, deferred: 9_887n };
    expect(await teamOf(customer, inMay)).toEqual([5_749n, 0n, 4_201n]);
    await advance("2026-06-01T02:00:00Z");
    const inJune = { earned: 14_864n, deferred: 9_886n };
    expect(await teamOf(customer, inJune)).toEqual([5_749n, 4_201n, 0n]);
  });
});

test("what was spent since the quote is the next plan's to pay for, and the hold keeps what it stood for", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.pay((await customer.start("team")).invoiceId);
  await customer.hold(5_000n, "2026-06-20T00:00:00Z");
  await setClock(half);
  const { quoteId } = await customer.preview("scale");
  await customer.consume(30_000n);
  expect((await customer.confirm(quoteId)).stale).toBe(false);
  // 22,500 were to go back for 99.50, and 10,000 were there: 12,500 come from Scale's 60,000.
  expect(await customer.balance()).toMatchObject({ available: 47_500n, held: 5_000n });
  // Of Team 17,500 are earned, 77.39; 22.11 are on hold. Scale's half of April is 249.50.
  expect(await teamOf(customer, { deferred: 24_950n })).toEqual([7_739n, 0n, 2_211n]);
});

describe("ended half-way", () => {
  test("what stays is there until May, the hold until it ends: captured it is earned, released it is breakage", async () => {
    const { customer, holdId } = await onTeam();
    await setClock(half);
    await customer.confirm((await customer.previewEnd("now")).quoteId);
    expect(await teamOf(customer)).toEqual([4_422n, 0n, 5_528n]);
    await advance("2026-05-01T02:00:00Z");
    // 7,500 of 12,500 expired: 33.17.
    expect(await teamOf(customer)).toEqual([4_422n, 3_317n, 2_211n]);
    await setClock("2026-06-10T00:00:00Z");
    await customer.capture(holdId, 3_000n);
    // 22.11 × 3 ∕ 5 = 13.27, and 8.84 for the 2,000 whose time was over.
    expect(await teamOf(customer)).toEqual([5_749n, 4_201n, 0n]);
    expect(await customer.books()).toMatchObject({ consumed: 13_000n, expired: 9_500n });
  });

  test("of what only the hold is left of, use decided", async () => {
    const { customer, holdId } = await onTeam({ used: 30_000n });
    await setClock(half);
    const shown = await customer.previewEnd("now");
    expect(shown.money.total.minor).toBe(-4_422n);
    await customer.confirm(shown.quoteId);
    expect(await teamOf(customer)).toEqual([13_267n, 0n, 2_211n]);
    await customer.release(holdId);
    // Until May they can be used: 1,000 of them are.
    await customer.consume(1_000n);
    await advance("2026-05-01T02:00:00Z");
    expect(await teamOf(customer)).toEqual([13_267n + 442n, 1_769n, 0n]);
  });
});

describe("at the end of a period", () => {
  test("what does not roll over is breakage, what does and what is on hold is deferred", async () => {
    const { customer, holdId } = await onTeam();
    await advance("2026-05-01T02:00:00Z");
    // Of 30,000 beside the hold 20,000 roll over; 25,000 of 45,000 are left of April's.
    expect(await teamOf(customer, { deferred: 19_900n })).toEqual([4_422n, 4_422n, 11_056n]);
    await customer.capture(holdId, 5_000n);
    await customer.confirm((await customer.previewEnd("period_end")).quoteId);
    await advance("2026-06-01T02:00:00Z");
    // May's 45,000 and April's 20,000 expired, with nothing to follow: 88.45 and 199.00.
    expect(await teamOf(customer)).toEqual([4_422n + 2_211n, 4_422n + 8_845n + 19_900n, 0n]);
  });

  test("of a trial nothing was paid: what is captured or released of it moves no money", async () => {
    await openBooks("2026-04-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.start("starter", { trialDays: 14 });
    const { holdId } = await customer.hold(600n, "2026-06-20T00:00:00Z");
    await advance("2026-04-15T02:00:00Z");
    expect(await customer.balance()).toMatchObject({ available: 5_000n, held: 600n });
    await customer.pay((await customer.invoices())[0]?.id ?? null);
    await setClock("2026-04-20T00:00:00Z");
    await customer.capture(holdId, 500n);
    // Of the trial 400 expired on the 15th and 100 as they came back; Starter's 29.00 go by time: 5 of 30 days.
    expect(await customer.books()).toMatchObject({
      ...{ consumed: 500n, expired: 500n, deferred_revenue: -2_417n, "revenue.plan": -483n },
    });
    await advance("2026-05-15T00:00:00Z");
    expect(await customer.books()).toMatchObject({ "revenue.plan": -2_900n });
  });
});
