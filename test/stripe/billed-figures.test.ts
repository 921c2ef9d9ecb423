import { expect, test } from "vitest";
import { applyBill } from "@/billing/payments/apply-bill";
import { applyPlan } from "@/billing/payments/apply-plan";
import type { ProcessorInvoice } from "@/billing/payments/gateway";
import type { BilledLine, ProcessorBill } from "@/billing/payments/processor-plans";
import { inTransaction } from "@/db/transaction";
import { balancesOf, invoicesOf } from "../book-rows";
import { books } from "../books";
import { assertBooksAreClean } from "../database";
import { accountOf, type Billing, periodsOf, stripeBilling } from "./subscribed";

// What our Stripe has no taxes, discounts and pauses for: its renewal of Pro for $99.00, as Stripe would have it.

type Patch = { line?: Partial<BilledLine>; more?: BilledLine[]; bill?: Partial<ProcessorBill> };

const cases: Record<
  string,
  Patch & { charged: bigint; ends: Record<string, bigint | undefined>; total: bigint }
> = {
  // 10 % off 99.00 is 89.10, and 20 % of that 17.82.
  "a discount and a tax beside the amounts": {
    line: { discountMinor: 990n, taxMinor: 1_782n },
    ...{ charged: 10_692n, total: 10_692n },
    ends: { plan: -8_910n, tax_payable: -1_782n },
  },
  // Of 99.00 with 20 % in it 16.50 are tax.
  "a tax within the amounts": {
    line: { taxMinor: 1_650n, taxIncluded: true },
    ...{ charged: 9_900n, total: 9_900n },
    ends: { plan: -8_250n, tax_payable: -1_650n },
  },
  "a part paid from what Stripe keeps of the customer's": {
    bill: { fromBalanceMinor: 2_000n },
    ...{ charged: 7_900n, total: 9_900n },
    ends: { plan: -9_900n, adjustments: 2_000n },
  },
  "what was owed from before, asked for with the rest": {
    more: [
      {
        ...{ priceId: null, description: "Owed at Stripe from before", quantity: 1 },
        ...{ amountMinor: 30n, discountMinor: 0n, taxMinor: 0n, taxIncluded: false },
        ...{ proration: false, startsAt: new Date("2026-04-01T01:00:00Z") },
        ...{ endsAt: new Date("2026-04-01T01:00:00Z"), earlier: true },
      },
    ],
    ...{ charged: 9_930n, total: 9_930n },
    ends: { plan: -9_900n, adjustments: -30n },
  },
  "all of it off": {
    line: { discountMinor: 9_900n },
    ...{ charged: 0n, total: 0n },
    ends: { plan: 0n, grant: 20_000n },
  },
};

async function renewed(): Promise<{ billing: Billing; invoice: ProcessorInvoice; made: string }> {
  const billing = await stripeBilling("2026-03-01T00:00:00Z", ["pro"]);
  const made = await billing.subscribe("pro");
  await billing.bringOver();
  for (const at of ["2026-04-01T00:00:00Z", "2026-04-01T01:00:00Z", "2026-04-01T02:00:00Z"]) {
    await billing.pass(at);
  }
  const [latest] = (await billing.ask((stripe) => stripe.invoices.list({ limit: 1 }))).data;
  const invoice = await billing.gateway.getInvoice(latest?.id ?? "");
  if (!invoice?.bill) throw new Error("Stripe billed April");
  return { billing, invoice, made: String(made.customer) };
}

for (const [name, { line, more = [], bill: other, charged, ends, total }] of Object.entries(
  cases,
)) {
  test(`Stripe's own bill with ${name}`, async () => {
    const { invoice, made } = await renewed();
    const { bill } = invoice;
    if (!bill) throw new Error("It is a bill");
    const [first, ...rest] = bill.lines;
    if (!first) throw new Error("It has a line");
    const patched = {
      ...invoice,
      ...{ totalMinor: charged + (other?.fromBalanceMinor ?? 0n) },
      // Stripe's fee is set aside: what came is what was charged.
      payments: invoice.payments
        .map((one) => ({ ...one, amountMinor: charged, balance: null }))
        .filter(() => charged > 0n),
      bill: { ...bill, lines: [{ ...first, ...line }, ...rest, ...more], ...other },
    };
    for (let time = 0; time < 2; time += 1) {
      await inTransaction(books(), (tx) => applyBill(tx, patched));
    }
    const id = await accountOf(made);
    const end = await inTransaction(books(), (tx) => balancesOf(tx, id));
    const plan = (end.deferred_revenue ?? 0n) + (end["revenue.plan"] ?? 0n);
    expect({ ...end, plan }).toMatchObject({ grant: 20_000n, ...ends });
    expect(end.receivable).toBeUndefined();
    expect(end.account_credit).toBeUndefined();
    expect(await invoicesOf(books(), id)).toMatchObject([{ status: "paid", total }]);
    await assertBooksAreClean(books());
  }, 30_000);
}

test("paused, nothing follows until it goes on; then a period begins that day", async () => {
  const billing = await stripeBilling("2026-03-01T00:00:00Z", ["pro"]);
  const { id: subscription, customer } = await billing.subscribe("pro");
  await billing.bringOver();
  await billing.hear();
  const now = await billing.gateway.getSubscription(subscription);
  const [item] = now?.items ?? [];
  if (!now || !item) throw new Error("Stripe knows it");
  const hear = (status: "paused" | "active", [from, until]: [string, string]) => {
    const items = [{ ...item, startsAt: new Date(from), endsAt: new Date(until) }];
    const askedAt = new Date();
    const facts = { ...now, status, renews: status === "active", items, askedAt };
    return inTransaction(books(), (tx) => applyPlan(tx, { ...facts, anchorAt: new Date(from) }));
  };
  await hear("paused", ["2026-03-01", "2026-04-01"]);
  await billing.pass("2026-04-10T00:00:00Z");
  const id = await accountOf(customer);
  const march = "pro 2026-03-01 2026-04-01 start";
  expect(await periodsOf(id)).toEqual([`${march} open`]);
  // At Stripe a new cycle begins where it goes on.
  await hear("active", ["2026-04-10", "2026-05-10"]);
  expect(await periodsOf(id)).toEqual([
    `${march} renewal`,
    ...["pro 2026-04-01 2026-04-10 renewal renewal", "pro 2026-04-10 2026-05-10 renewal open"],
  ]);
  const end = await inTransaction(books(), (tx) => balancesOf(tx, id));
  expect(end).toMatchObject({ grant: 20_000n, expired: 20_000n });
}, 30_000);
