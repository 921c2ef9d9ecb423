import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DiscountId, type InvoiceLineId, newId } from "@/lib/ids";
import { ppmOf } from "@/lib/percent";
import type { InvoiceLineDraft, LineKind } from "../decision";
import { netOf, plainLine, taxOf, totalOf } from "./lines";
import { priceDocument } from "./price-document";
import type { DiscountState, DocumentTerms, TaxRule } from "./terms";

const april = { start: new Date("2026-04-01T00:00:00Z"), end: new Date("2026-05-01T00:00:00Z") };
const may = { start: april.end, end: new Date("2026-06-01T00:00:00Z") };

function line(amountMinor: bigint, over: Partial<InvoiceLineDraft> = {}): InvoiceLineDraft {
  return {
    ...plainLine,
    ...{ id: newId<InvoiceLineId>(), kind: "plan" as LineKind, description: "Pro plan" },
    ...{ planVersionId: null, planPeriodId: null, periodStart: april.start, periodEnd: april.end },
    ...{ quantity: 1n, unitPrice: "0", amountMinor, credits: 0n },
    ...over,
  };
}

function percentOff(percent: string, cycles: number | null = null): DiscountState {
  const off = { kind: "percent" as const, ppm: ppmOf(percent) };
  const unused = { cyclesUsed: 0, coveredFrom: null, coveredThrough: null };
  return { ...{ id: newId<DiscountId>(), code: `OFF${percent}`, off, cycles }, ...unused };
}

const amountOff = (minor: bigint, cycles: number | null = null): DiscountState => ({
  ...percentOff("1", cycles),
  ...{ code: "AMOUNT", off: { kind: "amount", minor } },
});

const vat = (percent: string, included = false): TaxRule => ({
  ...{ name: "VAT", ratePpm: ppmOf(percent), included, reverseCharge: false },
});

const price = (
  lines: InvoiceLineDraft[],
  terms: Partial<DocumentTerms>,
  kept: InvoiceLineId[] = [],
) =>
  priceDocument(
    lines,
    { discounts: [], tax: null, ...terms },
    { currency: "usd", kept: new Set(kept) },
  );

const told = (lines: InvoiceLineDraft[]) =>
  lines.map(
    ({ kind, amountMinor, discountMinor, taxMinor }) =>
      `${kind} ${amountMinor} -${discountMinor} +${taxMinor}`,
  );

describe("tax", () => {
  test("of 19 % on top of $99.00 is $18.81, a line of its own", () => {
    const { lines } = price([line(9_900n)], { tax: vat("19") });
    expect(told(lines)).toEqual(["plan 9900 -0 +1881", "tax 1881 -0 +0"]);
    expect([totalOf(lines), lines.at(-1)?.description]).toEqual([11_781n, "VAT 19 %"]);
  });

  test("of 19 % in a price of $99.00 is 19 ∕ 119 of it, $15.81, and no line", () => {
    const { lines } = price([line(9_900n)], { tax: vat("19", true) });
    expect(told(lines)).toEqual(["plan 9900 -0 +1581"]);
    expect(lines.map(netOf)).toEqual([8_319n]);
  });

  test("is rounded once on the sum: three lines of 5 cents at 10 % are 2 cents, not 3", () => {
    const { lines } = price([line(5n), line(5n), line(5n)], { tax: vat("10") });
    expect(told(lines)).toEqual(["plan 5 -0 +1", "plan 5 -0 +1", "plan 5 -0 +0", "tax 2 -0 +0"]);
  });

  test("that the buyer accounts for is 0, and the document says so", () => {
    const tax = { ...vat("0"), reverseCharge: true };
    const { lines } = price([line(9_900n)], { tax });
    expect(told(lines)).toEqual(["plan 9900 -0 +0", "tax 0 -0 +0"]);
    expect(lines[1]?.description).toContain("reverse charge");
  });

  test("a credit keeps the tax of the line it gives back of, at that line's rate", () => {
    const credit = line(-4_950n, {
      ...{ kind: "proration_credit", creditedLineId: newId<InvoiceLineId>() },
      ...{ taxMinor: -940n, taxRatePpm: ppmOf("19") },
    });
    const { lines } = price([credit, line(10_000n)], { tax: vat("20") });
    expect(told(lines)).toEqual([
      ...["proration_credit -4950 -0 +-940", "plan 10000 -0 +2000"],
      ...["tax -940 -0 +0", "tax 2000 -0 +0"],
    ]);
  });
});

