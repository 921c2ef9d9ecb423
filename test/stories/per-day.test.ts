import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { inTransaction } from "@/db/transaction";
import { advance, Customer, openBooks, setClock } from "../books";
import { testCatalog } from "../catalog";
import { giveUp } from "../give-up";

/** $165.00 a month, 40,000 credits each, paid by the year: twice of pro_yearly. */
const twice = {
  ...{ code: "twice_yearly", name: "Twice yearly", currency: "usd", price: 198_000n },
  ...{ interval: "year" as const, allowance: 40_000n, drip: "month" as const },
  ...{ overage: { policy: "block" as const }, features: "all" as const },
};

/** pro_yearly from 1 March in New York, where the 8th has 23 hours; whole local dates are charged. */
async function inMarch(at = "2026-03-01T05:00:00Z") {
  const db = await openBooks(at);
  const plans = [...testCatalog.plans, twice];
  const byTheDay = defineCatalog({ ...testCatalog, plans, proration: "day" });
  await inTransaction(db, (tx) => applyCatalog(tx, byTheDay));
  const customer = await Customer.open({ timezone: "America/New_York" });
  await customer.pay((await customer.start("pro_yearly")).invoiceId);
  return customer;
}

const amounts = (shown: { money: { lines: { kind: string; amount: { minor: bigint } }[] } }) =>
  shown.money.lines.map(({ kind, amount }) => `${kind} ${amount.minor}`);

const billed = async (customer: Customer) =>
  (await customer.invoices()).reduce((sum, { total }) => sum + total, 0n);

async function paidValues(customer: Customer): Promise<bigint[]> {
  const { rows } = await sql<{
    paid: bigint;
  }>`select coalesce(paid_minor, 0)::int8 as paid from grants
    where account_id = ${customer.id} order by issued_at, id`.execute(customer.db);
  return rows.map(({ paid }) => paid);
}

describe("a year that drips, left within a month, by whole local dates (BOOKS B6)", () => {
  /** 9 March at noon: 23 of March's 31 dates are left, though only 540 of its 743 hours. */
  async function changed() {
    const customer = await inMarch();
    await setClock("2026-03-09T16:00:00Z");
    const { shown, invoiceId } = await customer.change("twice_yearly");
    return { customer, shown, invoiceId };
  }

  test("is credited and charged the dates left and the months to come", async () => {
    const { customer, shown } = await changed();
    // 82.50 × 23 ∕ 31 = 61.21, and 11 months of 82.50; 165.00 × 23 ∕ 31 = 122.42, and 11 of 165.00.
    expect(amounts(shown)).toEqual(["proration_credit -96871", "proration_charge 193742"]);
    // 40,000 × 23 ∕ 31 = 29,677.4, worth the 122.42 that were charged for them, beside 20,000 × 8 ∕ 31.
    expect(await customer.balance()).toMatchObject({ available: 29_677n + 5_161n });
    expect(await paidValues(customer)).toEqual([8_250n, 12_242n]);
  });

  test("and left again gives back of the part what of its own dates is left", async () => {
    const { customer, invoiceId } = await changed();
    await customer.pay(invoiceId);
    await setClock("2026-03-20T14:00:00Z");
    const { shown } = await customer.change("pro_yearly");
    // Of 122.42 for the 9th to the 31st 12 of 23 dates are left: 63.87, and 1,815.00 for the months to come.
    // 82.50 × 12 ∕ 31 = 31.94, and 907.50.
    expect(amounts(shown)).toEqual(["proration_credit -187887", "proration_charge 93944"]);
    // 20,000 × 12 ∕ 31, what the first kept, and of 29,677 what was not of the 12 dates: 15,484.
    expect(await customer.balance()).toMatchObject({ available: 7_742n + 5_161n + 14_193n });
    // Kept of the first line 82.50 × 8 ∕ 31 = 21.29, of the second 122.42 × 11 ∕ 23 = 58.55.
    expect(await customer.books()).toMatchObject({
      "revenue.plan": -(2_129n + 5_855n),
      deferred_revenue: -93_944n,
    });
  });

  test("earns by the month's end what was charged for the part, no more", async () => {
    const { customer } = await changed();
    await advance("2026-04-01T04:00:00Z");
    expect(await customer.books()).toMatchObject({
      "revenue.plan": -(2_129n + 12_242n),
      deferred_revenue: -181_500n,
    });
    expect(await paidValues(customer)).toEqual([8_250n, 12_242n, 16_500n]);
  });

  test("there and back on one date costs nothing", async () => {
    const { customer } = await changed();
    await setClock("2026-03-10T03:59:59Z");
    const { shown } = await customer.change("pro_yearly");
    expect(amounts(shown)).toEqual(["proration_credit -193742", "proration_charge 96871"]);
    // 20,000 × 23 ∕ 31 = 14,838.7 went and came.
    expect(await customer.balance()).toMatchObject({ available: 20_000n });
    expect(await billed(customer)).toBe(99_000n);
  });

  test("never paid and given up, owes the credits of the part and of the months since", async () => {
    const { customer, invoiceId } = await changed();
    // Due on 16 March; the year goes on dripping, since it is not paid for on payment.
    await advance("2026-04-16T16:00:00Z");
    // Half of 1,937.42 is open, so half of the 29,677 + 40,000 it gave: all from April's.
    expect(await giveUp(customer, { invoiceId, as: "uncollectible" })).toMatchObject({
      ...{ revoked: 34_839n, expired: 0n, writtenOff: 0n },
    });
  });
});

describe("in the last hours before a boundary within a date", () => {
  test("nothing of the month is left: the months to come are charged, and all of them come back", async () => {
    const customer = await inMarch("2026-03-01T15:00:00Z");
    // The month ends on 1 April at 10:00 (14:00Z): that date is no date of it.
    await setClock("2026-04-01T09:00:00Z");
    const { shown } = await customer.change("twice_yearly");
    expect(amounts(shown)).toEqual(["proration_credit -90750", "proration_charge 181500"]);
    // Nothing of March's credits is taken back, and none come.
    expect(await customer.balance()).toMatchObject({ available: 20_000n });
    await advance("2026-04-01T14:00:00Z");
    expect(await customer.balance()).toMatchObject({ available: 40_000n });
    // The old month's 82.50 are earned; of the new line nothing yet.
    expect(await customer.books()).toMatchObject({ "revenue.plan": -8_250n });
    expect(await paidValues(customer)).toEqual([8_250n, 16_500n]);
    await setClock("2026-04-02T14:00:00Z");
    const back = await customer.previewEnd("now");
    // 29 of April's 30 dates, 1 to 30, and ten months: 159.50 + 1,650.00.
    expect(amounts(back)).toEqual(["proration_credit -180950"]);
    expect((await customer.confirm(back.quoteId)).stale).toBe(false);
  });
});
