import { sql } from "kysely";
import { expect, test } from "vitest";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { inTransaction } from "@/db/transaction";
import { handlerOf } from "@/stripe/handlers";
import { books, Customer, openBooks, setClock } from "../books";
import { testCatalog } from "../catalog";
import { buyPack } from "../packs";
import { portalOf } from "../portal";
import { paidByCard } from "../refunds/paid";
import { paidPack } from "../refunds/refunding";
import { agreed, openedWith, pausedBecause } from "../stripe/top-ups";
import { apply, balancesOf, disputesOf, slicesOf, told } from "./disputing";

/** A month of Pro ($99.00, 20,000 credits) from 1 January, paid by card. */
async function onPro() {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro");
  if (!invoiceId) throw new Error("A month has an invoice");
  await paidByCard(customer, invoiceId);
  return customer;
}

test("a month of a plan, half over: lost whole, its unearned half leaves deferred revenue and the plan ends", async () => {
  const customer = await onPro();
  await setClock("2026-01-16T12:00:00Z");
  await customer.consume(5_000n);
  await apply(await told(customer, "needs_response", {}, { out: -9_900n }));
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 15_000n });
  await apply(await told(customer, "lost", {}, { out: -9_900n }));
  expect(await slicesOf(customer)).toMatchObject([
    { slice: 20_000n, revoked: 15_000n, writtenOff: 5_000n },
  ]);
  expect(await balancesOf(customer)).toMatchObject({
    ...{ "revenue.plan": -4_950n, deferred_revenue: 0n, dispute_loss: 4_950n, dispute_hold: 0n },
  });
  expect(await openPeriods(customer)).toBe(0);
});

test("a third of it disputed: a third of the credits, and the plan goes on", async () => {
  const customer = await onPro();
  const about = { amountMinor: 3_300n };
  await apply(await told(customer, "needs_response", about, { out: -3_300n }));
  // 20,000 × 33 ∕ 99, half-up.
  expect(await customer.balance()).toMatchObject({ available: 13_333n, held: 6_667n });
  // While it is held nothing is used beyond the grants (BOOKS B4).
  expect(await customer.consume(13_334n)).toMatchObject({
    ...{ status: "insufficient_credits", facts: { reason: "withheld" } },
  });
  await apply(await told(customer, "lost", about, { out: -3_300n }));
  expect(await customer.balance()).toMatchObject({ available: 13_333n, held: 0n });
  // Nothing was earned yet of what went.
  expect(await balancesOf(customer)).toMatchObject({ dispute_loss: 0n, deferred_revenue: -6_600n });
  expect(await openPeriods(customer)).toBe(1);
});

test("where all its credits were spent nothing is used beyond them either, until it is won or lost (BOOKS B4)", async () => {
  for (const outcome of ["won", "lost"] as const) {
    const customer = await onPro();
    await customer.consume(20_010n); // ten of overage, while nothing is disputed
    await apply(await told(customer, "needs_response", {}, { out: -9_900n }));
    expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
    expect(await customer.consume(1n)).toMatchObject({
      ...{ status: "insufficient_credits", facts: { reason: "withheld" } },
    });
    const back: Record<string, bigint> = outcome === "won" ? { back: 9_900n } : {};
    await apply(await told(customer, outcome, {}, { out: -9_900n, ...back }));
    // Won, it goes on as before; lost whole, the plan has ended with it.
    const after = await customer.consume(1n);
    if (outcome === "won") expect(after).toMatchObject({ overage: 1n });
    else expect(after).toMatchObject({ facts: { reason: "no_plan" } });
  }
});

test("lost before its money was told to have left: all of it is lost at once, and the money booked when it is told", async () => {
  const { customer } = await paidPack();
  await apply(await told(customer, "lost"));
  expect(await slicesOf(customer)).toMatchObject([{ slice: 10_000n, revoked: 10_000n }]);
  // $100.00 were not earned; the tax of $20.00 is lost.
  const lost = { deferred_revenue: 0n, dispute_loss: 2_000n };
  expect(await balancesOf(customer)).toMatchObject({ ...lost, dispute_hold: -12_000n });
  await apply(await told(customer, "lost", {}, { out: -12_000n }));
  expect(await balancesOf(customer)).toMatchObject({ ...lost, dispute_hold: 0n });
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
});

test("lost, and less left than was disputed: what left is lost", async () => {
  const { customer } = await paidPack();
  await apply(await told(customer, "lost", {}, { out: -6_000n }));
  expect(await disputesOf(customer)).toMatchObject([
    { amount_minor: 12_000n, lost_minor: 6_000n, returned_minor: 6_000n, excess_minor: 0n },
  ]);
  expect(await customer.balance()).toMatchObject({ available: 5_000n, held: 0n });
  // Half of $100.00 was not earned and goes; its tax of $10.00 is lost.
  expect(await balancesOf(customer)).toMatchObject({
    ...{ deferred_revenue: -5_000n, dispute_loss: 1_000n, dispute_hold: 0n },
  });
});

