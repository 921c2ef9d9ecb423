import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { messagesFor } from "@/messages/messages";
import type { LineFacts } from "../line-facts";
import type { Invoice, InvoiceLine } from "./data";
import { ExplainSum } from "./explain-sum";
import { InvoiceLines } from "./lines";
import { InvoiceSummary } from "./summary";

const usd = (minor: bigint) => ({ minor, currency: "usd" });
const period = { start: new Date("2026-04-01T00:00:00Z"), end: new Date("2026-05-01T00:00:00Z") };

function line(kind: string, minor: bigint, more: Partial<InvoiceLine> = {}): InvoiceLine {
  return {
    ...{ id: `${kind} ${minor}`, kind, description: kind, plan: null, period, quantity: 1n },
    ...{ unitPrice: "0", amount: usd(minor), discount: usd(0n), tax: usd(0n), taxIncluded: false },
    ...{ credits: 0n, price: null, facts: null, used: null, overage: null },
    ...{ grants: [], rows: [], accrued: [] },
    ...more,
  };
}

function invoiceOf(lines: InvoiceLine[], tax: bigint): Invoice {
  const total = lines.reduce((sum, { amount }) => sum + amount.minor, 0n);
  return {
    ...{ asOf: period.start, id: "i", number: "INV-000001", status: "issued", currency: "usd" },
    ...{
      document: "invoice",
      creditApplied: usd(0n),
      canBeTakenBack: false,
      refunds: [],
      disputes: [],
      orderEndsAt: null,
    },
    ...{ period, issueAt: null, issuedAt: period.start, dueAt: period.end, paidAt: null },
    ...{ buyer: { name: "B", email: "b@example.com", taxId: null }, purchaseOrder: null },
    ...{ seller: null, subtotal: usd(total - tax), tax: usd(tax), total: usd(total) },
    ...{ paid: usd(0n), due: usd(total), carried: [], totalRows: [], paidRows: [], trail: [] },
    groups: [{ plan: null, planPeriodId: null, lines }],
  };
}

const vat: LineFacts = { kind: "tax", name: "VAT", ratePpm: 200_000n, reverseCharge: false };
const off: LineFacts = { kind: "discount", id: "d", code: "TEN", off: "10" };

/** $99.00 less 10 % and 20 % on top: 99.00 - 9.90 + 17.82 = 106.92. */
const onTop = invoiceOf(
  [
    line("plan", 9_900n),
    line("discount", -990n, { facts: off }),
    line("tax", 1_782n, { facts: vat }),
  ],
  1_782n,
);
/** $99.00 and 50.00 with 20 % in them: 149.00 ÷ 6 = 24.83. */
const inPrices = invoiceOf([line("plan", 9_900n), line("overage", 5_000n)], 2_483n);
/** Given back with the tax that was in it (-60.00, of it 10.00), charged with 20 % on top. */
const mixed = invoiceOf(
  [line("proration_credit", -6_000n), line("proration_charge", 10_000n), line("tax", 2_000n)],
  1_000n,
);
const reverse = invoiceOf(
  [
    line("plan", 9_900n),
    line("tax", 0n, { facts: { ...vat, ratePpm: 0n, reverseCharge: true } }),
    line("adjustment", -5n, { facts: { kind: "rounding" } }),
  ],
  0n,
);

function markupOf(node: ReactNode): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={messagesFor("en")} timeZone="UTC">
      {node}
    </NextIntlClientProvider>,
  );
}

/** Cents of the last cell of each row, by head, body and foot as they are read. */
function amountsIn(markup: string): bigint[] {
  const rows = markup.split("<tr").slice(1);
  return rows.flatMap((row) => {
    const text = row.replace(/^[^>]*>/, "").replace(/<[^>]*>/g, " ");
    const last = text.match(/[-−]?\$[\d,]+\.\d\d/g)?.at(-1);
    if (!last) return [];
    return [BigInt(last.replace("−", "-").replace(/[$,.]/g, ""))];
  });
}

const shown = (invoice: Invoice) => ({ invoice, zone: "UTC", explained: null });
const linesOf = (invoice: Invoice) => amountsIn(markupOf(<InvoiceLines {...shown(invoice)} />));
const stepsOf = (invoice: Invoice) =>
  amountsIn(markupOf(<InvoiceSummary {...shown(invoice)} pay={null} />));

test("the subtotal is the sum of the rows above it, and the steps below come to the total", () => {
  expect(linesOf(onTop)).toEqual([9_900n, -990n, 8_910n]);
  // Subtotal, tax, total, due.
  expect(stepsOf(onTop)).toEqual([8_910n, 1_782n, 10_692n, 10_692n]);
  expect(markupOf(<InvoiceSummary {...shown(onTop)} pay={null} />)).toContain("VAT 20%");
});

test("tax in the prices is a part of the subtotal, told after the total", () => {
  expect(linesOf(inPrices)).toEqual([9_900n, 5_000n, 14_900n]);
  // Subtotal, total, of which tax, due.
  expect(stepsOf(inPrices)).toEqual([14_900n, 14_900n, 2_483n, 14_900n]);
});

test("what has tax in it and what has it on top still add up on one document", () => {
  expect(linesOf(mixed)).toEqual([-6_000n, 10_000n, 4_000n]);
  // 40.00 + 20.00 on top = 60.00; of the given back 10.00 are tax.
  expect(stepsOf(mixed)).toEqual([4_000n, 2_000n, 6_000n, -1_000n, 6_000n]);
});

test("a note of reverse charge and rounding stand among the rows", () => {
  expect(linesOf(reverse)).toEqual([9_900n, 0n, -5n, 9_895n]);
  expect(stepsOf(reverse)).toEqual([9_895n, 9_895n, 9_895n]);
});

test.each([onTop, inPrices, mixed, reverse])(
  "the explained subtotal is the same sum",
  (invoice) => {
    const told = markupOf(<ExplainSum invoice={invoice} zone="UTC" figure="subtotal" />);
    const [formula = ""] = told.match(/<p>.*?<\/p>/) ?? [];
    const amounts = amountsIn(formula.replace(/<span/g, "<tr><span"));
    const sum = amounts.pop();
    expect(linesOf(invoice).at(-1)).toBe(sum);
  },
);
