import { expect, test } from "vitest";
import { openPace } from "./pace";

test("five go at once, and then one every fifteenth of a second", () => {
  const pace = openPace({ perSecond: 15, burst: 5, now: () => 0 });
  const waits = Array.from({ length: 8 }, () => Math.round(pace.take()));
  expect(waits).toEqual([0, 0, 0, 0, 0, 67, 133, 200]);
});

test("however they come, no second sees more than twenty", () => {
  let at = 0;
  const pace = openPace({ perSecond: 15, burst: 5, now: () => at });
  const sent = Array.from({ length: 400 }, (_, index) => {
    at += [0, 0, 0, 137, 12, 0, 450, 0][index % 8] ?? 0;
    return at + pace.take();
  });
  const busiest = sent.map((from) => sent.filter((to) => from <= to && to < from + 1_000).length);
  expect(Math.max(...busiest)).toBeLessThanOrEqual(20);
});

test("one that only asks takes nobody's place, and a quiet while fills the bucket", () => {
  let at = 0;
  const pace = openPace({ perSecond: 10, burst: 1, now: () => at });
  pace.take();
  expect([pace.waiting(), pace.waiting(), pace.take()]).toEqual([100, 100, 100]);
  at = 1_000;
  expect(pace.take()).toBe(0);
});
