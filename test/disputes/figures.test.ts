import { expect, test } from "vitest";
import { type Customer, setClock } from "../books";
import { paidPack, refunded, slicesOf as refundSlicesOf, tasksOf } from "../refunds/refunding";
import { asked } from "../staff/explaining";
import { apply, balancesOf, disputesOf, slicesOf, told } from "./disputing";

/** $120.00 less 2.9 % and 30. */
const received = 11_622n;

test("$20 refunded, then the other $100 disputed: slice 8,333, 2,333 held, 6,000 short; won: 2,333 return (BOOKS B17)", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  await customer.consume(6_000n);
  await refunded({ customer, stripe, invoiceId }, { of: { kind: "amount", grossMinor: 2_000n } });
  expect(await refundSlicesOf(customer)).toMatchObject([{ slice: 1_667n, revoked: 1_667n }]);
  const about = { amountMinor: 10_000n };
  await apply(await told(customer, "needs_response", about, { out: -10_000n }));
  expect(await slicesOf(customer)).toMatchObject([
    { slice: 8_333n, revoked: 2_333n, expired: 0n, writtenOff: 6_000n, debt: 0n },
  ]);
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 2_333n });
  const explain = asked(customer);
  const [dispute] = await idsOf(customer);
  expect(await explain("heldBy", dispute)).toMatchObject({
    ...{ asset: "credit", amount: 2_333n },
    parts: [{ what: "holdDispute", amount: 2_333n, ref: { to: "entry" } }],
    rows: { newest: [{ from: "grant", to: "held", amount: 2_333n }], older: { count: 0 } },
  });
  expect((await explain("held")).parts).toMatchObject([{ what: "holdDispute", amount: 2_333n }]);
  expect(await explain("takenBy", dispute)).toMatchObject({ amount: 0n, parts: [] });
  // 116.22 − 20.00 − 100.00 − 15.00 for the dispute: more has left than came in.
  expect(await balancesOf(customer)).toMatchObject({
    ...{ stripe_balance: received - 13_500n, dispute_hold: 10_000n },
  });
  await apply(await told(customer, "won", about, { out: -10_000n, back: 10_000n }));
  expect(await customer.balance()).toMatchObject({ available: 2_333n, held: 0n });
  expect(await slicesOf(customer)).toEqual([]);
  expect(await refundSlicesOf(customer)).toMatchObject([{ revoked: 1_667n }]);
  expect(await balancesOf(customer)).toMatchObject({
    ...{ stripe_balance: received - 3_500n, dispute_hold: 0n },
  });
});

test("and lost: 2,333 are revoked, what was not earned leaves deferred revenue, the rest with its tax is lost", async () => {
  const { customer, stripe, invoiceId } = await paidPack();
  await customer.consume(6_000n);
  await refunded({ customer, stripe, invoiceId }, { of: { kind: "amount", grossMinor: 2_000n } });
  const about = { amountMinor: 10_000n };
  await apply(await told(customer, "needs_response", about, { out: -10_000n }));
  await apply(await told(customer, "lost", about, { out: -10_000n }));
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
  const explain = asked(customer);
  const [dispute] = await idsOf(customer);
  expect(await explain("takenBy", dispute)).toMatchObject({
    ...{ asset: "credit", amount: 2_333n },
    parts: [{ what: "takenOf", amount: 2_333n, ref: { to: "grant", category: "pack" } }],
    rows: { newest: [{ to: "revoked", amount: 2_333n }] },
  });
  expect(await explain("heldBy", dispute)).toMatchObject({ amount: 0n, parts: [] });
  await expect(explain("takenBy", customer.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  // $100 net: 60.00 earned by use, 16.67 refunded, 23.33 unearned. Lost: 83.33 net and 16.67 tax.
  expect(await balancesOf(customer)).toMatchObject({
    ...{ dispute_hold: 0n, deferred_revenue: 0n, "revenue.pack": -6_000n },
    ...{ dispute_loss: 7_667n, tax_payable: -1_667n, stripe_balance: received - 13_500n },
  });
  expect(await disputesOf(customer)).toMatchObject([
    { status: "lost", returned_minor: 10_000n, lost_minor: 10_000n, excess_minor: 0n },
  ]);
  expect(await tasksOf(customer)).toEqual([]);
  const [invoice] = await customer.db
    .selectFrom("invoices")
    .where("account_id", "=", customer.id)
    .where("id", "=", invoiceId)
    .select("status")
    .execute();
  expect(invoice).toEqual({ status: "paid" });
});

test("won after the pack's day would have come: the credits are there with the time they had left", async () => {
  const { customer } = await paidPack();
  await apply(await told(customer, "needs_response", {}, { out: -12_000n }));
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 10_000n });
  // A pack ends after twelve months, here on 1 March 2027: held for 20 days of it.
  await setClock("2026-03-21T00:00:00Z");
  await apply(await told(customer, "won", {}, { out: -12_000n, back: 12_000n }));
  const grants = await customer.db
    .selectFrom("grants")
    .where("account_id", "=", customer.id)
    .orderBy("issued_at")
    .select(["category", "amount", "expires_at", "parent_grant_id"])
    .execute();
  expect(grants).toMatchObject([
    { category: "pack", amount: 10_000n },
    { category: "rollover", amount: 10_000n, expires_at: new Date("2027-03-21T00:00:00Z") },
  ]);
  await setClock("2027-03-20T23:59:59Z");
  expect((await customer.balance()).available).toBe(10_000n);
  await setClock("2027-03-21T00:00:00Z");
  expect((await customer.balance()).available).toBe(0n);
});

