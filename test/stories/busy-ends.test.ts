import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { advance, books, Customer, openBooks, setClock } from "../books";

const linesOf = (shown: { money: { lines: { kind: string; amount: { minor: bigint } }[] } }) =>
  shown.money.lines.map(({ kind, amount }) => `${kind} ${amount.minor}`);

async function openHolds({ id }: Customer): Promise<bigint[]> {
  const { rows } = await sql<{ credits: bigint }>`
    select credits from holds where account_id = ${id} and status = 'open'`.execute(books());
  return rows.map(({ credits }) => credits);
}

/** On a plan half-way through April, all of its allowance spent or some of it left. */
async function halfWay(plan: string, used: bigint) {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.pay((await customer.start(plan)).invoiceId);
  await customer.consume(used);
  await setClock("2026-04-16T00:00:00Z");
  return customer;
}

/** The fresh quote of one that is stale by now. */
async function freshOf(customer: Customer, { quoteId }: { quoteId: never | string }) {
  const confirmed = await customer.confirm(quoteId as never);
  if (!confirmed.stale) throw new Error("It does not hold any more");
  return confirmed.preview;
}

describe("an account that uses beyond its credits all the time", () => {
  test("ends its plan with the second confirmation: the fresh quote lets nothing be used beyond the grants", async () => {
    const customer = await halfWay("pro", 21_000n);
    const shown = await customer.previewEnd("now");
    expect(linesOf(shown)).toEqual(["overage 1000"]);
    await customer.consume(500n);
    const fresh = await freshOf(customer, shown);
    // 1,500 credits beyond the 20,000, at a cent each.
    expect(linesOf(fresh)).toEqual(["overage 1500"]);
    expect(fresh.expiresAt).toEqual(new Date("2026-04-16T00:02:00Z"));
    expect(await customer.consume(500n)).toMatchObject({
      ...{ status: "insufficient_credits", facts: { reason: "withheld" } },
    });
    await expect(customer.hold(1n, "2026-04-20T00:00:00Z")).rejects.toMatchObject({
      ...{ code: "insufficient_credits", facts: { reason: "withheld" } },
    });
    await setClock("2026-04-16T00:01:00Z");
    expect((await customer.confirm(fresh.quoteId)).stale).toBe(false);
    expect((await customer.invoices()).at(-1)).toMatchObject({ status: "issued", total: 1_500n });
    expect(await openHolds(customer)).toEqual([]);
  });

  test("goes on as before when it does not confirm within the two minutes", async () => {
    const customer = await halfWay("pro", 21_000n);
    const shown = await customer.previewEnd("now");
    await customer.consume(500n);
    await freshOf(customer, shown);
    await setClock("2026-04-16T00:02:00Z");
    expect(await customer.consume(500n)).toMatchObject({ status: "consumed", overage: 500n });
    expect(await openHolds(customer)).toEqual([]);
  });
});

describe("what is kept for a quote", () => {
  test("is kept once, however often the old one is confirmed: the last fresh quote holds it", async () => {
    const customer = await halfWay("pro", 0n);
    const shown = await customer.previewEnd("now");
    await customer.consume(12_000n);
    const first = await freshOf(customer, shown);
    await setClock("2026-04-16T00:01:00Z");
    const second = await freshOf(customer, shown);
    // 8,000 of 20,000 are left: 40 % of $99.00, by each of them.
    for (const one of [first, second]) expect(linesOf(one)).toEqual(["proration_credit -3960"]);
    expect(await openHolds(customer)).toEqual([8_000n]);
    expect(second.expiresAt).toEqual(new Date("2026-04-16T00:03:00Z"));
    // The first one counted on what the second keeps now.
    const third = await freshOf(customer, first);
    expect((await customer.confirm(third.quoteId)).stale).toBe(false);
    expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
  });

  test("is not spent: a quote asked for meanwhile gives it back as well, for an end or for another plan", async () => {
    const customer = await halfWay("pro", 0n);
    const shown = await customer.previewEnd("now");
    await customer.consume(12_000n);
    await freshOf(customer, shown);
    await setClock("2026-04-16T00:00:30Z");
    // A part of 15 days less 30 seconds is left: more than the 40 % that are not spent.
    expect(linesOf(await customer.previewEnd("now"))).toEqual(["proration_credit -3960"]);
    const toScale = await customer.preview("scale");
    expect(linesOf(toScale)[0]).toEqual("proration_credit -3960");
    expect((await customer.confirm(toScale.quoteId)).stale).toBe(false);
    expect(await customer.balance()).toMatchObject({ held: 0n });
    expect(await openHolds(customer)).toEqual([]);
  });

  test("rolls over when the period ends within the two minutes", async () => {
    const customer = await halfWay("team", 0n);
    await setClock("2026-04-30T23:50:00Z");
    // 10 minutes of 30 days: 10 of the 45,000 credits.
    const shown = await customer.previewEnd("now");
    await customer.consume(44_995n);
    await setClock("2026-04-30T23:59:00Z");
    const fresh = await freshOf(customer, shown);
    expect(fresh.expiresAt).toEqual(new Date("2026-05-01T00:00:00Z"));
    // One minute is one credit, of the five that are left.
    expect(await openHolds(customer)).toEqual([1n]);
    await advance("2026-05-01T00:00:00Z");
    expect(await customer.balance()).toMatchObject({ held: 0n, available: 45_005n });
  });
});
