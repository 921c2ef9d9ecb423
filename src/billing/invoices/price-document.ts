import { type InvoiceLineId, newId } from "@/lib/ids";
import { decimalOf, part, spread } from "@/lib/money";
import { percentOf, wholeInPpm } from "@/lib/percent";
import { maxDate, minDate } from "@/lib/time";
import type { InvoiceLineDraft } from "../decision";
import { plainLine } from "./lines";
import { isRounding, roundingOf } from "./rounding";
import type { DiscountState, DocumentTerms, TaxRule } from "./terms";

export type PricedDocument = {
  lines: InvoiceLineDraft[];
  /** The discounts, those that took up a cycle moved on. */
  discounts: DiscountState[];
};

/**
 * The lines of a document with their shares of discount and tax, and the lines that show both (BOOKS B10).
 *
 * Each is computed once on the summed base and spread by largest remainder, so the lines always add up to
 * the total. Lines in `kept` keep what they have: what was credited already is not priced anew. Doing it
 * twice changes nothing.
 */
export function priceDocument(
  lines: readonly InvoiceLineDraft[],
  terms: DocumentTerms,
  { currency, kept }: { currency: string; kept: ReadonlySet<InvoiceLineId> },
): PricedDocument {
  const shown = lines.filter(isShown);
  const charged = lines.filter((line) => !isShown(line) && !isRounding(line));
  const isPriced = (line: InvoiceLineDraft) => isTermed(line) && !kept.has(line.id);
  const bare = charged.filter(isPriced).map((line) => ({ ...line, ...untaxed }));

  const discounted = applyDiscounts(bare, terms.discounts);
  const taxed = terms.tax ? applyTax(discounted.lines, terms.tax) : discounted.lines;
  const byId = new Map(taxed.map((line) => [line.id, line]));
  const all = charged.map((line) => byId.get(line.id) ?? line);

  const keptMinor = sumOf(all.filter((line) => !byId.has(line.id)).map((one) => one.discountMinor));
  const given = withKept(discounted.given, { shown, keptMinor });
  const last = [
    ...given.map((one) => discountLine(one, { all, shown, currency })),
    ...taxLines(all, { terms, shown, currency }),
  ].filter((line) => line !== null);
  const known = lines.find(isRounding);
  return {
    lines: [...all, ...last, ...roundingLine([...all, ...last], { known, currency })],
    discounts: discounted.given.flatMap(({ discount }) => discount ?? []),
  };
}

const untaxed = { discountMinor: 0n, taxMinor: 0n, taxIncluded: false, taxRatePpm: null } as const;

function isShown({ kind }: InvoiceLineDraft): boolean {
  return kind === "discount" || kind === "tax";
}

/** A credit has the shares of what it gives back; what is sold has those of today. */
function isTermed({ kind, creditedLineId }: InvoiceLineDraft): boolean {
  return kind !== "adjustment" && kind !== "proration_credit" && creditedLineId === null;
}

/** What one discount took off; its state is unknown where it is gone and only kept lines still have it. */
type Given = {
  id: string;
  code: string;
  off: string;
  minor: bigint;
  discount: DiscountState | null;
};

/** One after the other: each takes off what the ones before it left. */
function applyDiscounts(
  lines: readonly InvoiceLineDraft[],
  discounts: readonly DiscountState[],
): { lines: InvoiceLineDraft[]; given: Given[] } {
  let current = [...lines];
  const given = discounts.map((before): Given => {
    const discount = takeUpCycles(before, current);
    const shares = sharesOf(discount, current);
    current = current.map((line, index) => ({
      ...line,
      discountMinor: line.discountMinor + (shares[index] ?? 0n),
    }));
    const off = discount.off.kind === "percent" ? percentOf(discount.off.ppm) : "";
    return { id: discount.id, code: discount.code, off, minor: sumOf(shares), discount };
  });
  return { lines: current, given };
}

/** A charge for a cycle it does not cover yet takes one up, while there are any. */
function takeUpCycles(discount: DiscountState, lines: readonly InvoiceLineDraft[]): DiscountState {
  let state = discount;
  for (const line of lines) {
    if (line.kind !== "plan" && line.kind !== "proration_charge") continue;
    if (covers(state, line)) continue;
    if (state.cycles !== null && state.cyclesUsed >= state.cycles) continue;
    const coveredFrom = state.coveredFrom ?? line.periodStart;
    const cyclesUsed = state.cyclesUsed + 1;
    state = { ...state, cyclesUsed, coveredFrom, coveredThrough: line.periodEnd };
  }
  return state;
}

function covers({ coveredFrom, coveredThrough }: DiscountState, line: InvoiceLineDraft): boolean {
  if (line.kind === "pack" || coveredFrom === null || coveredThrough === null) return false;
  return coveredFrom <= line.periodStart && line.periodEnd <= coveredThrough;
}

function sharesOf(discount: DiscountState, lines: readonly InvoiceLineDraft[]): bigint[] {
  const { off } = discount;
  const bases = lines.map((line) =>
    covers(discount, line) ? line.amountMinor - line.discountMinor : 0n,
  );
  if (off.kind === "percent") {
    return spread({ total: part(sumOf(bases), off.ppm, wholeInPpm), weights: bases });
  }
  return lines.map((line, index) => {
    const [base, minor] = [bases[index] ?? 0n, amountFor(line, off.minor)];
    return base < minor ? base : minor;
  });
}

/** An amount is off the price of a whole cycle: of a part of one its share (BOOKS B10), of use nothing. */
function amountFor({ kind, amountMinor, facts }: InvoiceLineDraft, minor: bigint): bigint {
  if (kind === "plan") return minor;
  if (kind !== "proration_charge" || facts?.kind !== "proration_charge") return 0n;
  const { left, total, slices, priceMinor } = facts;
  return slices === undefined ? part(minor, left, total) : part(minor, amountMinor, priceMinor);
}

