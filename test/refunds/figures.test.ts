import { describe, expect, test } from "vitest";
import type { RefundPolicy } from "@/billing/refunds/refund";
import { trails } from "../pages";
import { paidPack, preview, refunded, refundsOf, slicesOf } from "./refunding";

// What the processor kept of $120.00: 2.9 % and 30.
const fee = 378n;

describe("a pack of 10,000 for $120.00 with tax, 6,000 used, $60.00 refunded (BOOKS B17)", () => {
  const settled = {
    proportional: { slice: 5_000n, revoked: 4_000n, debt: 1_000n, waived: 0n },
    unused_only: { slice: 5_000n, revoked: 4_000n, debt: 0n, waived: 1_000n },
    full: { slice: 10_000n, revoked: 4_000n, debt: 6_000n, waived: 0n },
    none: { slice: 5_000n, revoked: 0n, debt: 0n, waived: 5_000n },
  } satisfies Record<RefundPolicy, object>;

  test("the four policies are shown side by side", async () => {
    const { customer, invoiceId } = await paidPack();
    await customer.consume(6_000n);
    const { money, policies } = await preview(customer, invoiceId);
    const usd = (minor: bigint) => ({ minor, currency: "usd" });
    expect(money).toMatchObject({
      ...{ total: usd(6_000n), card: usd(6_000n), accountCredit: usd(0n), left: usd(12_000n) },
      // $50.00 and 20 %; $40.00 of $100.00 are not earned yet.
      lines: [{ net: usd(5_000n), tax: usd(1_000n), unearned: usd(4_000n) }],
    });
    // 1,000 credits at a cent; 6,000.
    expect(policies.proportional).toMatchObject({
      ...{ slice: 5_000n, revoked: 4_000n, short: 1_000n, shortValue: usd(1_000n) },
      ...{ before: 4_000n, after: 0n },
      grants: [{ granted: 10_000n, used: 6_000n, toRevoke: 4_000n, after: 0n }],
      // 10,000 × $60.00 ÷ $120.00.
      slices: [
        {
          ...{ granted: 10_000n, throughMinor: 6_000n, grossMinor: 12_000n, whole: false },
          ...{ target: 5_000n, standing: 0n, credits: 5_000n },
        },
      ],
    });
    expect(policies.full.slices).toMatchObject([{ whole: true, target: 10_000n }]);
    expect(policies.unused_only).toMatchObject({ revoked: 4_000n, short: 0n, waived: 1_000n });
    expect(policies.full).toMatchObject({ slice: 10_000n, revoked: 4_000n, short: 6_000n });
    expect(policies.none).toMatchObject({ revoked: 0n, short: 0n, after: 4_000n });
  });

  test.each(Object.entries(settled))(
    "%s: what was shown is what is booked",
    async (policy, one) => {
      const story = await paidPack();
      const { customer } = story;
      await customer.consume(6_000n);
      await refunded(story, { policy: policy as RefundPolicy });
      expect(await refundsOf(customer)).toMatchObject([
        { status: "succeeded", card_minor: 6_000n },
      ]);
      expect(await slicesOf(customer)).toMatchObject([one]);
      const { available } = await customer.balance();
      expect(available).toBe(policy === "none" ? 4_000n : 0n);
      // Unearned money goes first, $40.00; $10.00 had been earned. $10.00 of $20.00 tax are left.
      expect(await customer.books()).toMatchObject({
        ...{ stripe_balance: 12_000n - fee - 6_000n, refunds: 1_000n, tax_payable: -1_000n },
        "revenue.pack": -6_000n,
      });
      expect((await customer.books()).deferred_revenue).toBeUndefined();
    },
  );

  test("the other $60.00: 5,000 more are short, and nothing is left of tax, deferred and Stripe", async () => {
    const story = await paidPack();
    const { customer } = story;
    await customer.consume(6_000n);
    await refunded(story);
    await refunded(story);
    expect(await slicesOf(customer)).toMatchObject([
      { slice: 5_000n, revoked: 4_000n, debt: 1_000n },
      { slice: 5_000n, revoked: 0n, debt: 5_000n },
    ]);
    const end = await customer.books();
    expect(end).toMatchObject({ stripe_balance: -fee, refunds: 6_000n, "revenue.pack": -6_000n });
    for (const one of ["deferred_revenue", "tax_payable", "receivable", "account_credit"]) {
      expect(end[one]).toBeUndefined();
    }
    const documents = (await customer.invoices()).map(({ number, total }) => [number, total]);
    expect(documents).toEqual([
      ["INV-000001", 12_000n],
      ["CN-000001", -6_000n],
      ["CN-000002", -6_000n],
    ]);
    // Each page is proved by the ledger, figure by figure.
    expect(await trails(customer)).toEqual([
      ["entered 10000", "issued 12000", "paid 12000"],
      ["refunded 6000"],
      ["refunded 6000"],
    ]);
  });
});

test("$33.33, $33.33 and $53.34 of $120.00: slices 2,778, 2,777 and 4,445, together 10,000", async () => {
  const story = await paidPack();
  for (const grossMinor of [3_333n, 3_333n, 5_334n]) {
    await refunded(story, { of: { kind: "amount", grossMinor } });
  }
  const slices = (await slicesOf(story.customer)).map(({ slice }) => slice);
  expect(slices).toEqual([2_778n, 2_777n, 4_445n]);
  const end = await story.customer.books();
  expect(end).toMatchObject({ stripe_balance: -fee });
  expect([end.deferred_revenue, end.tax_payable, end.grant, end.refunds]).toEqual(
    Array(4).fill(undefined),
  );
});

test("a debt of 1,000, then a promo grant of 1,500: 500 can be used", async () => {
  const story = await paidPack();
  await story.customer.consume(6_000n);
  await refunded(story);
  await story.customer.grant(1_500n);
  expect((await story.customer.balance()).available).toBe(500n);
});

test("first none for $60.00, then proportional for $60.00: the second slice is 5,000", async () => {
  const story = await paidPack();
  await story.customer.consume(6_000n);
  await refunded(story, { policy: "none" });
  await refunded(story, { policy: "proportional" });
  expect(await slicesOf(story.customer)).toMatchObject([
    { slice: 5_000n, waived: 5_000n },
    { slice: 5_000n, revoked: 4_000n, debt: 1_000n },
  ]);
});
