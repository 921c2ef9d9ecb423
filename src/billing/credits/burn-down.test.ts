import fc from "fast-check";
import { expect, test } from "vitest";
import type { GrantId } from "@/lib/ids";
import type { GrantState } from "../state";
import {
  availableCredits,
  burnDown,
  compareForBurnDown,
  inBurnDownOrder,
  usableGrants,
} from "./burn-down";

const at = (day: number) => new Date(Date.UTC(2026, 0, day));

const base: GrantState = {
  id: "" as GrantId,
  category: "promo",
  priority: 50,
  amount: 100n,
  effectiveAt: at(1),
  expiresAt: null,
  paidMinor: 0n,
  paidCurrency: null,
  planPeriodId: null,
  sliceIndex: null,
  invoiceLineId: null,
  parentGrantId: null,
  issuedAt: at(1),
  remaining: 100n,
  held: 0n,
};

const grant = (id: string, given: Partial<GrantState> = {}): GrantState => ({
  ...base,
  id: id as GrantId,
  ...given,
});

// Few values of each, so that ties are common and every rank decides sometimes.
const anyGrants: fc.Arbitrary<GrantState[]> = fc
  .array(
    fc.record({
      priority: fc.integer({ min: 0, max: 2 }),
      effectiveAt: fc.integer({ min: 1, max: 4 }).map(at),
      expiresAt: fc.option(fc.integer({ min: 3, max: 6 }).map(at)),
      paidMinor: fc.constantFrom(0n, 5n),
      remaining: fc.bigInt({ min: 0n, max: 30n }),
    }),
    { maxLength: 8 },
  )
  .map((all) => all.map((one, index) => grant(`g${index}`, one)));

test("the order: priority, soonest expiry, unpaid before paid, earliest effective, id", () => {
  const ordered = [
    grant("z", { priority: 10 }),
    grant("y", { expiresAt: at(5), paidMinor: 1n }),
    grant("x", { expiresAt: at(6) }),
    grant("w", { expiresAt: at(6), paidMinor: 1n }),
    grant("u", { effectiveAt: at(1) }),
    grant("v", { effectiveAt: at(2) }),
    grant("s", { paidMinor: 1n, effectiveAt: at(1) }),
    grant("t", { paidMinor: 1n, effectiveAt: at(1) }),
    grant("a", { priority: 90, expiresAt: at(3) }),
  ];
  const ids = (grants: GrantState[]) => grants.map(({ id }) => id);
  expect(ids(inBurnDownOrder([...ordered].reverse()))).toEqual(ids(ordered));
});

test("a grant is usable from its first instant up to, not at, its last", () => {
  const one = grant("g", { effectiveAt: at(2), expiresAt: at(3) });
  const usableAt = (when: Date) => usableGrants([one], when).length;
  expect(usableAt(new Date(+at(2) - 1000))).toBe(0);
  expect(usableAt(at(2))).toBe(1);
  expect(usableAt(new Date(+at(3) - 1000))).toBe(1);
  expect(usableAt(at(3))).toBe(0);
});

test("burning never takes more than a grant has, and what is burned and short is what was asked", () => {
  fc.assert(
    fc.property(anyGrants, fc.bigInt({ min: 0n, max: 200n }), (grants, credits) => {
      const usable = usableGrants(grants, at(4));
      const { burned, short } = burnDown(usable, credits);
      const left = new Map(usable.map(({ id, remaining }) => [id, remaining]));
      for (const one of burned) {
        expect(one.credits).toBeGreaterThan(0n);
        expect(one.credits).toBeLessThanOrEqual(left.get(one.grantId) ?? 0n);
        left.delete(one.grantId);
      }
      const total = burned.reduce((sum, one) => sum + one.credits, 0n);
      expect(total + short).toBe(credits);
      const available = availableCredits(grants, at(4));
      expect(short).toBe(credits > available ? credits - available : 0n);
    }),
  );
});

test("a grant is touched only when every grant before it is empty", () => {
  fc.assert(
    fc.property(anyGrants, fc.bigInt({ min: 1n, max: 200n }), (grants, credits) => {
      const usable = usableGrants(grants, at(4));
      const { burned } = burnDown(usable, credits);
      const last = burned.length - 1;
      for (const [index, { grantId, credits: paid }] of burned.entries()) {
        expect(grantId).toBe(usable[index]?.id);
        if (index < last) expect(paid).toBe(usable[index]?.remaining);
      }
    }),
  );
});

test("burning in two parts burns what burning at once does", () => {
  const amount = fc.bigInt({ min: 0n, max: 60n });
  fc.assert(
    fc.property(anyGrants, amount, amount, (grants, first, second) => {
      const whole = burnDown(usableGrants(grants, at(4)), first + second);
      const one = burnDown(usableGrants(grants, at(4)), first);
      const after = grants.map((grant) => ({
        ...grant,
        remaining: grant.remaining - of(one, grant),
      }));
      const two = burnDown(usableGrants(after, at(4)), second);
      for (const grant of grants) expect(of(one, grant) + of(two, grant)).toBe(of(whole, grant));
    }),
  );
});

test("the order does not depend on the order asked in, and is total", () => {
  fc.assert(
    fc.property(anyGrants, (grants) => {
      expect(inBurnDownOrder([...grants].reverse())).toEqual(inBurnDownOrder(grants));
      for (const a of grants)
        for (const b of grants) {
          expect(Math.sign(compareForBurnDown(a, b))).toBe(
            -Math.sign(compareForBurnDown(b, a)) + 0,
          );
          if (a !== b) expect(compareForBurnDown(a, b)).not.toBe(0);
        }
    }),
  );
});

function of({ burned }: ReturnType<typeof burnDown>, grant: GrantState): bigint {
  return burned.find(({ grantId }) => grantId === grant.id)?.credits ?? 0n;
}
