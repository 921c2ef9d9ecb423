import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundary, boundaryAfter, type Cycle, cycleAt, type Interval, slicesOf } from "./periods";

const at = (text: string) => new Date(text);
const newYork = "America/New_York";

const zones = [
  "Pacific/Pago_Pago", // −11
  "Pacific/Marquesas",
  "America/St_Johns",
  "America/New_York",
  "America/Santiago",
  "America/Havana",
  "Atlantic/Azores",
  "Europe/London",
  "Africa/Casablanca",
  "Africa/Cairo",
  "Asia/Gaza",
  "Asia/Kathmandu",
  "Asia/Pyongyang",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "Pacific/Apia",
  "Pacific/Kiritimati", // +14
];

describe("a monthly boundary", () => {
  test.each([
    [2025, ["2025-02-28T15:00:00Z", "2025-03-31T14:00:00Z", "2025-04-30T14:00:00Z"]],
    [2024, ["2024-02-29T15:00:00Z", "2024-03-31T14:00:00Z", "2024-04-30T14:00:00Z"]],
  ])("from 31 Jan %i 10:00 New York clamps, never drifts and keeps 10:00", (year, expected) => {
    const anchor = at(`${year}-01-31T15:00:00Z`);
    const found = [1, 2, 3].map((index) =>
      boundary({ anchor, timeZone: newYork, interval: "month", index }),
    );
    expect(found).toEqual(expected.map(at));
  });

  test("moves on by the gap where the clocks skip its time", () => {
    // 8 March 2026, 02:30 does not exist in New York: it becomes 03:30 EDT.
    const cycle = {
      anchor: at("2026-02-08T07:30:00Z"),
      timeZone: newYork,
      interval: "month",
    } as const;
    expect(boundary({ ...cycle, index: 1 })).toEqual(at("2026-03-08T07:30:00Z"));
    expect(boundary({ ...cycle, index: 2 })).toEqual(at("2026-04-08T06:30:00Z"));
  });

  test("takes the first of a time that comes twice, but never moves the anchor", () => {
    // 1 November 2026, 01:30 comes at 05:30 and again at 06:30 UTC.
    const cycle = {
      anchor: at("2026-10-01T05:30:00Z"),
      timeZone: newYork,
      interval: "month",
    } as const;
    expect(boundary({ ...cycle, index: 1 })).toEqual(at("2026-11-01T05:30:00Z"));
    const second = { ...cycle, anchor: at("2026-11-01T06:30:00Z") };
    expect(boundary({ ...second, index: 0 })).toEqual(at("2026-11-01T06:30:00Z"));
    expect(boundary({ ...second, index: 1 })).toEqual(at("2026-12-01T06:30:00Z"));
  });

  test("is cut to whole seconds and counted on from the anchor", () => {
    const cycle = {
      anchor: at("2026-01-15T10:00:00.987Z"),
      timeZone: "UTC",
      interval: "month",
    } as const;
    expect(boundary({ ...cycle, index: 0 })).toEqual(at("2026-01-15T10:00:00Z"));
    expect(boundary({ ...cycle, index: 1 })).toEqual(at("2026-02-15T10:00:00Z"));
    expect(() => boundary({ ...cycle, index: -1 })).toThrow("counted on");
    expect(() => boundary({ ...cycle, index: 0.5 })).toThrow("counted on");
  });
});

test("a yearly boundary from 29 Feb is the 28th in common years and the 29th in leap years", () => {
  const cycle = { anchor: at("2024-02-29T12:00:00Z"), timeZone: "UTC", interval: "year" } as const;
  expect([1, 2, 3, 4].map((index) => boundary({ ...cycle, index }))).toEqual([
    at("2025-02-28T12:00:00Z"),
    at("2026-02-28T12:00:00Z"),
    at("2027-02-28T12:00:00Z"),
    at("2028-02-29T12:00:00Z"),
  ]);
});

describe("the boundary after an instant", () => {
  const cycle = { anchor: at("2026-01-31T00:00:00Z"), timeZone: "UTC", interval: "month" } as const;

  test("is strictly after it, also on a boundary", () => {
    const second = { index: 2, at: at("2026-03-31T00:00:00Z") };
    expect(boundaryAfter(cycle, at("2026-02-27T23:59:59Z")).index).toBe(1);
    expect(boundaryAfter(cycle, at("2026-02-28T00:00:00Z"))).toEqual(second);
    expect(boundaryAfter(cycle, at("2026-03-30T23:59:59.999Z"))).toEqual(second);
  });

  test("is the anchor for all that came before, where no cycle runs", () => {
    expect(boundaryAfter(cycle, at("2019-06-01T00:00:00Z"))).toEqual({
      index: 0,
      at: cycle.anchor,
    });
    expect(() => cycleAt(cycle, at("2026-01-30T23:59:59Z"))).toThrow("no cycle");
  });

  test("ends the cycle the instant falls in", () => {
    const march = { index: 1, start: at("2026-02-28T00:00:00Z"), end: at("2026-03-31T00:00:00Z") };
    expect(cycleAt(cycle, march.start)).toEqual(march);
    expect(cycleAt(cycle, at("2026-03-15T08:00:00Z"))).toEqual(march);
  });
});

