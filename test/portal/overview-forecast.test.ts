import fc from "fast-check";
import { expect, test } from "vitest";
import { addCheckpoints } from "@/billing/ledger/add-checkpoints";
import { inTransaction } from "@/db/transaction";
import { addSeconds, dayOf, startOfDay } from "@/lib/time";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";
import { runs } from "../runs";

const overviewOf = (customer: Customer) => portalOf(customer.id, {}, books()).overview;
const forecastOf = (customer: Customer, whatIf: string | null = null) =>
  overviewOf(customer).forecast({ whatIf });

/** The same use at noon of every day, from one day up to another. */
async function useDaily(customer: Customer, credits: bigint, from: string, to: string) {
  for (
    let at = Date.parse(`${from}T12:00:00Z`);
    at <= Date.parse(`${to}T12:00:00Z`);
    at += 86_400_000
  ) {
    await setClock(new Date(at));
    await customer.consume(credits);
  }
}

test("10,000 prepaid at 100 a day: 7,100 after 29 days, used up 71 days later", async () => {
  await openBooks("2026-03-01T08:00:00Z");
  const customer = await Customer.open();
  await customer.grant(10_000n, { category: "pack" });
  await useDaily(customer, 100n, "2026-03-01", "2026-03-29");
  await setClock("2026-03-30T00:00:00Z");

  const told = await forecastOf(customer);
  expect(told).toMatchObject({ available: 7_100n, pace: { days: 28, perDay: 100n } });
  const end = new Date("2026-06-09T00:00:00Z");
  expect(told.runOut).toEqual({ ends: { at: end, by: "use" }, early: end, late: end });
  expect(told.afterwards).toEqual({ kind: "stops" });
  expect(told.history.at(-1)).toEqual({ at: new Date("2026-03-30T00:00:00Z"), left: 7_100n });
  // Two days before, 200 fewer were used.
  expect(told.history.at(-4)?.left).toBe(7_300n);
  expect((await overviewOf(customer).alerts()).map(({ kind }) => kind)).toEqual([]);
});

test("a plan that bills: what is left ends before the renewal, then each credit costs its price", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  await customer.pay(invoiceId);
  await useDaily(customer, 1_000n, "2026-03-01", "2026-03-15");
  await setClock("2026-03-16T00:00:00Z");

  // 5,000 of 20,000 are left: five days.
  const told = await forecastOf(customer);
  expect(told.runOut?.ends).toEqual({ at: new Date("2026-03-21T00:00:00Z"), by: "use" });
  expect(told.renewal).toMatchObject({ at: new Date("2026-04-01T00:00:00Z"), credits: 20_000n });
  expect(told.afterwards).toEqual({ kind: "billed", unitPrice: "0.01", currency: "usd" });
  expect(told.marks).toEqual([
    {
      at: new Date("2026-03-01T00:00:00Z"),
      kind: "grant",
      category: "allowance",
      credits: 20_000n,
    },
  ]);
  expect(await overviewOf(customer).alerts()).toEqual([
    { kind: "runOut", at: new Date("2026-03-21T00:00:00Z") },
  ]);

  // With 10,000 more it would be the 31st; on scale a period of its own begins now.
  const pack = await forecastOf(customer, "pack_10000");
  expect(pack.runOut?.ends?.at).toEqual(new Date("2026-03-31T00:00:00Z"));
  expect(pack.whatIf).toMatchObject({ kind: "pack", credits: 10_000n });
  const scale = await forecastOf(customer, "scale");
  expect(scale).toMatchObject({ available: 120_000n, runOut: { ends: null } });
  expect(scale.renewal?.at).toEqual(new Date("2026-04-16T00:00:00Z"));
  expect(scale.afterwards).toEqual({ kind: "billed", unitPrice: "0.008", currency: "usd" });
  // What was asked changed nothing, and what is not on sale asks nothing.
  expect(await forecastOf(customer, "gold")).toEqual(told);
});

test("in the first week nothing is foretold", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("pro");
  await useDaily(customer, 1_000n, "2026-03-01", "2026-03-07");
  await setClock("2026-03-08T00:00:00Z");
  expect(await forecastOf(customer)).toMatchObject({ pace: null, runOut: null, projection: [] });
  await useDaily(customer, 1_000n, "2026-03-08", "2026-03-08");
  await setClock("2026-03-09T00:00:00Z");
  expect((await forecastOf(customer)).pace).toEqual({ days: 7, perDay: 1_000n });
});

