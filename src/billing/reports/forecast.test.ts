import fc from "fast-check";
import { expect, test } from "vitest";
import { startOfDay } from "@/lib/time";
import { forecast } from "./forecast";
import { type DayUse, paceOf } from "./forecast-pace";
import type { Pool } from "./forecast-run-down";
import { shiftDay } from "./months";

const zone = "UTC";
const today = "2026-03-02"; // a Monday
const at = new Date(`${today}T00:00:00Z`);
const on = (day: string) => new Date(`${day}T00:00:00Z`);
const pool = (credits: bigint, until: Date | null = null, from = at): Pool => ({
  credits,
  from,
  until,
});

/** Whole days up to yesterday, by a rule from how many days ago they were. */
function history(days: number, used: (ago: number, day: string) => bigint): DayUse[] {
  return Array.from({ length: days }, (_, index) => {
    const ago = days - index;
    const day = shiftDay(today, -ago);
    return { day, credits: used(ago, day) };
  });
}

function ahead(days: DayUse[], pools: Pool[], until = on("2026-04-01"), now = at, usedToday = 0n) {
  const pace = paceOf(days);
  if (!pace) throw new Error("There is a pace");
  return forecast({ at: now, zone, until, pace, usedToday, pools });
}

test("1,000 credits at 100 a day last ten days, and nobody doubts it", () => {
  const { ends, early, late, points } = ahead(
    history(28, () => 100n),
    [pool(1_000n)],
  );
  expect(ends).toEqual({ at: on("2026-03-12"), by: "use" });
  expect([early, late]).toEqual([on("2026-03-12"), on("2026-03-12")]);
  expect(points.find((point) => +point.at === +on("2026-03-05"))?.expected).toBe(700);
});

test("less than a week of whole days is no pace; a week is one, without weekdays", () => {
  expect(paceOf(history(6, () => 100n))).toBeNull();
  expect(paceOf(history(7, (ago) => BigInt(ago) * 10n))?.on("2026-03-02")).toBe(40);
});

test("with four weeks each weekday has its own pace", () => {
  // 140 on weekdays, nothing on Saturdays and Sundays: 700 a week.
  const weekend = (day: string) => [0, 6].includes(on(day).getUTCDay());
  const days = history(28, (_ago, day) => (weekend(day) ? 0n : 140n));
  expect(paceOf(days)).toMatchObject({ days: 28, perDay: 100, deviation: 0 });
  // Monday to Friday take 700; Saturday and Sunday nothing; Monday takes the last 140.
  expect(ahead(days, [pool(840n)]).ends?.at).toEqual(on("2026-03-10"));
});

test("the band is worked out by hand: 16 days in turns 50 and 150", () => {
  const days = history(16, (ago) => (ago % 2 === 0 ? 50n : 150n));
  // Mean 100; sum of squares 16 x 2,500 = 40,000; over 15 that is 2,666.67, of which the root is 51.64.
  expect(paceOf(days)?.deviation).toBeCloseTo(51.64, 2);
  const { points } = ahead(days, [pool(10_000n)]);
  const nineDaysOn = points.find((point) => +point.at === +on("2026-03-11"));
  // 1.2816 x 51.64 x sqrt(9 + 81/16) = 1.2816 x 51.64 x 3.75 = 248.18, either side of 9,100.
  expect(nineDaysOn?.expected).toBe(9_100);
  expect(nineDaysOn?.low).toBeCloseTo(8_851.82, 1);
  expect(nineDaysOn?.high).toBeCloseTo(9_348.18, 1);
});

test("credits that expire are not there later", () => {
  // 500 of the 1,000 end on the 5th; by then 300 of them are used and 200 are lost. 500 are left: 5 days.
  const pools = [pool(500n, on("2026-03-05")), pool(500n)];
  const { ends, points } = ahead(
    history(28, () => 100n),
    pools,
  );
  expect(ends).toEqual({ at: on("2026-03-10"), by: "use" });
  const atExpiry = points.filter((point) => +point.at === +on("2026-03-05"));
  expect(atExpiry.map(({ expected }) => expected)).toEqual([700, 500]);
});

