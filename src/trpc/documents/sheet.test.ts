import { expect, test } from "vitest";
import type { DocumentLine, InvoiceDocument } from "@/billing/reports/read-document";
import type { InvoiceLineId, PlanPeriodId } from "@/lib/ids";
import { explainPrice } from "@/lib/pricing";
import { sheetOf } from "./sheet";

const usd = (minor: bigint) => ({ minor, currency: "usd" });
const [start, end] = [new Date("2026-06-01T00:00:00Z"), new Date("2026-07-01T00:00:00Z")];

function line(change: Partial<DocumentLine>): DocumentLine {
  return {
    ...{ id: "1" as InvoiceLineId, kind: "plan", description: "As written", plan: "Pro" },
    ...{ planPeriodId: "2" as PlanPeriodId, quantity: 1n, unitPrice: "99.00", credits: 0n },
    ...{ period: { start, end }, amount: usd(9_900n), used: null, overage: null, price: null },
    ...{ grants: [], rows: [], accrued: [], facts: null },
    ...{ discount: usd(0n), tax: usd(0n), taxIncluded: false, taxRatePpm: null },
    ...change,
  };
}

function invoice(lines: DocumentLine[], change: Partial<InvoiceDocument> = {}): InvoiceDocument {
  const total = usd(lines.reduce((sum, { amount }) => sum + amount.minor, 0n));
  return {
    ...{ kind: "invoice", number: "INV-000001", status: "issued", currency: "usd", credits: [] },
    ...{ issuedAt: start, dueAt: new Date("2026-06-08T00:00:00Z"), paidAt: null },
    groups: [{ plan: "Pro", lines }],
    ...{ total, creditApplied: usd(0n), paid: usd(0n), due: total },
    parties: {
      ...{ sellerName: "Seller", sellerAddress: ["1 Street"], sellerTaxId: "GB1" },
      ...{ sellerEmail: null, sellerFooter: null, buyerName: "Buyer", buyerEmail: "b@b.example" },
      ...{ buyerAddress: ["Hauptstr. 1"], buyerPostalCode: "10115", buyerCity: "Berlin" },
      ...{ buyerRegion: null, buyerCountry: "DE", buyerTaxId: "DE1", purchaseOrder: "PO-7" },
      ...{ timezone: "America/New_York", language: "en" },
    },
    ...change,
  };
}

type Facts<Kind> = Extract<DocumentLine["facts"], { kind: Kind }>;

const rowsOf = (document: InvoiceDocument) =>
  sheetOf(document).totals.map(({ label, value }) => `${label} ${value}`);
const notesOf = (one: DocumentLine) => sheetOf(invoice([one])).groups[0]?.lines[0]?.notes;

test("dates are of the account's zone, which is named; who buys stands with all they gave", () => {
  const { facts, buyer, seller } = sheetOf(invoice([line({})]));
  expect(facts.map(({ label, value }) => `${label}: ${value}`)).toEqual([
    ...["Issued: 31 May 2026", "Due: 7 Jun 2026", "Purchase order: PO-7"],
    ...["Currency: USD", "Dates in: America/New_York"],
  ]);
  expect(buyer.lines).toEqual([
    ...["Hauptstr. 1", "10115 Berlin", "Germany", "Tax id DE1", "b@b.example"],
  ]);
  expect(seller.lines).toEqual(["1 Street", "Tax id GB1"]);
});

test("a credit for the rest says its formula with its numbers, and only where it is one", () => {
  const facts: Facts<"proration_credit"> = {
    kind: "proration_credit",
    ...{ plan: "Starter", by: "time", chargedMinor: 2_000n, unit: "day" },
    ...{ left: 18n, total: 30n, granted: 5_000n, unused: 4_000n, givenBack: 3_000n },
  };
  // 20.00 × 18 ∕ 30 = 12.00; by use 20.00 × 2,000 ∕ 5,000 = 8.00.
  const credit = { kind: "proration_credit" as const, plan: "Starter", credits: 3_000n, facts };
  expect(notesOf(line({ ...credit, amount: usd(-1_200n) }))).toEqual([
    "31 May 2026 – 30 Jun 2026",
    "$20.00 × 18 of 30 days left = $12.00",
    "3,000 credits taken back",
  ]);
  const byUse = { ...credit, facts: { ...facts, by: "use" as const, unused: 2_000n } };
  expect(notesOf(line({ ...byUse, amount: usd(-800n) }))?.[1]).toBe(
    "$20.00 × 2,000 of 5,000 credits unused = $8.00: more of the credits was used than of the time",
  );
  expect(notesOf(line({ ...credit, amount: usd(-1_234n) }))?.[1]).toBe(
    "$12.34 of $20.00, 18 of 30 days left",
  );
});

