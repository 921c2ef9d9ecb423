import fc from "fast-check";
import { expect, test } from "vitest";
import type { AccountId, ConsumptionId, GrantId } from "@/lib/ids";
import { addSeconds } from "@/lib/time";
import type { CreditSnapshot, GrantState } from "../state";
import { decideConsume, type UsageEvent } from "./decide-consume";

const accountId = "01970000-0000-7000-8000-000000000000" as AccountId;
const t = new Date("2026-01-15T00:00:00Z");
const author = { actor: "test", requestId: "test" };
const policy = { rates: new Map([["use", 1n]]), periodAt: () => null };

function snapshotOf(remaining: readonly bigint[]): CreditSnapshot {
  return {
    accountId,
    timezone: "UTC",
    houseTimezone: "UTC",
    currency: "usd",
    paymentTermsDays: 7,
    t,
    recordedAt: t,
    head: {
      version: 0n,
      hash: Buffer.alloc(32),
      dueAt: null,
      earnsAt: null,
      closedThrough: null,
      alertWatch: null,
    },
    grants: remaining.map((left, index) => grantOf(index, left)),
    debt: 0n,
    period: null,
    overage: [],
    previous: null,
    withheld: false,
  };
}

function grantOf(index: number, remaining: bigint): GrantState {
  return {
    id: `grant-${index}` as GrantId,
    category: "promo",
    priority: 50,
    amount: remaining,
    effectiveAt: addSeconds(t, -1),
    expiresAt: null,
    paidMinor: 0n,
    paidCurrency: null,
    planPeriodId: null,
    sliceIndex: null,
    invoiceLineId: null,
    parentGrantId: null,
    issuedAt: addSeconds(t, -1),
    remaining,
    held: 0n,
  };
}

const eventOf = (quantity: bigint, index: number, occurredAt: Date | null = null): UsageEvent => ({
  id: `event-${index}` as ConsumptionId,
  idempotencyKey: `key-${index}`,
  requestHash: Buffer.alloc(32),
  feature: "use",
  quantity,
  occurredAt,
  metadata: null,
});

const small = fc.bigInt({ min: 1n, max: 20n });

test("any number of events is spent in order; one that is refused does not stop the next", () => {
  const grants = fc.array(fc.bigInt({ min: 0n, max: 30n }), { maxLength: 4 });
  fc.assert(
    fc.property(grants, fc.array(small, { minLength: 1, maxLength: 30 }), (remaining, uses) => {
      const { results } = decideConsume(
        snapshotOf(remaining),
        uses.map((one, i) => eventOf(one, i)),
        policy,
        author,
      );
      let left = remaining.reduce((sum, one) => sum + one, 0n);
      for (const [index, result] of results.entries()) {
        const needed = uses[index] ?? 0n;
        if (needed > left) {
          expect(result).toMatchObject({
            status: "insufficient_credits",
            facts: { needed, available: left },
          });
        } else {
          left -= needed;
          expect(result).toMatchObject({
            status: "consumed",
            credits: needed,
            overage: 0n,
            available: left,
          });
        }
      }
    }),
  );
});

test("however many events, a grant is moved from once, by what its events burned", () => {
  const uses = fc.array(small, { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(uses, (quantities) => {
      const events = quantities.map((one, index) => eventOf(one, index));
      const { decision } = decideConsume(snapshotOf([100n, 50n, 80n]), events, policy, author);
      for (const { transfers, consumptions } of decision.transactions) {
        const from = transfers.map((transfer) => transfer.from.id as string);
        expect(new Set(from).size).toBe(from.length);
        for (const transfer of transfers) {
          const burned = consumptions
            .flatMap((one) => one.burned)
            .filter(({ grantId }) => (grantId as string) === transfer.from.id);
          expect(burned.reduce((sum, one) => sum + one.credits, 0n)).toBe(transfer.amount);
        }
      }
      const moved = decision.transactions.flatMap(({ transfers }) => transfers);
      const spent = moved.reduce((sum, { amount }) => sum + amount, 0n);
      expect(spent).toBeLessThanOrEqual(230n);
    }),
  );
});

test("the snapshot decided on stays as it was", () => {
  const snapshot = snapshotOf([10n]);
  decideConsume(snapshot, [eventOf(7n, 0)], policy, author);
  expect(snapshot).toEqual(snapshotOf([10n]));
});

test("events of two months are two ledger transactions, each dated in its month", () => {
  const snapshot = snapshotOf([100n]);
  const grants = snapshot.grants.map((grant) => ({ ...grant, issuedAt: new Date("2025-12-01") }));
  const december = new Date("2025-12-30T00:00:00Z");
  const events = [eventOf(1n, 0), eventOf(2n, 1, december), eventOf(3n, 2, addSeconds(t, -5))];
  const { decision } = decideConsume({ ...snapshot, grants }, events, policy, author);
  expect(decision.transactions.map(({ occurredAt }) => occurredAt)).toEqual([t, december]);
});

test("use that only grants of later on can pay is dated when the newest of them came", () => {
  const { decision } = decideConsume(
    snapshotOf([5n]),
    [eventOf(5n, 0, addSeconds(t, -86_400))],
    policy,
    author,
  );
  const [transaction] = decision.transactions;
  expect(transaction?.occurredAt).toEqual(addSeconds(t, -1));
  expect(transaction?.consumptions[0]?.occurredAt).toEqual(addSeconds(t, -86_400));
});

test("the use that takes the last credit tells so, once; none after it does", () => {
  const told = (remaining: bigint[], uses: bigint[]) =>
    decideConsume(
      snapshotOf(remaining),
      uses.map((one, i) => eventOf(one, i)),
      policy,
      author,
    ).decision.events.map(({ type }) => type);
  expect(told([5n, 5n], [4n, 5n])).toEqual([]);
  expect(told([5n, 5n], [4n, 6n])).toEqual(["credits.depleted"]);
  expect(told([10n], [10n, 1n])).toEqual(["credits.depleted"]);
  expect(told([0n], [1n])).toEqual([]);
});

test("an alert rule that tells the app does so with the use that reaches it, once", () => {
  const snapshot = snapshotOf([100n]);
  const told = (alertWatch: string) =>
    decideConsume(
      { ...snapshot, head: { ...snapshot.head, alertWatch } },
      [eventOf(30n, 0), eventOf(30n, 1)],
      policy,
      author,
    ).decision.events;
  expect(told("b60 b30w b10w")).toEqual([]);
  expect(told("b41 b50w")).toEqual([
    {
      type: "credits.low",
      occurredAt: t,
      data: { rule: "balance", threshold: 50n, available: 40n },
    },
  ]);
  expect(told("b50w@2026-01")).toEqual([]);
});
