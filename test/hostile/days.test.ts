import fc from "fast-check";
import { expect, test } from "vitest";
import { consumeAll } from "@/billing/credits/consume";
import { summarizeUsage } from "@/billing/credits/usage";
import { addSeconds, dayOf } from "@/lib/time";
import { Customer, openBooks } from "../books";
import { runs } from "../runs";

// Zones whose clocks turn back to midnight, skip it, or turn back over it.
const zones = [
  ["Atlantic/Azores", "2026-10-25T01:00:00Z"],
  ["America/Havana", "2026-11-01T05:00:00Z"],
  ["America/Santiago", "2026-09-06T04:00:00Z"],
  ["America/Santiago", "2026-04-05T03:00:00Z"],
  ["Asia/Beirut", "2026-03-28T22:00:00Z"],
  ["Asia/Kathmandu", "2026-10-25T01:00:00Z"],
] as const;

test.each(zones)(
  "usage of any stretch in %s is the sum of its events (%s)",
  async (timezone, change) => {
    const turn = new Date(change);
    await openBooks(addSeconds(turn, 4 * 86_400).toISOString());
    const customer = await Customer.open({ timezone });
    await customer.grant(1_000_000n);
    const events = Array.from({ length: 200 }, (_, index) => ({
      at: addSeconds(turn, (index - 100) * 1_740),
      credits: BigInt(index + 1),
    }));
    await consumeAll(
      customer.db,
      events.map(({ at, credits }) => customer.usage(credits, { occurredAt: at })),
    );
    const edge = fc.oneof(
      fc.integer({ min: -190_000, max: 190_000 }),
      fc.constantFrom(...[-86_400, -7_200, -3_600, -1, 0, 1, 3_600, 7_200, 86_400]),
    );
    const property = fc.asyncProperty(edge, edge, async (one, other) => {
      const [from, to] = [
        addSeconds(turn, Math.min(one, other)),
        addSeconds(turn, Math.max(one, other)),
      ];
      const inside = events.filter(({ at }) => from <= at && at < to);
      const days = new Map<string, bigint>();
      for (const { at, credits } of inside)
        days.set(dayOf(at, timezone), (days.get(dayOf(at, timezone)) ?? 0n) + credits);
      const { rows, total } = await summarizeUsage(customer.db, customer.id, {
        from,
        to,
        by: "day",
      });
      expect(new Map(rows.map(({ key, credits }) => [key, credits]))).toEqual(days);
      expect(total.credits).toBe(inside.reduce((sum, { credits }) => sum + credits, 0n));
    });
    await fc.assert(property, { numRuns: runs(25, 600) });
  },
);
