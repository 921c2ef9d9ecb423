import { extractText, getDocumentProxy } from "unpdf";
import { printDocument } from "@/billing/invoices/document";
import type { Sheet } from "@/billing/invoices/sheet";

export const line = {
  ...{ what: "Pro plan", notes: ["1 Jan 2026 – 1 Feb 2026 · 20,000 credits granted"] },
  ...{ quantity: "1", unitPrice: "$99.00", amount: "$99.00" },
};

export function sheet(change: Partial<Sheet> = {}): Sheet {
  return {
    ...{ language: "en", title: "Invoice", number: "INV-000001", footer: null, taxes: null },
    issuedAt: new Date("2026-01-01T00:00:00Z"),
    seller: { label: "From", name: "Seller Ltd", lines: ["1 Street"] },
    buyer: { label: "To", name: "Buyer GmbH", lines: ["Hauptstr. 1", "10115 Berlin"] },
    facts: [{ label: "Issued", value: "1 Jan 2026" }],
    columns: { what: "For", quantity: "Quantity", unitPrice: "Unit price", amount: "Amount" },
    groups: [{ heading: "Pro: 1 Jan 2026 – 1 Feb 2026", lines: [line] }],
    totals: [{ label: "Total", value: "$99.00", strong: true }],
    notes: [],
    pageOf: "{page} of {pages}",
    moreLines: "{lines} more lines",
    ...change,
  };
}

export async function pagesOf(given: Sheet): Promise<string[]> {
  const bytes = await printDocument(given);
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)));
  return text.map((page) => page.replaceAll(/\s+/g, " "));
}
