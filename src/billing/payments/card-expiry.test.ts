import { expect, test } from "vitest";
import { expiryOf } from "./card-expiry";

test.each([
  // March ends on 1 April; half a day later it is over everywhere. 60 days before that is 31 January, noon.
  ["2026-04-01T12:00:00Z", "expired"],
  ["2026-04-01T11:59:59Z", "soon"],
  ["2026-01-31T12:00:00Z", "soon"],
  ["2026-01-31T11:59:59Z", null],
])("a card of 3/2026 is, at %s, %s", (at, expected) => {
  expect(expiryOf({ expMonth: 3, expYear: 2026 }, new Date(at))).toBe(expected);
});

test("what has no end never expires", () => {
  expect(expiryOf({ expMonth: null, expYear: null }, new Date("2100-01-01T00:00:00Z"))).toBeNull();
});
