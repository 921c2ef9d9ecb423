import type { TaxRule } from "./terms";

/** What was said of an account, and where it is. */
export type TaxFacts = {
  treatment: "rate" | "exempt" | "reverse_charge" | null;
  name: string | null;
  ratePpm: bigint | null;
  included: boolean | null;
  country: string | null;
  region: string | null;
  taxId: string | null;
};

/** What was said of the account comes first; else nothing is taxed. */
export function taxRule({ treatment, name, ratePpm, included }: TaxFacts): TaxRule | null {
  switch (treatment) {
    case "rate":
      return {
        name: name ?? "",
        ratePpm: ratePpm ?? 0n,
        included: included === true,
        reverseCharge: false,
      };
    case "reverse_charge":
      return { name: "VAT", ratePpm: 0n, included: false, reverseCharge: true };
    default:
      return null;
  }
}
