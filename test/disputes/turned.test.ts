import { expect, test } from "vitest";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { inTransaction } from "@/db/transaction";
import { books, setClock } from "../books";
import { testCatalog } from "../catalog";
import { paidPack, slicesOf as refundSlicesOf, tasksOf } from "../refunds/refunding";
import { events, openEndpoint } from "../webhooks/ground";
import { apply, balancesOf, disputesOf, hear, madeThere, slicesOf, told } from "./disputing";

const taken = { out: -12_000n };
/** $120.00 less 2.9 % and 30, less the dispute's $15.00. */
const received = 11_622n - 1_500n;

/** Of 10,000 credits for $120.00 with 20 % in it 6,000 are spent; what a lost dispute cannot take back is owed. */
async function owing() {
  const { customer } = await paidPack();
  const lostDispute = { policy: "proportional", shortfall: "debt" } as const;
  const catalog = defineCatalog({ ...testCatalog, refunds: { lostDispute } });
  await inTransaction(books(), (tx) => applyCatalog(tx, catalog));
  await openEndpoint("https://app.example/hooks", ["dispute.opened", "dispute.closed"]);
  await customer.consume(6_000n);
  await apply(await told(customer, "needs_response", {}, taken));
  await apply(await told(customer, "lost", {}, taken));
  return customer;
}

test("spent credits are owed where the catalogue says so; turned, what is still owed is forgiven", async () => {
  const customer = await owing();
  expect(await slicesOf(customer)).toMatchObject([
    { slice: 10_000n, revoked: 4_000n, debt: 6_000n, writtenOff: 0n },
  ]);
  expect(await customer.balance()).toMatchObject({ available: 0n, debt: 6_000n });
  // Of 6,000 owed 1,500 are paid by what is granted next.
  await customer.grant(1_500n);
  expect(await customer.balance()).toMatchObject({ available: 0n, debt: 4_500n });
  await apply(await told(customer, "won", {}, { ...taken, back: 12_000n }));
  // The 1,500 stay paid, and a person looks at them.
  expect(await customer.balance()).toMatchObject({ available: 4_000n, debt: 0n });
  expect(await tasksOf(customer)).toEqual(["dispute_turned"]);
  expect(await balancesOf(customer)).toMatchObject({
    ...{ dispute_hold: 0n, dispute_loss: 0n, deferred_revenue: -4_000n, "revenue.pack": -6_000n },
    stripe_balance: received,
  });
  const tellings = (await events(customer)).filter(({ type }) => type.startsWith("dispute."));
  expect(tellings.map(({ data }) => data)).toMatchObject([
    { held: "4000" },
    { outcome: "lost", revoked: "4000", owed: "6000" },
    { outcome: "won", revoked: "0", owed: "0" },
  ]);
});

test("turned after it was lost: the credits have the time they had left when they were held", async () => {
  const { customer } = await paidPack();
  await apply(await told(customer, "needs_response", {}, taken));
  await setClock("2026-03-11T00:00:00Z");
  await apply(await told(customer, "lost", {}, taken));
  await setClock("2026-03-21T00:00:00Z");
  await apply(await told(customer, "won", {}, { ...taken, back: 12_000n }));
  // The pack would end on 1 March 2027: twenty days of it were nobody's.
  await setClock("2027-03-20T23:59:59Z");
  expect((await customer.balance()).available).toBe(10_000n);
  await setClock("2027-03-21T00:00:00Z");
  expect((await customer.balance()).available).toBe(0n);
});

test("for which a refund made it stand aside meanwhile, they have that time and no more", async () => {
  const { customer } = await paidPack();
  await apply(await told(customer, "needs_response", {}, taken));
  const lost = await told(customer, "lost", {}, taken);
  await apply(lost);
  await setClock("2026-03-11T00:00:00Z");
  await hear(madeThere(lost, 6_000n));
  await setClock("2026-03-21T00:00:00Z");
  await apply(await told(customer, "won", {}, { ...taken, back: 12_000n }));
  // $60.00 stayed given back: 5,000 are there again, for the twenty days from 1 March that they were nobody's.
  await setClock("2027-03-20T23:59:59Z");
  expect((await customer.balance()).available).toBe(5_000n);
  await setClock("2027-03-21T00:00:00Z");
  expect((await customer.balance()).available).toBe(0n);
});