test("an inquiry holds nothing; escalated, it does; more than was left is lost without credits and told", async () => {
  const { customer, invoiceId, stripe } = await paidPack();
  await apply(await told(customer, "warning_needs_response"));
  expect(await customer.balance()).toMatchObject({ available: 10_000n, held: 0n });
  expect(await balancesOf(customer)).toMatchObject({ stripe_balance: received });
  // Kept for the account: half of what was charged is given back already.
  await refunded({ customer, stripe, invoiceId }, { destination: "account_credit" });
  await apply(await told(customer, "needs_response", {}, { out: -12_000n }));
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 5_000n });
  await apply(await told(customer, "lost", {}, { out: -12_000n }));
  expect(await disputesOf(customer)).toMatchObject([
    { returned_minor: 6_000n, excess_minor: 6_000n, lost_minor: 12_000n },
  ]);
  // Unearned 50.00 goes, its tax of 10.00 and the excess of 60.00 are lost.
  expect(await balancesOf(customer)).toMatchObject({
    ...{ dispute_loss: 7_000n, deferred_revenue: 0n, account_credit: -6_000n },
  });
  expect(await tasksOf(customer)).toEqual(["dispute_excess"]);
});

test("lost, and the bank looks again: what was revoked is there again, and nothing is lost", async () => {
  const { customer } = await paidPack();
  await customer.consume(4_000n);
  await apply(await told(customer, "lost", {}, { out: -12_000n }));
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
  await apply(await told(customer, "appeal_under_review", {}, { out: -12_000n }));
  expect(await disputesOf(customer)).toMatchObject([{ status: "lost" }]);
  await apply(await told(customer, "won", {}, { out: -12_000n, back: 12_000n }));
  // Who asked before the money came back hears less, and later.
  await apply(await told(customer, "lost", {}, { out: -12_000n }));
  expect(await disputesOf(customer)).toMatchObject([{ status: "won", processor_status: "won" }]);
  expect(await customer.balance()).toMatchObject({ available: 6_000n, held: 0n });
  expect(await balancesOf(customer)).toMatchObject({
    ...{ dispute_hold: 0n, dispute_loss: 0n, deferred_revenue: -6_000n, "revenue.pack": -4_000n },
    stripe_balance: received - 1_500n,
  });
  await customer.consume(6_000n);
  expect(await tasksOf(customer)).toEqual(["dispute_turned"]);
});

async function idsOf({ id, db }: Customer): Promise<string[]> {
  const rows = await db.selectFrom("disputes").where("account_id", "=", id).select("id").execute();
  return rows.map((one) => one.id);
}
