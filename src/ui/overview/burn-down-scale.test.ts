import { expect, test } from "vitest";
import { pathOf, roundUp, scaleOf } from "./burn-down-scale";

test("the top of the scale is round, and so is its half", () => {
  expect([1n, 20n, 21n, 7_655n, 10_000n, 61_000n, 120_000n].map(roundUp)).toEqual([
    2n,
    20n,
    24n,
    8_000n,
    10_000n,
    80_000n,
    120_000n,
  ]);
});

test("the first instant is at the start, nothing is at the foot, and nothing leaves the drawing", () => {
  const span = { start: new Date("2026-03-01T00:00:00Z"), end: new Date("2026-03-11T00:00:00Z") };
  const { x, y, top } = scaleOf(span, [100n, 20_000n]);
  expect(top).toBe(20_000n);
  expect([x(span.start), x(new Date("2026-03-06T00:00:00Z")), x(span.end)]).toEqual([0, 500, 1000]);
  expect(x(new Date("2026-04-01T00:00:00Z"))).toBe(1000);
  expect([y(0n), y(5_000n), y(20_000n)]).toEqual([1000, 750, 0]);
  expect(
    pathOf([
      { x: 0, y: 1 / 3 },
      { x: 10, y: 2 },
    ]),
  ).toBe("M0 0.33L10 2");
});
