import { beforeEach, expect, test } from "vitest";
import { runDue } from "@/billing/catch-up";
import type { HoldId } from "@/lib/ids";
import { books, Customer, openBooks, setClock } from "../books";
import { runs } from "../runs";
import { byClients, count, patiently } from "./clients";

beforeEach(async () => {
  await openBooks("2026-01-01T00:00:00Z");
});

test(
  "64 clients hold 1 credit each: as many succeed as there are credits",
  async () => {
    const customer = await Customer.open();
    const requests = runs(200, 2_000);
    await customer.grant(BigInt(requests / 2));
    const outcomes = await byClients(requests, () =>
      patiently(() => customer.hold(1n, "2026-01-02T00:00:00Z")).then(
        () => "held",
        (error: { code: string }) => error.code,
      ),
    );
    expect(count(outcomes)).toEqual({ held: requests / 2, insufficient_credits: requests / 2 });
    expect(await customer.balance()).toMatchObject({ available: 0n, held: BigInt(requests / 2) });
  },
  runs(60_000),
);

const captureOf = (customer: Customer, holdId: HoldId) => customer.capture(holdId, 4n);
const ends = {
  capture: captureOf,
  release: (customer: Customer, holdId: HoldId) => customer.release(holdId),
  expire: async (customer: Customer) => {
    await setClock("2026-01-01T00:00:01Z");
    return await runDue(customer.db, new Date("2026-01-01T00:00:01Z"));
  },
};

test.each(permutations(Object.keys(ends) as (keyof typeof ends)[]).map((order) => [order]))(
  "a hold ends the way its first ending says: %s (C2)",
  async (order) => {
    const customer = await Customer.open();
    await customer.grant(10n);
    const { holdId } = await customer.hold(7n, "2026-01-01T00:00:01Z");
    for (const end of order) await Promise.resolve(ends[end](customer, holdId)).catch(asRefusal);
    const [first] = order;
    expect(await customer.balance()).toMatchObject({
      available: first === "capture" ? 6n : 10n,
      held: 0n,
    });
    expect(await statusOf(holdId)).toBe(
      { capture: "captured", release: "released", expire: "expired" }[first ?? "expire"],
    );
  },
);

test("capture, release and expiry at once: one end, and what it says adds up (C2)", async () => {
  for (let round = 0; round < runs(12); round += 1) {
    await setClock("2026-01-01T00:00:00Z");
    const customer = await Customer.open();
    await customer.grant(10n);
    const { holdId } = await customer.hold(7n, "2026-01-01T00:00:01Z");
    const acts = [ends.capture, ends.release, ends.expire, ends.capture, ends.release];
    const rotated = [...acts.slice(round % 5), ...acts.slice(0, round % 5)];
    await Promise.all(
      rotated.map((end) => Promise.resolve(end(customer, holdId)).catch(asRefusal)),
    );
    const captured = (await statusOf(holdId)) === "captured";
    expect(await customer.balance()).toMatchObject({ available: captured ? 6n : 10n, held: 0n });
    expect((await customer.books()).consumed).toBe(captured ? 4n : undefined);
  }
});

function asRefusal(error: { code?: string }): void {
  expect(["hold_closed", "hold_expired"]).toContain(error.code);
}

async function statusOf(holdId: HoldId): Promise<string | undefined> {
  const row = await books()
    .selectFrom("holds")
    .where("id", "=", holdId)
    .select("status")
    .executeTakeFirst();
  return row?.status;
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item) =>
    permutations(items.filter((one) => one !== item)).map((rest) => [item, ...rest]),
  );
}
