import type { DiscountId } from "@/lib/ids";

/** What a document takes off and adds to prices: discounts in their order, and the tax of its day. */
export type DocumentTerms = {
  discounts: readonly DiscountState[];
  tax: TaxRule | null;
  /** What rates were called that are not today's, for lines that give back at their own. */
  taxNames?: ReadonlyMap<bigint, string>;
};

/** The same of an account, whenever its documents are issued. */
export type AccountTerms = { discounts: readonly DiscountState[]; taxes: AccountTaxes };

/** Days count by the zone the account's documents are dated in. */
export type AccountTaxes = { timezone: string; spans: readonly TaxSpan[] };

/** What taxes from a day on, until the next one's day; null `from` is always, null `rule` is nothing. */
export type TaxSpan = { from: string | null; rule: TaxRule | null };

export const noTerms: AccountTerms = { discounts: [], taxes: { timezone: "UTC", spans: [] } };

/**
 * A discount of billing cycles: once, for some of them, or for ever. A cycle it has taken up stays
 * discounted to its end, so what a change charges for the rest of it is too.
 */
export type DiscountState = {
  id: DiscountId;
  code: string;
  off: { kind: "percent"; ppm: bigint } | { kind: "amount"; minor: bigint };
  /** Null for ever. */
  cycles: number | null;
  cyclesUsed: number;
  coveredFrom: Date | null;
  coveredThrough: Date | null;
};

/** Which billing cycles a discount has taken up. */
export type DiscountCycles = Pick<
  DiscountState,
  "id" | "cyclesUsed" | "coveredFrom" | "coveredThrough"
>;

/** The one rate that applies to what is sold to an account on one day. */
export type TaxRule = {
  /** As it stands on the document: "VAT", "Sales tax". */
  name: string;
  ratePpm: bigint;
  /** Whether prices have it in them. */
  included: boolean;
  /** The buyer accounts for the tax: the rate is 0 and the document says so. */
  reverseCharge: boolean;
};
