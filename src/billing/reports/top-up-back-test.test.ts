import { expect, test } from "vitest";
import { backTestTopUp, type TopUpRule, type UsedDay } from "./top-up-back-test";

/** Below 1,000 a pack of 1,000 for $12.00, three in a month, an hour between two. */
const rule: TopUpRule = {
  ...{ threshold: 1_000n, credits: 1_000n, priceMinor: 1_200n, capMinor: 3_600n },
  cooldownMinutes: 60,
};

function day(date: string, left: bigint, more: Partial<UsedDay> = {}): UsedDay {
  return { day: `2026-${date}`, left, bought: 0n, overage: 0n, ...more };
}

test("it runs on days that end below, what it buys pays the overage after it, and the month's cap stops it", () => {
  const told = backTestTopUp(rule, [
    day("01-30", 1_500n),
    day("01-31", 600n), // 1,600 with the first
    day("02-01", 0n, { overage: 300n }), // 700 of it are left, and 1,000 come
    day("02-02", 0n, { overage: 2_000n }), // all 1,700 are gone
    day("02-03", 0n, { overage: 1_000n }), // the third of February: $36.00
    day("02-04", 0n, { overage: 900n }), // 100 left, and no fourth
    day("02-05", 5_000n),
  ]);
  expect(told.ran.map(({ day: on }) => on.slice(5))).toEqual(["01-31", "02-01", "02-02", "02-03"]);
  expect([told.times, told.minor, told.capped]).toEqual([4, 4_800n, 1]);
});

test("on one day it runs until enough are left, as often as its cooldown fits in; a longer one skips days", () => {
  const times = (cooldownMinutes: number) =>
    backTestTopUp({ ...rule, threshold: 2_500n, capMinor: 99_999n, cooldownMinutes }, [
      day("03-01", 0n),
      day("03-02", 0n),
      day("03-03", 0n),
    ]).ran.map(({ day: on, times: count }) => `${on.slice(8)}: ${count}`);
  expect(times(60)).toEqual(["01: 3"]);
  expect(times(720)).toEqual(["01: 2", "02: 1"]);
  expect(times(1_440)).toEqual(["01: 1", "02: 1", "03: 1"]);
  expect(times(2_880)).toEqual(["01: 1", "03: 1"]);
});

test("what was really topped up is taken out first, so that nothing counts twice", () => {
  const days = [day("03-01", 1_600n, { bought: 1_000n }), day("03-02", 1_100n)];
  expect(backTestTopUp(rule, days)).toMatchObject({ times: 1, minor: 1_200n });
  expect(backTestTopUp({ ...rule, threshold: 600n }, days)).toMatchObject({
    // 600 are not below 600; the next day 100 are.
    ran: [{ day: "2026-03-02", times: 1 }],
  });
});

test("exactly at the threshold it does not run, and without days it never did", () => {
  expect(backTestTopUp(rule, [day("03-01", 1_000n)]).times).toBe(0);
  expect(backTestTopUp(rule, [day("03-01", 999n)]).times).toBe(1);
  expect(backTestTopUp(rule, [])).toEqual({ ran: [], times: 0, minor: 0n, capped: 0 });
});
