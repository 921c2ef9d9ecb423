import fc from "fast-check";
import { expect, test } from "vitest";
import { recognizedAt } from "@/billing/earning";
import { netOf } from "@/billing/invoices/lines";
import { decideChange } from "@/billing/plans/decide-change";
import { addSeconds, secondsBetween } from "@/lib/time";
import { runs } from "../runs";
import { after, author, type Life, life, live } from "./lives";

const size = (value: bigint) => (value < 0n ? -value : value);
const yearly = { interval: "year" as const, drip: "month" as const };

/** From one dripping year to another within a month, and away again before that month is over. */
const twice = fc.record({
  told: life.map(
    (one): Life => ({
      ...one,
      from: { ...one.from, ...yearly, allowance: one.from.allowance + 1n },
      to: { ...one.to, ...yearly, allowance: one.to.allowance + 1n },
      ...{ trialDays: null, anchor: "keep", allowance: "prorate", creditBasis: "usage" },
    }),
  ),
  passed: fc.oneof(fc.constantFrom(0, 999), fc.integer({ min: 0, max: 999 })),
  spent: fc.oneof(fc.constantFrom(0n, 1_000n), fc.bigInt({ min: 0n, max: 1_000n })),
});

/** A part of a month by whole local dates or by seconds, counted apart from what decides. */
function partOf({ start, end }: { start: Date; end: Date }, at: Date, told: Life) {
  if (told.proration === "second") {
    return { left: secondsBetween(at, end), total: secondsBetween(start, end) };
  }
  const date = (time: Date) =>
    BigInt(Date.parse(time.toLocaleDateString("sv", { timeZone: told.timezone })) / 86_400_000);
  return { left: date(end) - date(at), total: date(end) - date(start) };
}

test("of a part of a month is worth, earned and given back what was charged for it", () => {
  let parts = 0;
  const property = fc.property(twice, ({ told, passed, spent }) => {
    const { before, draft, period, at, request } = live(told);
    const line = draft.lines.find(({ kind }) => kind === "proration_charge");
    if (!line || line.earning.netMinor === 0n) return;
    parts += 1;
    const net = line.earning.netMinor;
    const month = { start: period.slice.startsAt, end: period.slice.endsAt };
    const charged = partOf(month, at, told);
    // Of net the part is left ∕ total months, beside eleven whole ones.
    const value = { of: net * charged.left, over: charged.left + 11n * charged.total };

    const grant = draft.grants.find(({ invoiceLineId }) => invoiceLineId === line.id);
    if (grant) {
      expect(size(grant.paidMinor * value.over - value.of)).toBeLessThanOrEqual(value.over);
    }
    if (line.earning.basis === "time") {
      const earned = recognizedAt(line.earning, {
        ...{ at: month.end, slices: line.slices, creditsLeft: 0n },
      });
      expect(size(earned * value.over - value.of)).toBeLessThanOrEqual(value.over);
    }

    const length = Number(secondsBetween(at, month.end));
    const later = addSeconds(at, Math.floor((length * passed) / 1000));
    const left = after(draft, later, (one) =>
      one.id === grant?.id ? (one.amount * spent) / 1000n : 0n,
    );
    const again = decideChange(
      { ...left, head: before.head },
      { ...request, version: told.from, at: later },
      author,
    );
    const lines = again.decision.invoices.at(-1)?.lines ?? [];
    const credit = lines.find(({ kind }) => kind === "proration_credit");
    const kept = net + (credit ? netOf(credit) : 0n);
    const own = partOf({ start: at, end: month.end }, later, told);
    const granted = grant?.amount ?? 1n;
    const used = grant ? (grant.amount * spent) / 1000n : 0n;
    // max(dates passed ∕ dates, used ∕ granted), over one denominator; without a date of its own it is 0.
    const over = (own.total || 1n) * granted;
    const byTime = (own.total - own.left) * granted;
    const byUse = used * (own.total || 1n);
    const most = byTime > byUse ? byTime : byUse;
    const off = kept * value.over * over - value.of * most;
    expect(size(off)).toBeLessThanOrEqual(2n * value.over * over);
  });
  fc.assert(property, { numRuns: runs(500, 20_000) });
  expect(parts).toBeGreaterThan(runs(200, 8_000));
});
