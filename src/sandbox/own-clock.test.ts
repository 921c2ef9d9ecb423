import { expect, test } from "vitest";
import { assertOwnClock } from "./own-clock";

test("the clock moves without Stripe and beside one we play, never beside the real one", () => {
  expect(() => assertOwnClock(undefined)).not.toThrow();
  expect(() => assertOwnClock({ apiUrl: "http://127.0.0.1:4000" })).not.toThrow();
  expect(() => assertOwnClock({})).toThrow(expect.objectContaining({ code: "clock_fixed" }));
});
