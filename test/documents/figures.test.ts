import { extractText, getDocumentProxy } from "unpdf";
import { beforeEach, expect, test } from "vitest";
import { setBillingDetails } from "@/billing/accounts/billing-details";
import { getInvoice } from "@/billing/invoices/read";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { defineCatalog } from "@/billing/plans/catalog";
import { inTransaction } from "@/db/transaction";
import { formatMoney } from "@/lib/money";
import { documentOf, printEach } from "@/trpc/documents/document";
import { advance, books, Customer, openBooks, setClock } from "../books";
import { testCatalog } from "../catalog";

beforeEach(() => openBooks("2026-01-01T00:00:00Z"));

const role = "tallybook_portal" as const;

async function textOf(bytes: Uint8Array): Promise<string> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes));
  const { text } = await extractText(pdf, { mergePages: true });
  return text.replaceAll(/\s+/g, " ");
}

async function textsOf(customer: Customer): Promise<string[]> {
  const ids = (await customer.invoices()).map(({ id }) => id);
  const documents = await printEach(customer.db, customer.id, ids);
  return Promise.all(documents.map(async ({ print }) => textOf(await print())));
}

test("a document says to the cent what the API says", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  await customer.consume(25_000n);
  await advance("2026-02-01T02:00:00Z");
  const invoices = await customer.invoices();
  expect(invoices).toHaveLength(2);
  for (const { id } of invoices) {
    const asked = { invoiceId: id, role };
    const { bytes, number } = await documentOf(customer.db, customer.id, asked);
    const text = await textOf(bytes);
    const { subtotal, total, due, lines } = await getInvoice(customer.db, customer.id, id);
    const amounts = lines.map(({ amount }) => amount);
    for (const figure of [subtotal, total, due, ...amounts]) {
      expect(text).toContain(formatMoney(figure, "en-US"));
    }
    expect(text).toContain(`Invoice ${number}`);
  }
  // 25,000 used of 20,000: 5,000 at $0.01 beside the next month's $99.
  const [first, renewal] = await textsOf(customer);
  expect(renewal).toContain("25,000 credits used in this period, 5,000 of them beyond all credits");
  expect(renewal).toContain(
    "5,000 $0.01 $50.00 Subtotal $149.00 Total $149.00 Paid $0.00 Due $149.00",
  );
  expect(renewal).toContain("1 of 1");
  expect(first).toContain("Paid 1 Jan 2026");
  expect(first).toContain("Total $99.00 Paid $99.00 Due $0.00");
});

test("an issued document keeps its buyer; the same request gives the same bytes, whatever came since", async () => {
  const customer = await Customer.open();
  const set = (given: Parameters<typeof setBillingDetails>[2]) =>
    inTransaction(customer.db, (tx) => setBillingDetails(tx, customer.id, given));
  await set({ legalName: "株式会社東京", addressLines: ["港区"], country: "JP", language: "de" });
  await customer.pay((await customer.start("starter")).invoiceId);
  const [invoice] = await customer.invoices();
  const asked = { invoiceId: invoice?.id ?? ("" as never), role };
  const before = await documentOf(customer.db, customer.id, asked);
  const text = await textOf(before.bytes);
  expect(text).toContain("Rechnung INV-000001");
  expect(text).toContain("株式会社東京 港区 Japan");
  await set({ legalName: "Elsewhere Ltd", country: "GB" });
  await customer.consume(100n);
  await advance("2026-01-20T00:00:00Z");
  const after = await documentOf(customer.db, customer.id, asked);
  expect(Buffer.from(after.bytes).equals(Buffer.from(before.bytes))).toBe(true);
});

test("a plan that is renamed keeps its name on what was sold, and has the new one on what comes", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  const [invoice] = await customer.invoices();
  const asked = { invoiceId: invoice?.id ?? ("" as never), role };
  const before = await documentOf(customer.db, customer.id, asked);
  const plans = testCatalog.plans.map((one) =>
    one.code === "pro" ? { ...one, name: "Advanced" } : one,
  );
  const catalog = defineCatalog({ ...testCatalog, plans });
  await inTransaction(books(), (tx) => applyCatalog(tx, catalog));
  await advance("2026-02-01T02:00:00Z");
  const after = await documentOf(customer.db, customer.id, asked);
  expect(Buffer.from(after.bytes).equals(Buffer.from(before.bytes))).toBe(true);
  const [first, renewal] = await textsOf(customer);
  expect(first).toContain("Pro: 1 Jan 2026");
  expect(first).not.toContain("Advanced");
  expect(renewal).toContain("Advanced: 1 Feb 2026");
  expect(renewal).not.toContain("Pro plan");
});

test("a draft has no document, and another account's is not found", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("starter")).invoiceId);
  await advance("2026-02-01T00:30:00Z");
  const draft = (await customer.invoices()).find(({ status }) => status === "draft");
  const ask = (of: Customer, invoiceId = draft?.id ?? ("" as never)) =>
    documentOf(of.db, of.id, { invoiceId, role });
  await expect(ask(customer)).rejects.toMatchObject({ code: "invoice_not_issued" });
  const [issued] = (await customer.invoices()).filter(({ status }) => status === "paid");
  const other = await Customer.open();
  await expect(ask(other, issued?.id)).rejects.toMatchObject({ code: "not_found" });
  const ids = [issued?.id ?? ("" as never), draft?.id ?? ("" as never)];
  await expect(printEach(other.db, other.id, ids)).rejects.toMatchObject({ code: "not_found" });
  await expect(printEach(customer.db, customer.id, ids)).rejects.toMatchObject({
    code: "invoice_not_issued",
  });
});

test("a credit note says what it gives back, of which document, by its formula", async () => {
  const customer = await Customer.open();
  await customer.pay((await customer.start("pro")).invoiceId);
  // 15.5 of 31 days: half of $99 back, rounded half up.
  await setClock("2026-01-16T12:00:00Z");
  await customer.confirm((await customer.previewEnd("now")).quoteId);
  const [invoice, note] = await textsOf(customer).then((texts) => texts.reverse());
  expect(invoice).toContain("Invoice INV-000001");
  expect(note).toContain("Credit note CN-000001");
  expect(note).toContain("Credits INV-000001");
  expect(note).toContain("$99.00 × 1,339,200 of 2,678,400 seconds (15.5 days of 31) left = $49.50");
  expect(note).toContain("10,000 credits taken back");
  expect(note).toContain("Total −$49.50");
  expect(note).not.toContain("Due");
});