test("a refund made at Stripe and heard of once all was lost stands first: the dispute is left with the rest", async () => {
  const { customer } = await paidPack();
  await apply(await told(customer, "needs_response", {}, taken));
  const lost = await told(customer, "lost", {}, taken);
  await apply(lost);
  await hear(madeThere(lost, 3_600n));
  // $36.00 of $120.00 own 3,000 of 10,000, the other $84.00 7,000; $36.00 of what the bank took are beyond the charge.
  expect(await refundSlicesOf(customer)).toMatchObject([{ slice: 3_000n, revoked: 3_000n }]);
  expect(await slicesOf(customer)).toMatchObject([{ slice: 7_000n, revoked: 7_000n }]);
  expect(await disputesOf(customer)).toMatchObject([
    { status: "lost", lost_minor: 12_000n, returned_minor: 8_400n, excess_minor: 3_600n },
  ]);
  // Nothing was used: $70.00 net leave deferred revenue, their tax of $14.00 and the $36.00 are lost.
  expect(await balancesOf(customer)).toMatchObject({
    ...{ deferred_revenue: 0n, dispute_hold: 0n, dispute_loss: 5_000n, tax_payable: -1_400n },
    stripe_balance: received - 12_000n - 3_600n,
  });
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
});

test("refunds made at Stripe and heard of once a part was lost find the credits it took, whatever comes back of it later", async () => {
  const { customer } = await paidPack();
  await customer.consume(3_000n);
  const some = { amountMinor: 4_800n };
  const lost = await told(customer, "lost", some, { out: -4_800n });
  await hear({ dispute: lost });
  // $48.00 of $120.00 own 4,000 of 10,000 credits: 3,000 are left, as many as one refund of $36.00 owns.
  expect(await slicesOf(customer)).toMatchObject([{ slice: 4_000n, revoked: 4_000n }]);
  await hear(madeThere(lost, 3_600n, 0));
  await hear(madeThere(lost, 3_600n, 1));
  const refunded = { slice: 3_000n, revoked: 3_000n, writtenOff: 0n };
  expect(await refundSlicesOf(customer)).toMatchObject([refunded, refunded]);
  expect(await slicesOf(customer)).toMatchObject([
    { slice: 4_000n, revoked: 1_000n, writtenOff: 3_000n },
  ]);
  const back = { out: -4_800n, back: 1_200n };
  await hear({ dispute: await told(customer, "lost", some, back) });
  // $36.00 of the dispute are left, and 1,000 of their 3,000 credits were not spent.
  expect(await slicesOf(customer)).toMatchObject([
    { slice: 3_000n, revoked: 1_000n, writtenOff: 2_000n },
  ]);
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
  // 7,000 were never used: their $70.00 have left deferred revenue.
  expect(await balancesOf(customer)).toMatchObject({ deferred_revenue: 0n, dispute_hold: 0n });
});

test("where somebody owes for what was lost that stays as it was decided, and such a refund is beyond the charge", async () => {
  const customer = await owing();
  const lost = await told(customer, "lost", {}, taken);
  await hear(madeThere(lost, 3_600n));
  expect(await refundSlicesOf(customer)).toEqual([]);
  expect(await customer.balance()).toMatchObject({ available: 0n, debt: 6_000n });
  // $60.00 were earned and with the tax of $20.00 lost to the dispute; the refund's $36.00 beside it.
  expect(await balancesOf(customer)).toMatchObject({
    ...{ deferred_revenue: 0n, dispute_loss: 11_600n, tax_payable: -2_000n },
    stripe_balance: received - 12_000n - 3_600n,
  });
  expect(await tasksOf(customer)).toEqual(["refund_at_processor", "refund_excess"]);
});
