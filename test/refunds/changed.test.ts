import { expect, test } from "vitest";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { approveRefund, rejectRefund } from "@/billing/refunds/approve";
import { inTransaction } from "@/db/transaction";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { testCatalog } from "../catalog";
import { act, ask, confirm, paidPack, preview, refundsOf, slicesOf } from "./refunding";

const thirty = { of: { kind: "amount", grossMinor: 3_000n } } as const;

test("another refund since the preview: what `full` would take is less, so that the quote is stale and writes nothing", async () => {
  const { customer, invoiceId } = await paidPack();
  const first = await preview(customer, invoiceId);
  expect(first.policies.full).toMatchObject({ revoked: 10_000n });
  // $30.00 of $120.00 own 2,500 of 10,000.
  await ask(customer, invoiceId, thirty);
  const stopped = await confirm(customer, first.quoteId, { policy: "full" });
  if (!stopped.stale) throw new Error("2,500 of 10,000 are another refund's");
  expect(await refundsOf(customer)).toHaveLength(1);
  expect(stopped.fresh.policies.full).toMatchObject({ revoked: 7_500n });
  await confirm(customer, stopped.fresh.quoteId, { policy: "full" });
  expect(await slicesOf(customer)).toMatchObject([{ slice: 2_500n }, { slice: 7_500n }]);
});

test("a quote holds for a quarter of an hour, and once", async () => {
  const { customer, invoiceId } = await paidPack();
  const { quoteId } = await preview(customer, invoiceId, thirty);
  const late = await preview(customer, invoiceId, thirty);
  await setClock("2026-03-01T00:14:59Z");
  expect(await confirm(customer, quoteId)).toMatchObject({ stale: false });
  await expect(confirm(customer, quoteId)).rejects.toMatchObject({ code: "quote_used" });
  await setClock("2026-03-01T00:15:00Z");
  expect(await confirm(customer, late.quoteId)).toMatchObject({ stale: true });
  expect(await refundsOf(customer)).toHaveLength(1);
});

test("at the limit nobody else is asked; above it a second person says yes to what was shown, or not at all", async () => {
  const { customer, invoiceId } = await paidPack();
  const limited = defineCatalog({ ...testCatalog, refunds: { approvalAbove: { usd: 3_000n } } });
  await inTransaction(books(), (tx) => applyCatalog(tx, limited));
  const { refundId, status } = await ask(customer, invoiceId, { policy: "full" });
  expect(status).toBe("requested");
  expect(await ask(customer, invoiceId, thirty)).toMatchObject({ status: "reserved" });
  await expect(act(approveRefund, customer, refundId)).rejects.toMatchObject({
    code: "refund_changed",
  });
  expect(await customer.balance()).toMatchObject({ available: 7_500n, held: 2_500n });
  await act(rejectRefund, customer, refundId);
  expect((await refundsOf(customer)).map(({ status: is }) => is).sort()).toEqual([
    "rejected",
    "reserved",
  ]);
});

test("half of a year given back in January owns January's credits: April is left by what of April's own is used", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  const { invoiceId } = await customer.start("pro_yearly");
  if (!invoiceId) throw new Error("A year has an invoice");
  await customer.pay(invoiceId);
  await setClock("2026-01-10T00:00:00Z");
  const half = { kind: "amount", grossMinor: 49_500n } as const;
  await ask(customer, invoiceId, { of: half, destination: "account_credit" });
  await advance("2026-04-16T12:00:00Z");
  await customer.consume(16_000n);
  await customer.confirm((await customer.previewEnd("now")).quoteId);
  // BOOKS B17 with half of its money: 8 months of 41.25, and 4,000 of 20,000 of one more: 8.25.
  expect((await customer.invoices()).at(-1)?.total).toBe(-(8n * 4_125n + 825n));
  expect(await customer.balance()).toMatchObject({ available: 0n });
});
