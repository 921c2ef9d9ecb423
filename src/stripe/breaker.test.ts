import { expect, test } from "vitest";
import { openBreaker } from "./breaker";

const opened = (random = 0) => {
  const clock = { ms: 0 };
  const breaker = openBreaker({ now: () => clock.ms, random: () => random });
  const fail = (times: number) => {
    for (let time = 0; time < times; time++) breaker.failed();
  };
  return { breaker, clock, fail };
};

test("four failures in a row are bad luck, the fifth is an outage", () => {
  const { breaker, fail } = opened();
  fail(4);
  expect(breaker.admits()).toBe(true);
  fail(1);
  expect(breaker.admits()).toBe(false);
});

test("an answer in between begins the count anew", () => {
  const { breaker, fail } = opened();
  fail(4);
  breaker.succeeded();
  fail(4);
  expect(breaker.admits()).toBe(true);
});

test("after a second one call finds out, and no second one beside it", () => {
  const { breaker, clock, fail } = opened();
  fail(5);
  clock.ms = 999;
  expect(breaker.admits()).toBe(false);
  clock.ms = 1_000;
  expect([breaker.admits(), breaker.admits()]).toEqual([true, false]);
  breaker.succeeded();
  expect([breaker.admits(), breaker.admits()]).toEqual([true, true]);
});

test("each call that finds it still away doubles the pause, up to a minute", () => {
  const { breaker, clock, fail } = opened();
  fail(5);
  for (const pause of [1, 2, 4, 8, 16, 32, 60, 60]) {
    clock.ms += pause * 1_000 - 1;
    expect(breaker.admits()).toBe(false);
    clock.ms += 1;
    expect(breaker.admits()).toBe(true);
    fail(1);
  }
});

test("chance takes off up to half of a pause", () => {
  const { breaker, clock, fail } = opened(0.5);
  fail(5);
  clock.ms = 749;
  expect(breaker.admits()).toBe(false);
  clock.ms = 750;
  expect(breaker.admits()).toBe(true);
});

test("a call that went to find out and never ended does not close the way for ever", () => {
  const { breaker, clock, fail } = opened();
  fail(5);
  clock.ms = 1_000;
  expect(breaker.admits()).toBe(true);
  clock.ms = 30_999;
  expect(breaker.admits()).toBe(false);
  clock.ms = 31_000;
  expect(breaker.admits()).toBe(true);
});
