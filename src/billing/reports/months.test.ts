import { expect, test } from "vitest";
import { calendarMonth, nextDay } from "./months";

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