test("prevented: where money left for it, it is lost; where none did, nothing happened", async () => {
  const { customer } = await paidPack();
  await apply(await told(customer, "prevented"));
  expect(await customer.balance()).toMatchObject({ available: 10_000n, held: 0n });
  expect(await disputesOf(customer)).toMatchObject([{ status: "prevented", lost_minor: 0n }]);
  const other = { name: "other" };
  await apply(await told(customer, "prevented", other, { out: -12_000n }));
  expect(await customer.balance()).toMatchObject({ available: 0n, held: 0n });
  expect(await balancesOf(customer)).toMatchObject({ dispute_loss: 2_000n, dispute_hold: 0n });
});

test("settled in another currency, and the fee comes back with the money: both sides go through exchange", async () => {
  const { customer } = await paidPack();
  const said = await told(customer, "won", {}, { out: -12_000n, back: 12_000n });
  const [out, back] = said.movements;
  if (!out || !back) throw new Error("It left and came back");
  const inEuro = { currency: "eur", exchangeRate: "0.92" };
  const movements = [
    { ...out, ...inEuro, grossMinor: -11_040n, feeMinor: 1_500n },
    { ...back, ...inEuro, grossMinor: 11_100n, feeMinor: -1_500n },
  ];
  await apply({ ...said, movements: movements.slice(0, 1) });
  // Won, and the money not there yet: it is awaited.
  expect(await balancesOf(customer)).toMatchObject({ dispute_hold: 12_000n });
  await apply({ ...said, movements });
  expect((await balancesOf(customer)).dispute_hold).toBe(0n);
  const { rows } = await sql<{ kind: string; balance: bigint }>`
    select l.kind, b.balance from ledger_accounts l
    join balances b on b.account_id = l.account_id and b.ledger_account_id = l.id
    where l.account_id = ${customer.id} and l.asset = 'eur' order by 1`.execute(customer.db);
  // It left at 0.92 and came back at 0.925; the fee of 15.00 came back with it.
  expect(rows).toEqual([
    { kind: "exchange", balance: -60n },
    { kind: "processor_fees", balance: 0n },
    { kind: "stripe_balance", balance: 60n },
  ]);
});

test("a charge that paid two documents: the one it was made for first, by what each has left", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customPack = { min: 1n, max: 1_000n, validMonths: 12, unitPrice: { usd: "0.01" } };
  const catalog = defineCatalog({ ...testCatalog, customPack });
  await inTransaction(books(), (tx) => applyCatalog(tx, catalog));
  const customer = await Customer.open();
  // 30 cents are too little for a card: they are paid with the next.
  await buyPack(customer, { credits: 30n, grants: "on_payment" });
  const { invoiceId } = await buyPack(customer, { credits: 100n, grants: "on_payment" });
  if (!invoiceId) throw new Error("A pack has an invoice");
  await paidByCard(customer, invoiceId);
  const about = { amountMinor: 115n };
  await apply(await told(customer, "needs_response", about, { out: -115n }));
  expect((await slicesOf(customer)).map(({ slice }) => slice).sort()).toEqual([100n, 15n]);
  // In the customer's list both are marked, and found as that.
  const portal = portalOf(customer.id, {}, books());
  const { items } = await portal.invoices.list({ status: "disputed" });
  expect(items).toHaveLength(2);
  expect(await customer.balance()).toMatchObject({ available: 15n, held: 115n });
});

test("what is bought by itself pauses for a dispute, and only a person lets it go on", async () => {
  const { customer, stripe } = await openedWith("pm_card_visa");
  await agreed(customer);
  const { invoiceId } = await buyPack(customer, { pack: "pack_1000", grants: "on_payment" });
  if (!invoiceId) throw new Error("A pack has an invoice");
  await stripe.payNow(customer, invoiceId);
  await apply(await told(customer, "warning_needs_response"));
  expect(await pausedBecause(customer)).toBeNull();
  const { amountMinor } = await told(customer, "needs_response");
  await apply(await told(customer, "needs_response", {}, { out: -amountMinor }));
  expect(await pausedBecause(customer)).toBe("dispute");
});

test("of a charge that is none of ours nothing is booked; of a customer of ours it waits and is told of", async () => {
  const { customer } = await paidPack();
  const said = { ...(await told(customer, "needs_response")), chargeId: "ch_elsewhere" };
  const work = (dispute: typeof said) =>
    inTransaction(
      books(),
      (tx) =>
        handlerOf("charge.dispute.created")?.apply(
          tx,
          { dispute, paid: undefined },
          dispute.id,
        ) as never,
    );
  expect(await work(said)).toMatchObject({ result: "nothing" });
  const { key: customerId } = await customer.db
    .selectFrom("directory")
    .where("kind", "=", "processor_customer")
    .where("account_id", "=", customer.id)
    .select("key")
    .executeTakeFirstOrThrow();
  expect(await work({ ...said, customerId })).toEqual({ result: "unknown_object" });
  expect(await disputesOf(customer)).toEqual([]);
});

async function openPeriods(customer: Customer): Promise<number> {
  const rows = await customer.db
    .selectFrom("plan_periods")
    .where("account_id", "=", customer.id)
    .where("state", "=", "open")
    .select("id")
    .execute();
  return rows.length;
}