test("every point of the line is the balance of that instant, whatever happened in between", async () => {
  const step = fc.record({
    hours: fc.integer({ min: 1, max: 60 }),
    what: fc.constantFrom(
      "use",
      "use",
      "use",
      "hold",
      "capture",
      "release",
      "gift",
      "late",
      "ahead",
    ),
    credits: fc.bigInt({ min: 1n, max: 400n }),
  });
  const zones = fc.constantFrom("Europe/Berlin", "America/New_York", "Pacific/Kiritimati");
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 25 }),
      zones,
      async (steps, zone) => {
        await openBooks("2026-03-20T10:00:00Z");
        const customer = await Customer.open({ timezone: zone });
        await customer.start("rolling");
        await live(customer, steps);

        const { history, available } = await forecastOf(customer);
        // Checkpoints make it quicker and change nothing.
        await inTransaction(books(), (tx) => addCheckpoints(tx, { every: 3 }));
        expect((await forecastOf(customer)).history).toEqual(history);
        expect(history.at(-1)?.left).toBe(available);
        for (const [index, { at, left }] of history.entries()) {
          // A day starts before what happens in its first second, the first and the last point after.
          const isInner = index > 0 && index < history.length - 1;
          const { available: told } = await customer.balance(isInner ? addSeconds(at, -1) : at);
          expect({ at, left }).toEqual({ at, left: told });
        }
      },
    ),
    { numRuns: runs(6, 60) },
  );
});

type Step = { hours: number; what: string; credits: bigint };

async function live(customer: Customer, steps: Step[]) {
  let at = Date.parse("2026-03-20T10:00:00Z");
  const holds: Awaited<ReturnType<Customer["hold"]>>["holdId"][] = [];
  const later = (hours: number) => new Date(at + hours * 3_600_000);
  for (const { hours, what, credits } of steps) {
    at += hours * 3_600_000;
    await advance(new Date(at));
    if (what === "use") await customer.consume(credits).catch(() => null);
    if (what === "late") {
      const occurredAt = later(-(hours % 40));
      await customer.consume(credits, { occurredAt }).catch(() => null);
    }
    if (what === "gift") await customer.grant(credits, { expiresAt: later(90) });
    if (what === "ahead") await customer.grant(credits, { effectiveAt: later(30) });
    if (what === "hold") {
      const hold = await customer.hold(credits, later(48)).catch(() => null);
      if (hold) holds.push(hold.holdId);
    }
    const held = what === "capture" || what === "release" ? holds.pop() : undefined;
    if (held && what === "capture") await customer.capture(held, 1n).catch(() => null);
    if (held && what === "release") await customer.release(held).catch(() => null);
  }
}

test("late use takes nothing from a day on which what paid for it could not be used yet, or was on hold", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const [ahead, onHold] = [await Customer.open(), await Customer.open()];
  await ahead.grant(100n);
  await ahead.grant(100n, { effectiveAt: new Date("2026-03-03T12:00:00Z") });
  await onHold.grant(100n);
  await setClock("2026-03-01T10:00:00Z");
  const { holdId } = await onHold.hold(80n, new Date("2026-03-05T00:00:00Z"));
  await setClock("2026-03-03T10:00:00Z");
  await onHold.release(holdId);
  await setClock("2026-03-03T18:00:00Z");
  const occurredAt = new Date("2026-03-02T12:00:00Z");
  await ahead.consume(150n, { occurredAt });
  await onHold.consume(100n, { occurredAt });

  // Of the 150, 100 were usable on the 2nd; the other 50 were paid by the grant that began on the 3rd.
  const days = ["2026-03-02", "2026-03-03", "2026-03-03T18:00"];
  expect(await leftOn(ahead, days)).toEqual([100n, 0n, 50n]);
  // 20 beside the hold on the 2nd; all was used by the 3rd, though 80 of it came back that morning.
  expect(await leftOn(onHold, days)).toEqual([20n, 0n, 0n]);
});

async function leftOn(customer: Customer, days: string[]) {
  const { history } = await forecastOf(customer);
  return days.map((day) => {
    const at = new Date(day.includes("T") ? `${day}:00Z` : `${day}T00:00:00Z`).getTime();
    return history.find((point) => point.at.getTime() === at)?.left;
  });
}

test("days are the account's own: a line of a day of 23 hours has its start where the clocks say", async () => {
  await openBooks("2026-03-27T00:00:00Z");
  const customer = await Customer.open({ timezone: "Europe/Berlin" });
  await customer.grant(1_000n);
  await setClock("2026-03-30T12:00:00Z");
  const { history } = await forecastOf(customer);
  const starts = history.map(({ at }) => at.toISOString());
  expect(starts).toContain("2026-03-28T23:00:00.000Z");
  expect(starts).toContain("2026-03-29T22:00:00.000Z");
  for (const { at } of history.slice(1, -1)) {
    expect(at).toEqual(startOfDay(dayOf(at, "Europe/Berlin"), "Europe/Berlin"));
  }
});

test("in the first second of a period what ended with the last one is gone, posted or not", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("starter"); // 5,000 a month, nothing rolls over
  await customer.pay(invoiceId);
  await customer.consume(514n);
  await setClock("2026-02-01T00:00:00Z");
  const { history, available } = await forecastOf(customer);
  expect(available).toBe(5_000n);
  expect(history.map(({ left }) => left)).toEqual([5_000n, 5_000n]);
});
