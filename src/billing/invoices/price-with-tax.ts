import type { Money } from "@/lib/money";
import { addSeconds } from "@/lib/time";
import { chargeFor } from "./lines";
import { priceDocument } from "./price-document";
import type { DocumentTerms } from "./terms";

/** What a document that sells one pack at this price would come to as of an instant; no discount is of a pack. */
export function packWithTax(
  price: Money,
  { terms, at }: { terms: DocumentTerms; at: Date },
): { taxAmount: Money; total: Money } {
  const { currency } = price;
  const line = chargeFor("pack", price, { start: at, end: addSeconds(at, 1) });
  const { lines } = priceDocument([line], terms, { currency, kept: new Set() });
  const minor = lines.reduce((sum, { taxMinor }) => sum + taxMinor, 0n);
  const total = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  return { taxAmount: { minor, currency }, total: { minor: total, currency } };
}
