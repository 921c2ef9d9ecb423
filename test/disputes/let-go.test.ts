import { expect, test } from "vitest";
import { addSeconds } from "@/lib/time";
import type { Customer } from "../books";
import { paidPack } from "../refunds/refunding";
import { apply, disputesOf, hear, madeThere, slicesOf, told } from "./disputing";

const half = { amountMinor: 6_000n };
const [one, two] = [
  { name: "one", ...half },
  { name: "two", ...half },
];
const wonBack = { one: -6_000n, back: 6_000n };

const lost = (customer: Customer) => told(customer, "lost", two, { two: -6_000n });

/** Half of the $120.00 given back at Stripe, as it says. */
async function refund(customer: Customer, status: "pending" | "failed"): Promise<void> {
  const made = madeThere(await lost(customer), 6_000n);
  if ("refund" in made) await hear({ refund: { ...made.refund, status } });
}

const ways: Record<string, (customer: Customer) => Promise<void>> = {
  async "a refund that was on its way fails"(customer) {
    await refund(customer, "pending");
    await apply(await lost(customer));
    await refund(customer, "failed");
  },
  async "a refund heard of later, for which it stood aside, fails"(customer) {
    await apply(await lost(customer));
    await refund(customer, "pending");
    await refund(customer, "failed");
  },
  async "another dispute is won"(customer) {
    await apply(await told(customer, "needs_response", one, { one: -6_000n }));
    await apply(await lost(customer));
    await apply(await told(customer, "won", one, wonBack));
  },
  async "another lost one is turned"(customer) {
    await apply(await told(customer, "lost", one, { one: -6_000n }));
    await apply(await lost(customer));
    await apply(await told(customer, "won", one, wonBack));
  },
};

test.each(Object.keys(ways))(
  "half of a pack is lost, and %s: the other half is all there is to use",
  async (way) => {
    const { customer } = await paidPack();
    await customer.consume(4_000n);
    await ways[way]?.(customer);
    // $60.00 of $120.00 stayed paid: 5,000 of 10,000 credits, of which 4,000 are used.
    expect(await customer.balance()).toMatchObject({ available: 1_000n, held: 0n, debt: 0n });
    expect(await slicesOf(customer)).toMatchObject([{ slice: 5_000n, revoked: 5_000n }]);
  },
);

test("what the customer's own hold gives back after the loss stays theirs, whatever the bank says again", async () => {
  const { customer } = await paidPack();
  const { holdId } = await customer.hold(9_000n, addSeconds(new Date("2026-03-01"), 86_400));
  await apply(await lost(customer));
  await customer.release(holdId);
  await apply(await told(customer, "needs_response", one, { one: -3_000n }));
  await apply(await told(customer, "won", one, { one: -3_000n, back: 3_000n }));
  expect(await customer.balance()).toMatchObject({ available: 9_000n, held: 0n });
  expect((await disputesOf(customer)).map(({ status }) => status)).toEqual(["lost", "won"]);
  expect(await slicesOf(customer)).toMatchObject([{ revoked: 1_000n, writtenOff: 4_000n }]);
});