describe("a discount", () => {
  test("comes before tax: 10 % off 33.33 + 66.67 is 3.33 + 6.67, and 20 % of 90.00 is 18.00", () => {
    const { lines } = price([line(3_333n), line(6_667n)], {
      ...{ discounts: [percentOff("10")], tax: vat("20") },
    });
    expect(told(lines)).toEqual([
      ...["plan 3333 -333 +600", "plan 6667 -667 +1200"],
      ...["discount -1000 -0 +0", "tax 1800 -0 +0"],
    ]);
    expect(totalOf(lines)).toBe(10_800n);
  });

  test("takes off what the one before it left, and never more than there is", () => {
    const discounts = [percentOff("50"), amountOff(8_000n)];
    const { lines } = price([line(9_900n)], { discounts });
    expect(told(lines)).toEqual([
      ...["plan 9900 -9900 +0", "discount -4950 -0 +0", "discount -4950 -0 +0"],
    ]);
    expect(totalOf(lines)).toBe(0n);
  });

  test("of an amount is off a whole cycle, and off half a cycle half of it", () => {
    const facts = {
      ...{ kind: "proration_charge" as const, plan: "Scale", priceMinor: 49_900n },
      ...{ unit: "second" as const, left: 15n, total: 30n, allowance: 0n },
    };
    const rest = line(24_950n, { kind: "proration_charge", facts });
    expect(told(price([rest], { discounts: [amountOff(1_000n)] }).lines)).toEqual([
      ...["proration_charge 24950 -500 +0", "discount -500 -0 +0"],
    ]);
  });

  test("once takes up one cycle; what is charged for the rest of that is discounted too, the next is not", () => {
    const first = price([line(9_900n)], { discounts: [percentOff("10", 1)] });
    expect(first.discounts).toMatchObject([{ cyclesUsed: 1, coveredThrough: april.end }]);
    const rest = line(5_000n, {
      ...{ kind: "proration_charge", periodStart: new Date("2026-04-16T00:00:00Z") },
    });
    const changed = price([rest], { discounts: first.discounts });
    expect(told(changed.lines)[0]).toBe("proration_charge 5000 -500 +0");
    expect(changed.discounts).toEqual(first.discounts);
    const next = line(9_900n, { periodStart: may.start, periodEnd: may.end });
    const used = line(300n, { kind: "overage" });
    expect(told(price([next, used], { discounts: first.discounts }).lines)).toEqual([
      ...["plan 9900 -0 +0", "overage 300 -30 +0", "discount -30 -0 +0"],
    ]);
  });

  test("is not off packs", () => {
    const pack = line(10_000n, { kind: "pack", pack: "pack_10000" });
    expect(told(price([pack], { discounts: [percentOff("10")] }).lines)).toEqual([
      "pack 10000 -0 +0",
    ]);
  });
});

test("what was credited already keeps its shares, and its discount keeps its line", () => {
  const discount = percentOff("10");
  const first = price([line(9_900n)], { discounts: [discount], tax: vat("20") });
  const [plan] = first.lines;
  const gone = price(first.lines, { discounts: [] }, plan ? [plan.id] : []);
  expect(told(gone.lines)).toEqual(told(first.lines));
  expect(gone.lines.map(({ id }) => id)).toEqual(first.lines.map(({ id }) => id));
});

const anyLine = fc
  .record({
    kind: fc.constantFrom<LineKind>("plan", "overage", "pack", "proration_charge"),
    amountMinor: fc.bigInt(0n, 10n ** 12n),
  })
  .map(({ kind, amountMinor }) => line(amountMinor, { kind }));
const anyDiscount = fc.oneof(
  fc.integer({ min: 1, max: 1_000_000 }).map((ppm) => ({
    ...percentOff("1"),
    off: { kind: "percent" as const, ppm: BigInt(ppm) },
  })),
  fc.bigInt(1n, 10n ** 9n).map((minor) => amountOff(minor)),
);
const anyTax = fc.option(
  fc.record({
    name: fc.constant("VAT"),
    ratePpm: fc.bigInt(0n, 1_000_000n),
    included: fc.boolean(),
    reverseCharge: fc.constant(false),
  }),
);

test("lines add up to the total, shares to what is shown, and nothing is off by more than one", () => {
  fc.assert(
    fc.property(
      fc.array(anyLine, { minLength: 1, maxLength: 8 }),
      fc.array(anyDiscount, { maxLength: 3 }),
      anyTax,
      fc.constantFrom("usd", "jpy", "kwd"),
      (bare, discounts, tax, currency) => {
        const terms = { discounts, tax };
        const kept = new Set<InvoiceLineId>();
        const { lines, discounts: after } = priceDocument(bare, terms, { currency, kept });
        const sum = (of: (one: InvoiceLineDraft) => bigint) =>
          lines.reduce((total, one) => total + of(one), 0n);
        const ofKind = (kind: LineKind) => sum((one) => (one.kind === kind ? one.amountMinor : 0n));
        const rounding = ofKind("adjustment");
        const net = sum(netOf) - rounding;
        expect(totalOf(lines)).toBe(net + taxOf(lines) + rounding);
        // A card takes dinars by ten of their smallest units, everything else by one.
        const step = currency === "kwd" ? 10n : 1n;
        expect(totalOf(lines) % step).toBe(0n);
        expect(rounding * 2n <= step && rounding * 2n > -step).toBe(true);
        expect(ofKind("discount")).toBe(-sum((one) => one.discountMinor));
        expect(ofKind("tax")).toBe(sum((one) => (one.taxIncluded ? 0n : one.taxMinor)));
        for (const one of lines.filter(({ kind }) => kind === "plan" || kind === "pack")) {
          expect(netOf(one) >= 0n && one.discountMinor <= one.amountMinor).toBe(true);
        }
        // The tax on the whole is the rate of the net of the whole, rounded once.
        if (tax) {
          const exact = net * tax.ratePpm - taxOf(lines) * 1_000_000n;
          expect(exact <= 1_000_000n && exact >= -1_000_000n).toBe(true);
        }
        const again = priceDocument(lines, { ...terms, discounts: after }, { currency, kept });
        expect(again.lines).toEqual(lines);
      },
    ),
  );
});