/** Once per rate on what is left after discounts; included in the price, or on top of it. */
function applyTax(lines: readonly InvoiceLineDraft[], tax: TaxRule): InvoiceLineDraft[] {
  const { ratePpm, included } = tax;
  const bases = lines.map((line) => line.amountMinor - line.discountMinor);
  const total = part(sumOf(bases), ratePpm, included ? wholeInPpm + ratePpm : wholeInPpm);
  const shares = spread({ total, weights: bases });
  return lines.map((line, index) => ({
    ...line,
    taxMinor: shares[index] ?? 0n,
    taxIncluded: included,
    taxRatePpm: ratePpm,
  }));
}

/** What lines that are not priced anew had taken off stands on the discounts it stood on. */
function withKept(
  given: readonly Given[],
  { shown, keptMinor }: { shown: readonly InvoiceLineDraft[]; keptMinor: bigint },
): Given[] {
  const before = shown.flatMap(({ facts, amountMinor }) =>
    facts?.kind === "discount" ? [{ ...facts, minor: -amountMinor }] : [],
  );
  const gone = before
    .filter(({ id }) => !given.some((one) => one.id === id))
    .map(({ id, code, off }): Given => ({ id, code, off, minor: 0n, discount: null }));
  const all = [...given, ...gone];
  const weights = all.map(({ id }) => before.find((one) => one.id === id)?.minor ?? 0n);
  const parts = keptMinor === 0n ? [] : spread({ total: keptMinor, weights });
  return all.map((one, index) => ({ ...one, minor: one.minor + (parts[index] ?? 0n) }));
}

type Around = {
  all: readonly InvoiceLineDraft[];
  shown: readonly InvoiceLineDraft[];
  currency: string;
};

function discountLine(
  { id, code, off, minor }: Given,
  { all, shown, currency }: Around,
): InvoiceLineDraft | null {
  const known = shown.find(({ facts }) => facts?.kind === "discount" && facts.id === id);
  if (minor === 0n && !known) return null;
  const description = off === "" ? `Discount ${code}` : `Discount ${code}, ${off} %`;
  const facts = { kind: "discount" as const, id, code, off };
  return { ...shownLine("discount", -minor, { all, known, currency }), description, facts };
}

/** One for each rate that comes on top of prices, and one that says who accounts for a tax we do not take. */
function taxLines(
  all: readonly InvoiceLineDraft[],
  { terms, shown, currency }: { terms: DocumentTerms } & Omit<Around, "all">,
): InvoiceLineDraft[] {
  const { tax, taxNames } = terms;
  const known = new Map(
    shown.flatMap((line) => (line.facts?.kind === "tax" ? [[line.facts.ratePpm, line]] : [])),
  );
  const rates = new Set([
    ...known.keys(),
    ...all.flatMap((line) => (line.taxIncluded ? [] : (line.taxRatePpm ?? []))),
  ]);
  return [...rates].flatMap((ratePpm) => {
    const of = all.filter((line) => !line.taxIncluded && line.taxRatePpm === ratePpm);
    const minor = sumOf(of.map(({ taxMinor }) => taxMinor));
    const before = known.get(ratePpm);
    const reverseCharge = ratePpm === 0n && tax?.reverseCharge === true;
    if (minor === 0n && !before && !reverseCharge) return [];
    const name = tax?.ratePpm === ratePpm ? tax.name : (taxNames?.get(ratePpm) ?? "Tax");
    const rate = `${name} ${percentOf(ratePpm)} %`;
    const note = "reverse charge, the recipient accounts for the tax";
    const description = reverseCharge ? `${rate}: ${note}` : rate;
    const facts = { kind: "tax" as const, name, ratePpm, reverseCharge };
    return [{ ...shownLine("tax", minor, { all, known: before, currency }), description, facts }];
  });
}

/** What the processor takes in whole steps only is rounded as a whole, last of all, and is not taxed. */
function roundingLine(
  all: readonly InvoiceLineDraft[],
  { known, currency }: { known: InvoiceLineDraft | undefined; currency: string },
): InvoiceLineDraft[] {
  const minor = roundingOf(sumOf(all.map(({ amountMinor }) => amountMinor)), currency);
  if (minor === 0n && !known) return [];
  const line = shownLine("adjustment", minor, { all, known, currency });
  return [{ ...line, description: "Rounding", facts: { kind: "rounding" } }];
}

function shownLine(
  kind: "discount" | "tax" | "adjustment",
  amountMinor: bigint,
  {
    all,
    known,
    currency,
  }: { all: readonly InvoiceLineDraft[]; known: InvoiceLineDraft | undefined; currency: string },
): Omit<InvoiceLineDraft, "description" | "facts"> {
  const [first, ...rest] = all;
  return {
    ...plainLine,
    id: known?.id ?? newId<InvoiceLineId>(),
    kind,
    planVersionId: null,
    planPeriodId: null,
    periodStart:
      known?.periodStart ??
      rest.reduce((min, one) => minDate(min, one.periodStart), first?.periodStart ?? new Date(0)),
    periodEnd:
      known?.periodEnd ??
      rest.reduce((max, one) => maxDate(max, one.periodEnd), first?.periodEnd ?? new Date(0)),
    quantity: 1n,
    unitPrice: decimalOf({ minor: amountMinor, currency }),
    amountMinor,
    credits: 0n,
  };
}

function sumOf(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, one) => sum + one, 0n);
}
