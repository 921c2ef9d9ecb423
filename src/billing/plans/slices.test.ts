import { describe, expect, test } from "vitest";
import { slicesOf, slicesWithin } from "./periods";

const at = (text: string) => new Date(text);

describe("the slices of a dripping year", () => {
  test("are its twelve months", () => {
    const year = { start: at("2026-01-01T00:00:00Z"), end: at("2027-01-01T00:00:00Z") };
    const slices = slicesOf({ anchor: year.start, timeZone: "UTC" }, year);
    expect(slices.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    // BOOKS B17: a change on 16 April falls in the fourth and leaves eight whole ones.
    const april = { index: 3, start: at("2026-04-01T00:00:00Z"), end: at("2026-05-01T00:00:00Z") };
    expect(slices[3]).toEqual(april);
    expect(slices[11]?.end).toEqual(year.end);
  });

  test("of a year that began on a clamped day are counted from the anchor too", () => {
    const anchor = { anchor: at("2024-02-29T00:00:00Z"), timeZone: "UTC" };
    const year = { start: at("2025-02-28T00:00:00Z"), end: at("2026-02-28T00:00:00Z") };
    const starts = slicesOf(anchor, year).map(({ start }) => start.toISOString().slice(0, 10));
    expect([starts[0], starts[1], starts[11]]).toEqual(["2025-02-28", "2025-03-29", "2026-01-29"]);
  });

  test("of a part of a year are those of the year, and never reach past it", () => {
    const anchor = { anchor: at("2026-01-01T00:00:00Z"), timeZone: "UTC" };
    const half = { start: at("2026-04-16T12:00:00Z"), end: at("2027-01-01T00:00:00Z") };
    const shifted = { start: at("2026-02-01T00:00:00Z"), end: at("2027-02-01T00:00:00Z") };
    expect(slicesOf(anchor, half)).toHaveLength(12);
    const within = slicesWithin(anchor, half);
    expect(within).toHaveLength(9);
    expect(within[0]).toMatchObject({ start: half.start, end: at("2026-05-01T00:00:00Z") });
    expect(() => slicesOf(anchor, shifted)).toThrow("within its year");
  });
});
