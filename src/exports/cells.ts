import { type Cell, decimal } from "@/lib/csv";
import { decimalOf } from "@/lib/money";

/** An amount in the currency's major unit, as a number; the currency has a column of its own. */
export function amountCell(minor: bigint, currency: string): Cell {
  return decimal(decimalOf({ minor, currency }));
}