test("the rest of a cycle to the second is told in seconds and the days they make", () => {
  const facts: Facts<"proration_charge"> = {
    kind: "proration_charge",
    ...{ plan: "Pro", priceMinor: 2_000n, unit: "second", left: 1_000n, total: 2_592_000n },
    allowance: 10_000n,
  };
  const charge = { kind: "proration_charge" as const, credits: 9_667n };
  const share = { left: 2_505_600n, total: 2_592_000n };
  const notes = notesOf(line({ ...charge, amount: usd(1_933n), facts: { ...facts, ...share } }));
  expect(notes).toEqual([
    "31 May 2026 – 30 Jun 2026 · 9,667 credits granted",
    "$20.00 × 29 of 30 days = $19.33",
  ]);
  expect(notesOf(line({ ...charge, facts }))?.[1]).toBe(
    "$20.00 × 1,000 of 2,592,000 seconds (0.01 days of 30) = $99.00",
  );
});

const rate = { taxRatePpm: 200_000n };

test("from subtotal to due every step is there, and the steps add up", () => {
  const off: Facts<"discount"> = { kind: "discount", id: "1", code: "SPRING", off: "10" };
  const discount = line({ kind: "discount", plan: null, facts: off, amount: usd(-1_000n) });
  const vat: Facts<"tax"> = { kind: "tax", name: "VAT", ratePpm: 200_000n, reverseCharge: false };
  const tax = line({ kind: "tax", plan: null, facts: vat, amount: usd(1_800n) });
  const charged = line({ amount: usd(10_000n), discount: usd(1_000n), tax: usd(1_800n), ...rate });
  const document = invoice([charged, discount, tax]);
  // 100.00 − 10.00 + 18.00 = 108.00, of which 8.00 by credit and 50.00 by card.
  const paid = { creditApplied: usd(800n), paid: usd(5_800n), due: usd(5_000n) };
  expect(rowsOf({ ...document, ...paid })).toEqual([
    ...["Subtotal $100.00", "Discount SPRING, 10 % −$10.00", "VAT 20% $18.00", "Total $108.00"],
    ...["Account credit applied −$8.00", "Paid $50.00", "Due $50.00"],
  ]);
  expect(sheetOf(document).taxes?.rows).toEqual([
    { rate: "VAT 20%", base: "$90.00", tax: "$18.00" },
  ]);
  expect(sheetOf(document).groups[0]?.lines).toHaveLength(1);
});

test("tax that is in the prices is told, not added", () => {
  const included = { taxIncluded: true, tax: usd(2_000n), ...rate };
  const document = invoice([line({ amount: usd(12_000n), ...included })]);
  expect(rowsOf(document)).toEqual([
    ...["Subtotal $120.00", "Total $120.00", "Paid $0.00", "Due $120.00"],
  ]);
  expect(sheetOf(document).taxes?.rows).toEqual([
    { rate: "Tax 20%", base: "$100.00", tax: "$20.00" },
  ]);
  expect(sheetOf(document).notes).toEqual(["Prices include tax."]);
});

test("what a card cannot be charged exactly is rounded below the lines, and is no line itself", () => {
  const kwd = (minor: bigint) => ({ minor, currency: "kwd" });
  const facts: Facts<"rounding"> = { kind: "rounding" };
  const plan = line({ amount: kwd(3_333n) });
  const rounding = line({ kind: "adjustment", plan: null, facts, amount: kwd(-3n) });
  const amounts = { total: kwd(3_330n), creditApplied: kwd(0n), paid: kwd(0n), due: kwd(3_330n) };
  const sheet = sheetOf(invoice([plan, rounding], { currency: "kwd", ...amounts }));
  expect(sheet.groups.flatMap(({ lines }) => lines)).toHaveLength(1);
  expect(sheet.totals.slice(0, 3).map(({ label, value }) => [label, plainly(value)])).toEqual([
    ["Subtotal", "KWD 3.333"],
    ["Rounding", "−KWD 0.003"],
    ["Total", "KWD 3.330"],
  ]);
});

