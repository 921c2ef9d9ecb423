import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTime } from "./client";

test("times are read as Postgres writes them in UTC, to the millisecond", () => {
  expect(parseTime("2026-01-31 15:00:00+00")).toEqual(new Date("2026-01-31T15:00:00Z"));
  expect(parseTime("2026-01-31 15:00:00.1+00")).toEqual(new Date("2026-01-31T15:00:00.100Z"));
  expect(parseTime("2026-01-31 15:00:00.123+00")).toEqual(new Date("2026-01-31T15:00:00.123Z"));
});

test("what is written otherwise is read too", () => {
  expect(parseTime("2026-01-31 15:00:00+05:30")).toEqual(new Date("2026-01-31T09:30:00Z"));
  expect(parseTime("12026-01-31 15:00:00+00")).toEqual(new Date("+012026-01-31T15:00:00Z"));
  expect(parseTime("infinity")).toBe(Number.POSITIVE_INFINITY);
});

test("every instant of the books comes back as it was", () => {
  const min = new Date("1000-01-01T00:00:00Z");
  const max = new Date("9999-12-31T23:59:59Z");
  fc.assert(
    fc.property(fc.date({ min, max, noInvalidDate: true }), (at) => {
      const text = at
        .toISOString()
        .replace("T", " ")
        .replace(/0{0,3}Z$/, "")
        .replace(/\.$/, "");
      expect(parseTime(`${text}+00`)).toEqual(at);
    }),
  );
});
