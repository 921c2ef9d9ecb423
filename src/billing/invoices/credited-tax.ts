import { part } from "@/lib/money";
import type { LineReturn } from "../decision";

/** What a line was charged, and what of it went back and stands. */
export type Taxed = {
  netMinor: bigint;
  taxMinor: bigint;
  returns: readonly Pick<LineReturn, "netMinor" | "taxMinor">[];
};

/**
 * A credited line takes back its own tax (BOOKS B10): its share of all that went back by then, rounded half-up
 * once, less what went back before. So the last part takes the remainder; a credit never charges any.
 */
export function taxOfCredit({ netMinor, taxMinor, returns }: Taxed, creditMinor: bigint): bigint {
  if (taxMinor === 0n || netMinor === 0n) return 0n;
  const before = returns.reduce(
    (sum, one) => ({ net: sum.net + one.netMinor, tax: sum.tax + one.taxMinor }),
    { net: 0n, tax: 0n },
  );
  const tax = part(taxMinor, before.net + creditMinor, netMinor) - before.tax;
  return tax > 0n ? tax : 0n;
}