test("what is too small to be charged by itself is due with the next invoice", () => {
  const { facts } = sheetOf(invoice([line({ amount: usd(30n) })], { dueAt: null }));
  expect(facts.find(({ label }) => label === "Due")?.value).toBe("with the next invoice");
});

test("a tax the buyer accounts for is a sentence and a rate of nothing, no step", () => {
  const facts: Facts<"tax"> = { kind: "tax", name: "VAT", ratePpm: 0n, reverseCharge: true };
  const note = line({ kind: "tax", plan: null, facts, amount: usd(0n) });
  const document = invoice([line({ taxRatePpm: 0n }), note]);
  expect(rowsOf(document)).toEqual([
    ...["Subtotal $99.00", "Total $99.00", "Paid $0.00", "Due $99.00"],
  ]);
  expect(sheetOf(document).taxes?.rows).toEqual([{ rate: "VAT 0%", base: "$99.00", tax: "$0.00" }]);
  expect(sheetOf(document).notes).toEqual(["Reverse charge: the recipient accounts for the tax."]);
});

test("a credit note names what it credits, in its own language, and owes nothing", () => {
  const facts: Facts<"proration_credit"> = {
    kind: "proration_credit",
    ...{ plan: "Pro", by: "all", chargedMinor: 9_900n, unit: "second", left: 1n, total: 1n },
    ...{ granted: 0n, unused: 0n, givenBack: 0n },
  };
  const credit = line({ kind: "proration_credit", amount: usd(-9_900n), facts });
  const note = invoice([credit], {
    kind: "credit_note",
    number: "CN-000001",
    credits: ["INV-000001"],
  });
  const german = { ...note, parties: { ...note.parties, language: "de" } };
  const { title, facts: heads, totals } = sheetOf(german);
  expect(title).toBe("Gutschrift");
  expect(heads).toContainEqual({ label: "Zu", value: "INV-000001" });
  expect(totals.map(({ label }) => label)).toEqual(["Zwischensumme", "Gesamt"]);
  expect(totals.at(-1)?.value.replace(/\s/, " ")).toBe("−99,00 $");
});

test("an amount of several prices is told term by term", () => {
  const tiers = [
    { upTo: 1_000n, unitPrice: "0.01", flat: 0n },
    { upTo: null, unitPrice: "0.005", flat: 0n },
  ];
  const model = { kind: "graduated" as const, tiers, included: 200n, flat: 300n };
  // 200 free, 1,000 at a cent, 300 at half of one, and $3: 10.00 + 1.50 + 3.00.
  const price = explainPrice(model, 1_500n, "usd");
  const notes = notesOf(line({ kind: "overage", amount: usd(1_450n), price }));
  expect(notes?.slice(1)).toEqual([
    "1 – 200: free",
    "201 – 1,200: 1,000 × $0.01 = $10.00",
    "1,201 – 1,500: 300 × $0.005 = $1.50",
    "Fee for the period: $3.00",
  ]);
});

test("yen have no decimals, dinars three, and a unit price as many as it has", () => {
  const [yen, dinar] = [
    { minor: 1_000n, currency: "jpy" },
    { minor: 1_500n, currency: "kwd" },
  ];
  const inYen = invoice([line({ amount: yen, unitPrice: "1000" })], {
    currency: "jpy",
    total: yen,
  });
  const inDinars = invoice([line({ amount: dinar, unitPrice: "0.0085", quantity: 1_000n })], {
    ...{ currency: "kwd", total: dinar },
  });
  expect(sheetOf(inYen).groups[0]?.lines[0]).toMatchObject({
    unitPrice: "¥1,000",
    amount: "¥1,000",
  });
  const [printed] = sheetOf(inDinars).groups[0]?.lines ?? [];
  expect(`${printed?.quantity} × ${printed?.unitPrice}`.replace(/\s/g, " ")).toBe(
    "1,000 × KWD 0.0085",
  );
});

/** Without the spaces that keep a currency and its amount on one line. */
function plainly(text: string): string {
  return text.replaceAll("\u00a0", " ");
}