describe("for any anchor and zone", () => {
  const leapDay = fc
    .record({ year: fc.constantFrom(2020, 2024, 2028, 2032, 2036), second: fc.nat(86_399) })
    .map(({ year, second }) => new Date(Date.UTC(year, 1, 29, 0, 0, second)));
  const anyDay = fc.date({ min: at("2020-01-01"), max: at("2040-12-31"), noInvalidDate: true });
  const anchor = fc.oneof({ weight: 3, arbitrary: anyDay }, { weight: 1, arbitrary: leapDay });
  const anyCycle: fc.Arbitrary<Cycle> = fc.record({
    anchor,
    timeZone: fc.constantFrom(...zones),
    interval: fc.constantFrom<Interval>("month", "year"),
  });

  test("cycles are contiguous, never overlap and hold every instant once", () => {
    fc.assert(
      fc.property(anyCycle, fc.nat(30), fc.nat(40 * 86_400), (cycle, from, seconds) => {
        let start = boundary({ ...cycle, index: from });
        const instant = new Date(start.getTime() + seconds * 1000);
        const found = cycleAt(cycle, instant);
        expect(found.start <= instant && instant < found.end).toBe(true);

        for (let index = from; index < from + 5; index += 1) {
          const end = boundary({ ...cycle, index: index + 1 });
          expect(start < end).toBe(true);
          expect(cycleAt(cycle, start)).toEqual({ index, start, end });
          const lastSecond = new Date(end.getTime() - 1000);
          expect(cycleAt(cycle, lastSecond)).toEqual({ index, start, end });
          start = end;
        }
      }),
      { numRuns: 200 },
    );
  });

  test("boundaries never drift: the anchor's day or the month's last, at the anchor's time", () => {
    fc.assert(
      fc.property(anyCycle, fc.integer({ min: 1, max: 240 }), (cycle, months) => {
        const index = cycle.interval === "year" ? Math.ceil(months / 12) : months;
        const found = boundary({ ...cycle, index });
        const wanted = wallClockAfter(cycle, index);
        const shown = wallClock(found, cycle.timeZone);
        // Only a time the clocks skip may differ, and then by the gap.
        if (shown !== wanted) expect(shown - wanted).toBe(gapAround(found, cycle.timeZone));
      }),
      { numRuns: 200 },
    );
  });

  test("slices of a year are contiguous and fill it", () => {
    fc.assert(
      fc.property(anchor, fc.constantFrom(...zones), fc.nat(10), (first, timeZone, index) => {
        const yearly = { anchor: first, timeZone, interval: "year" } as const;
        const start = boundary({ ...yearly, index });
        const end = boundary({ ...yearly, index: index + 1 });
        const slices = slicesOf({ anchor: first, timeZone }, { start, end });
        expect(slices.length).toBe(12);
        const edges = [...slices.map((slice) => slice.start), slices.at(-1)?.end];
        expect(edges[0]).toEqual(start);
        expect(edges[12]).toEqual(end);
        for (const [place, slice] of slices.entries()) expect(slice.end).toEqual(edges[place + 1]);
        for (const slice of slices) expect(slice.start < slice.end).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

/** What a clock on the wall shows, as if it were UTC; by Intl, so not by the code under test. */
function wallClock(instant: Date, timeZone: string): number {
  const parts = wallClockFormat(timeZone).formatToParts(instant);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wallClockFormat(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(timeZone, made);
  return made;
}

function wallClockAfter({ anchor, timeZone, interval }: Cycle, index: number): number {
  const first = new Date(wallClock(anchor, timeZone));
  const month = first.getUTCMonth() + index * (interval === "year" ? 12 : 1);
  const daysInMonth = new Date(Date.UTC(first.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const day = Math.min(first.getUTCDate(), daysInMonth);
  const midnight = Date.UTC(first.getUTCFullYear(), month, day);
  return midnight + (first.getTime() % 86_400_000);
}

function gapAround(instant: Date, timeZone: string): number {
  const offsetAt = (ms: number) => wallClock(new Date(ms), timeZone) - ms;
  const halfDay = 43_200_000;
  return offsetAt(instant.getTime() + halfDay) - offsetAt(instant.getTime() - halfDay);
}