test("what expires before it could be used ends by its date, not by use", () => {
  const pools = [pool(5_000n, on("2026-03-08"))];
  expect(
    ahead(
      history(28, () => 100n),
      pools,
    ).ends,
  ).toEqual({ at: on("2026-03-08"), by: "expiry" });
});

test("credits that start later join when they start", () => {
  const pools = [pool(300n), pool(200n, null, on("2026-03-04"))];
  expect(
    ahead(
      history(28, () => 100n),
      pools,
    ).ends?.at,
  ).toEqual(on("2026-03-07"));
});

test("credits that outlast the period have no end in it", () => {
  const until = on("2026-03-09");
  const { ends, early, late } = ahead(
    history(28, () => 100n),
    [pool(5_000n, until)],
    until,
  );
  expect([ends, early, late]).toEqual([null, null, null]);
});

test("today counts as a usual day, or as what it already is if that is more", () => {
  const noon = new Date("2026-03-02T12:00:00Z");
  const days = history(28, () => 100n);
  const soFar = (used: bigint) => ahead(days, [pool(300n)], on("2026-04-01"), noon, used).ends?.at;
  // 40 used by noon: 60 to come today, then 100 a day, so 40 of 300 are left for the 5th.
  expect(soFar(40n)).toEqual(new Date("2026-03-05T09:36:00Z"));
  expect(soFar(500n)).toEqual(on("2026-03-06"));
});

test("on constant use the end is exact, in any zone and across any change of clocks", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 10n ** 6n }),
      fc.integer({ min: 7, max: 28 }),
      fc.integer({ min: 1, max: 180 }),
      fc.integer({ min: 0, max: 364 }),
      fc.constantFrom(
        "UTC",
        "America/New_York",
        "Pacific/Kiritimati",
        "Pacific/Niue",
        "Europe/Berlin",
      ),
      (perDay, known, lasts, shift, place) => {
        const first = shiftDay("2026-01-01", shift);
        const days = Array.from({ length: known }, (_, index) => ({
          day: shiftDay(first, index - known),
          credits: perDay,
        }));
        const pace = paceOf(days);
        const now = startOfDay(first, place);
        const until = startOfDay(shiftDay(first, 200), place);
        const pools = [{ credits: perDay * BigInt(lasts), from: now, until: null }];
        const found = pace && forecast({ at: now, zone: place, until, pace, usedToday: 0n, pools });
        const end = startOfDay(shiftDay(first, lasts), place);
        expect(found?.ends?.at).toEqual(end);
        expect(found?.early).toEqual(end);
        expect(found?.late).toEqual(end);
      },
    ),
  );
});

test("more use never ends later, and the expected end lies within its band", () => {
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 0n, max: 1_000n }), { minLength: 7, maxLength: 28 }),
      fc.bigInt({ min: 1n, max: 30_000n }),
      fc.integer({ min: 1, max: 20 }),
      (used, credits, expires) => {
        const days = history(used.length, (ago) => used[used.length - ago] ?? 0n);
        const pools = [pool(credits, on(shiftDay(today, expires))), pool(credits)];
        const found = ahead(days, pools);
        const last = Number.POSITIVE_INFINITY;
        const [early, middle, late] = [found.early, found.ends?.at, found.late].map((end) =>
          end ? end.getTime() : last,
        );
        expect(early).toBeLessThanOrEqual(middle ?? last);
        expect(middle).toBeLessThanOrEqual(late ?? last);
        for (const { low, expected, high } of found.points) {
          expect(low).toBeLessThanOrEqual(expected + 1e-6);
          expect(expected).toBeLessThanOrEqual(high + 1e-6);
        }
      },
    ),
  );
});
