import type { DiscountId } from "@/lib/ids";

/** What an account's documents take off and add to prices: its discounts in their order, and its tax. */
export type DocumentTerms = { discounts: readonly DiscountState[]; tax: TaxRule | null };

export const noTerms: DocumentTerms = { discounts: [], tax: null };

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

/** The one rate that applies to an account, as of now. */
export type TaxRule = {
  /** As it stands on the document: "VAT", "Sales tax". */
  name: string;
  ratePpm: bigint;
  /** Whether prices have it in them. */
  included: boolean;
  /** The buyer accounts for the tax: the rate is 0 and the document says so. */
  reverseCharge: boolean;
};
