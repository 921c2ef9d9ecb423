import type { Amount, OfAccount } from "./credits";

export type AddDiscount = OfAccount & {
  /** Its key: the same one again changes nothing. */
  code: string;
  /** One of the two: "12.5", or minor units of the account's currency per billing cycle. */
  percentOff?: string;
  amountOffMinor?: Amount;
  /** Billing cycles it lasts: 1 is once, left out is for ever. */
  cycles?: number;
};

export type Discount = {
  id: string;
  code: string;
  percentOff: string | null;
  amountOffMinor: bigint | null;
  cycles: number | null;
  cyclesUsed: number;
  /** The end of the last billing cycle it took up. */
  coveredThrough: Date | null;
  appliedAt: Date;
};

export type SetTax = OfAccount & {
  treatment: "by_country" | "rate" | "exempt" | "reverse_charge";
  /** Of a rate: as it stands on documents, such as VAT. */
  name?: string;
  rate?: string;
  included?: boolean;
};

export type AccountTax = {
  treatment: "by_country" | "rate" | "exempt" | "reverse_charge";
  /** What documents are taxed with today; null where nothing is. */
  tax: { name: string; rate: string; included: boolean; reverseCharge: boolean } | null;
  /** What of the billing address the tax by country can't be told for certain without. */
  missing: "country" | "region" | null;
};

export type Discounts = {
  add(input: AddDiscount): Promise<Discount & { changed: boolean }>;
  remove(input: OfAccount & { discountId: string }): Promise<{ discountId: string }>;
  list(input: OfAccount): Promise<{ items: Discount[] }>;
};

export type Taxes = {
  get(input: OfAccount): Promise<AccountTax>;
  set(input: SetTax): Promise<AccountTax>;
};
