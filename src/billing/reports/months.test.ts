import { expect, test } from "vitest";
import { calendarMonth, nextDay, samePoint } from "./months";

test("a month runs from local midnight to local midnight, across a change of clocks", () => {
  const month = calendarMonth(new Date("2026-03-20T12:00:00Z"), "America/New_York", 0);
  expect(month.start.toISOString()).toBe("2026-03-01T05:00:00.000Z");
  expect(month.end.toISOString()).toBe("2026-04-01T04:00:00.000Z");
});

test("the month before January is last year's December", () => {
  const month = calendarMonth(new Date("2026-01-01T00:30:00Z"), "UTC", -1);
  expect(month.start.toISOString()).toBe("2025-12-01T00:00:00.000Z");
});

test("the day after the last of February", () => {
  expect(nextDay("2028-02-28")).toBe("2028-02-29");
  expect(nextDay("2026-02-28")).toBe("2026-03-01");
});

test("the same point of last period is the same day and hour, also across a change of clocks", () => {
  // New York moves on to summer time on 8 March 2026: day 5, 09:30 is the same wall clock before and after.
  const before = span("2026-02-05T14:00:00Z", "2026-03-05T14:00:00Z");
  const now = span("2026-03-05T14:00:00Z", "2026-04-05T13:00:00Z");
  const at = new Date("2026-03-10T13:30:00Z");
  expect(samePoint(before, { now, at }, "America/New_York").toISOString()).toBe(
    "2026-02-10T14:30:00.000Z",
  );
});

test("of a shorter period the last point is its end, of a point before its first hour its start", () => {
  const before = span("2026-02-01T09:00:00Z", "2026-03-01T09:00:00Z");
  const now = span("2026-03-01T09:00:00Z", "2026-04-01T09:00:00Z");
  const point = (at: string) => samePoint(before, { now, at: new Date(at) }, "UTC").toISOString();
  expect(point("2026-03-31T12:00:00Z")).toBe("2026-03-01T09:00:00.000Z");
  expect(point("2026-03-01T09:00:00Z")).toBe("2026-02-01T09:00:00.000Z");
});

function span(start: string, end: string) {
  return { start: new Date(start), end: new Date(end) };
}
