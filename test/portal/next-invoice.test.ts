import { sql } from "kysely";
import { expect, test } from "vitest";
import { applyDiscount } from "@/billing/invoices/discounts";
import { setTax } from "@/billing/invoices/taxes";
import { inTransaction } from "@/db/transaction";
import { ppmOf } from "@/lib/percent";
import { addSeconds } from "@/lib/time";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { portalOf } from "../portal";

/** What the overview estimates now, line by line. */
async function estimate(customer: Customer) {
  const { overview } = portalOf(customer.id, {}, books());
  const { upcoming, carried, credit } = await overview.nextInvoice();
  if (!upcoming) throw new Error("There is something to estimate");
  const lines = upcoming.charges.map(({ name, amount }) => `${name} ${amount.minor}`);
  const { at, total } = upcoming;
  const beside = { carried: carried?.minor ?? 0n, credit: credit?.minor ?? 0n };
  return { at, lines, total: total.minor, ...beside };
}

/** What the clock makes of it: the document of that instant, when its hour is over. */
async function madeAt(customer: Customer, at: Date) {
  await advance(addSeconds(at, 3_600));
  const last = (await customer.invoices()).at(-1);
  const amounts = last?.lines.map((line) => BigInt(line.split(" = ")[1] ?? "")) ?? [];
  return { status: last?.status, total: last?.total, amounts: amounts.sort((a, b) => +`${a - b}`) };
}

async function paid(
  plan: string,
  before: (customer: Customer) => Promise<unknown> = async () => 0,
) {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await before(customer);
  await customer.pay((await customer.start(plan)).invoiceId);
  return customer;
}

/** 5,000 beyond Pro's 20,000, then Scale half-way with 60,000, of which 61,000 are used. */
async function beyondBoth(customer: Customer) {
  await customer.consume(20_000n);
  await customer.consume(5_000n);
  await setClock("2026-04-16T00:00:00Z");
  await customer.pay((await customer.change("scale")).invoiceId);
  await customer.consume(60_000n);
  await customer.consume(1_000n);
}

test("overage of before an upgrade and after it, each at its plan's price", async () => {
  const customer = await paid("pro");
  await beyondBoth(customer);
  const { overview } = portalOf(customer.id, {}, books());
  expect(await overview.balance()).toMatchObject({ available: 0n, overage: 6_000n });
  expect(await customer.balance()).toMatchObject({ overage: 6_000n });
  // 499.00 + 1,000 × 0.008 + 5,000 × 0.01
  const told = await estimate(customer);
  expect(told).toMatchObject({
    ...{ at: new Date("2026-05-01T00:00:00Z"), total: 55_700n },
    lines: ["Scale 49900", "Scale 800", "Pro 5000"],
  });
  expect(await madeAt(customer, told.at)).toEqual({
    ...{ status: "issued", total: 55_700n, amounts: [800n, 5_000n, 49_900n] },
  });
  // Billed once: the period after has only its own plan to charge.
  expect(await estimate(customer)).toMatchObject({ lines: ["Scale 49900"], total: 49_900n });
  expect(await overview.balance()).toMatchObject({ overage: 0n });
});

test("a preview's next invoice has the use beyond the credits so far, as the one then made", async () => {
  const customer = await paid("pro");
  await customer.consume(20_000n);
  await customer.consume(5_000n);
  await setClock("2026-04-16T00:00:00Z");
  const at = new Date("2026-05-01T00:00:00Z");
  // 5,000 × 0.01 on top of 499.00, of 29.00, and of nothing where the plan ends.
  const nextOf = ({ money }: Awaited<ReturnType<Customer["preview"]>>) => [
    money.nextInvoiceAt,
    money.nextInvoice.minor,
  ];
  expect(nextOf(await customer.preview("scale"))).toEqual([at, 54_900n]);
  expect(nextOf(await customer.preview("starter", { when: "period_end" }))).toEqual([at, 7_900n]);
  expect(nextOf(await customer.previewEnd("period_end"))).toEqual([at, 5_000n]);
  // An end at once bills it there and then.
  expect(nextOf(await customer.previewEnd("now"))).toEqual([null, 0n]);
  const { shown } = await customer.change("starter", { when: "period_end" });
  expect(await estimate(customer)).toMatchObject({ at, total: shown.money.nextInvoice.minor });
  expect(await madeAt(customer, at)).toMatchObject({ total: 7_900n, amounts: [2_900n, 5_000n] });
});

test("a downgrade decided for the end bills the cheaper plan and all overage of before", async () => {
  const customer = await paid("pro");
  await beyondBoth(customer);
  await customer.change("starter", { when: "period_end" });
  // 29.00 + 8.00 + 50.00
  const told = await estimate(customer);
  expect(told).toMatchObject({ total: 8_700n, lines: ["Starter 2900", "Scale 800", "Pro 5000"] });
  expect(await madeAt(customer, told.at)).toMatchObject({
    ...{ total: 8_700n, amounts: [800n, 2_900n, 5_000n] },
  });
});

