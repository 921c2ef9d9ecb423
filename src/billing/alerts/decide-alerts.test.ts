import fc from "fast-check";
import { expect, test } from "vitest";
import type { GrantId, PlanPeriodId } from "@/lib/ids";
import { perUnit } from "@/lib/pricing";
import { addSeconds } from "@/lib/time";
import type { GrantState, OverageState, PeriodState, PlanVersion } from "../state";
import { decideAlerts, type Standing } from "./decide-alerts";
import { parseWatch, printWatch, type Watched } from "./watch";

const start = new Date("2026-01-15T00:00:00Z");
const day = 86_400;

const version = {
  currency: "usd",
  allowance: 1_000n,
  overage: { policy: "bill", model: perUnit("0.015"), cap: null },
} as PlanVersion;

/** A plan whose slices are ten days long, with so much left of an allowance of 1,000 and so much beyond it. */
function onPlan(at: Date, { left, over }: { left: bigint; over: bigint }): Standing {
  const index = Math.floor((+at - +start) / (10 * day * 1000));
  const id = `period-${index}` as PlanPeriodId;
  const startsAt = addSeconds(start, index * 10 * day);
  const slice = { index: 0, startsAt, endsAt: addSeconds(startsAt, 10 * day) };
  const allowance = {
    id: "grant" as GrantId,
    category: "allowance",
    amount: 1_000n,
    remaining: left,
    effectiveAt: startsAt,
    expiresAt: null,
    planPeriodId: id,
    sliceIndex: 0,
  } as GrantState;
  return {
    at,
    timezone: "UTC",
    period: { id, version, slice, allowanceGranted: true } as PeriodState,
    grants: [allowance],
    overage: [{ planPeriodId: id, sliceIndex: 0, credits: over } as OverageState],
  };
}

test("below is below, and reaching a share is reaching it exactly", () => {
  const figures = (watch: string, left: bigint, over = 0n) =>
    decideAlerts(watch, onPlan(start, { left, over }))?.firings.map(({ figure }) => figure);
  expect(figures("b250", 250n)).toBeUndefined();
  expect(figures("b250", 249n)).toEqual([249n]);
  expect(figures("u75", 251n)).toBeUndefined(); // 74.9 %
  expect(figures("u75", 250n)).toEqual([75n]);
  // 33 × 1.5 cents is 49.5, half up.
  expect(figures("s51", 0n, 33n)).toBeUndefined();
  expect(figures("s50", 0n, 33n)).toEqual([50n]);
});

test("what is not granted is not used up, and nobody without a plan has an allowance", () => {
  const standing = onPlan(start, { left: 0n, over: 0n });
  const period = standing.period as PeriodState;
  const withheld = { ...standing, grants: [], period: { ...period, allowanceGranted: false } };
  expect(decideAlerts("u50", withheld)).toBeUndefined();
  expect(decideAlerts("s1 u50", { ...standing, period: null })).toBeUndefined();
  // Spent, closed and not read any more: used up.
  const closed = decideAlerts("u100", { ...standing, grants: [] });
  expect(closed?.firings.map(({ figure }) => figure)).toEqual([100n]);
});

test("another plan period, by renewal or by a change within the cycle, is told of anew", () => {
  const first = decideAlerts("b300", onPlan(start, { left: 100n, over: 0n }));
  const watch = first?.watch ?? "";
  expect(watch).toBe(`b300@${+start / 1000}`);
  expect(
    decideAlerts(watch, onPlan(addSeconds(start, day), { left: 1n, over: 0n })),
  ).toBeUndefined();
  const next = onPlan(addSeconds(start, 10 * day), { left: 100n, over: 0n });
  expect(decideAlerts(watch, next)?.firings).toHaveLength(1);
});

test("an event is told each time, a figure beside it only once", () => {
  const standing = onPlan(start, { left: 10n, over: 0n });
  const happened = { issuedInvoices: ["a", "b"], planChangedTo: "Scale" };
  const { firings = [], watch } = decideAlerts("b50 i0 p0", standing, happened) ?? {};
  expect(firings.map(({ kind, about }) => [kind, about])).toEqual([
    ["balance", null],
    ["invoice", "a"],
    ["invoice", "b"],
    ["plan_change", "Scale"],
  ]);
  expect(watch).toBe(`b50@${+start / 1000} i0 p0`);
});

const rules = fc.uniqueArray(
  fc.record({
    kind: fc.constantFrom("balance" as const, "usage" as const, "spend" as const),
    threshold: fc.bigInt(1n, 100n),
    webhook: fc.boolean(),
    firedIn: fc.constant(null),
  }),
  { minLength: 1, maxLength: 6, selector: ({ kind, threshold }) => `${kind}${threshold}` },
);
const steps = fc.array(
  fc.record({ hours: fc.nat(120), left: fc.bigInt(0n, 1_000n), over: fc.bigInt(0n, 9_000n) }),
  { maxLength: 40 },
);

/** The rule said once more, without the code's words: what a step meets. */
function meets({ kind, threshold }: Watched, { left, over }: { left: bigint; over: bigint }) {
  if (kind === "balance") return left < threshold;
  if (kind === "usage") return 1_000n - left >= threshold * 10n;
  return (over * 15n + 5n) / 10n >= threshold; // cents, half up
}

test("in each period exactly the rules that were met fire, each once, wherever figures go", () => {
  fc.assert(
    fc.property(rules, steps, (watched, path) => {
      let [watch, at] = [printWatch(watched), start];
      const told: string[] = [];
      const wanted = new Set<string>();
      for (const { hours, ...figures } of path) {
        at = addSeconds(at, hours * 3_600);
        const standing = onPlan(at, figures);
        const alerts = decideAlerts(watch, standing);
        watch = alerts?.watch ?? watch;
        for (const { kind, threshold, periodKey } of alerts?.firings ?? []) {
          told.push(`${kind} ${threshold} ${periodKey}`);
        }
        const key = +(standing.period?.slice.startsAt ?? 0) / 1000;
        for (const rule of watched) {
          if (meets(rule, figures)) wanted.add(`${rule.kind} ${rule.threshold} ${key}`);
        }
      }
      expect(told.sort()).toEqual([...wanted].sort());
      expect(printWatch(parseWatch(watch))).toBe(watch);
    }),
  );
});

test("a top-up is called for below its threshold, from its second on, and by one use", () => {
  const at = (watch: string, left: bigint) =>
    decideAlerts(watch, onPlan(start, { left, over: 0n }));
  const second = +start / 1_000;
  expect(at("t250", 250n)).toBeUndefined();
  expect(at("t250", 249n)).toMatchObject({
    ...{ firings: [], watch: "t250@9999999999" },
    topUps: [{ threshold: 250n, available: 249n, at: start }],
  });
  expect(at("t250@9999999999", 1n)).toBeUndefined();
  expect(at(`t250@${second + 1}`, 1n)).toBeUndefined();
  expect(at(`t250@${second}`, 1n)?.topUps).toHaveLength(1);
  // Beside a rule of the same threshold: each for itself.
  expect(at("b250 t250", 249n)).toMatchObject({ firings: [{ figure: 249n }], topUps: [{}] });
});