test("an end asked for bills overage only, at the end itself", async () => {
  const customer = await paid("pro");
  await beyondBoth(customer);
  await customer.confirm((await customer.previewEnd("period_end")).quoteId);
  const told = await estimate(customer);
  expect(told).toMatchObject({ total: 5_800n, lines: ["Scale 800", "Pro 5000"] });
  expect(await madeAt(customer, addSeconds(told.at, -3_600))).toMatchObject({
    ...{ status: "issued", total: 5_800n, amounts: [800n, 5_000n] },
  });
});

test("a trial is followed by the plan's price, and by another plan's when it was changed", async () => {
  await openBooks("2026-04-01T00:00:00Z");
  const customer = await Customer.open();
  await customer.start("starter", { trialDays: 14 });
  expect(await estimate(customer)).toMatchObject({ lines: ["Starter 2900"] });
  await setClock("2026-04-03T00:00:00Z");
  await customer.change("pro");
  const told = await estimate(customer);
  expect(told).toMatchObject({
    ...{ at: new Date("2026-04-15T00:00:00Z"), lines: ["Pro 9900"], total: 9_900n },
  });
  expect(await madeAt(customer, told.at)).toMatchObject({ total: 9_900n, amounts: [9_900n] });
});

test("a tenth off and 20 % tax on the plan and on both stretches of overage", async () => {
  const off = { kind: "percent" as const, ppm: ppmOf("10") };
  const customer = await paid("pro", (one) =>
    inTransaction(one.db, async (tx) => {
      await applyDiscount(tx, one.id, { code: "TEN", off, cycles: null });
      const rate = { name: "VAT", ppm: ppmOf("20"), included: false };
      await setTax(tx, one.id, { treatment: "rate", rate });
    }),
  );
  await beyondBoth(customer);
  // 557.00 less 55.70 is 501.30; 20 % of that 100.26; 601.56 together.
  const told = await estimate(customer);
  expect(told).toMatchObject({
    lines: [
      ...["Scale 49900", "Scale 800", "Pro 5000"],
      ...["Discount TEN, 10 % -5570", "VAT 20 % 10026"],
    ],
    total: 60_156n,
  });
  expect(await madeAt(customer, told.at)).toMatchObject({
    total: 60_156n,
    amounts: [-5_570n, 800n, 5_000n, 10_026n, 49_900n],
  });
});

test("account credit pays the invoice that was estimated, as the estimate said", async () => {
  const customer = await paid("twenty");
  await setClock("2026-04-02T00:00:00Z");
  await customer.change("five");
  expect(await customer.books()).toMatchObject({ account_credit: -1_450n });
  const told = await estimate(customer);
  expect(told).toMatchObject({ lines: ["five 500"], total: 500n, credit: 500n });
  // The renewal's draft, while its hour runs, takes its 5.00 of the 14.50 first.
  await advance(told.at);
  await customer.change("twenty", { when: "period_end" });
  expect(await estimate(customer)).toMatchObject({ total: 2_000n, credit: 950n });
  expect(await madeAt(customer, told.at)).toEqual({
    ...{ status: "paid", total: 500n, amounts: [500n] },
  });
  expect(await customer.books()).toMatchObject({ account_credit: -950n });
  const next = await estimate(customer);
  expect(next).toMatchObject({ lines: ["twenty 2000"], total: 2_000n, credit: 950n });
  await madeAt(customer, next.at);
  const { rows } = await sql`select total_minor as total, credit_applied_minor as credit
    from invoices where account_id = ${customer.id} order by created_at desc limit 1`.execute(
    books(),
  );
  expect(rows).toEqual([{ total: 2_000n, credit: 950n }]);
});

test("what is carried is told beside the estimate, and is due with the invoice", async () => {
  const customer = await paid("capped");
  await customer.consume(1_000n);
  await customer.consume(20n);
  await customer.change("free", { when: "period_end" });
  // 20 × 0.015 are 30 cents: a document too small to be charged by itself.
  expect(await estimate(customer)).toMatchObject({ lines: ["Capped 30"], total: 30n, carried: 0n });
  await advance("2026-05-02T00:00:00Z");
  expect((await customer.invoices()).at(-1)).toMatchObject({ status: "issued", total: 30n });
  await customer.change("ten", { when: "period_end" });
  const told = await estimate(customer);
  expect(told).toMatchObject({ lines: ["ten 1000"], total: 1_000n, carried: 30n });
  expect(await madeAt(customer, told.at)).toMatchObject({ status: "issued", total: 1_000n });
  const last = (await customer.invoices()).at(-1);
  const page = await portalOf(customer.id, {}, books()).invoices.get({ invoiceId: last?.id ?? "" });
  expect(page.carried).toMatchObject([{ due: { minor: 30n } }]);
});
