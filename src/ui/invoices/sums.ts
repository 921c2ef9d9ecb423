import type { Money } from "@/lib/money";
import type { Invoice, InvoiceLine } from "./data";

export type PageSums = {
  /** What stands in the table of lines; tax on top of prices stands below, with the sums. */
  groups: Invoice["groups"];
  subtotal: Money;
  /** Tax on top of prices, and what it is called: subtotal and this are the total. */
  tax: Money;
  taxLines: InvoiceLine[];
  /** Tax that the prices have in them: part of the subtotal, added to nothing. */
  included: Money;
};

/**
 * The steps from lines to total as a reader adds them up: the subtotal is the sum of the rows above it,
 * discounts and rounding among them, and never says what prices are without the tax that is in them.
 */
export function pageSums({ groups, tax, currency }: Invoice): PageSums {
  const lines = groups.flatMap((group) => group.lines);
  const taxLines = lines.filter(isTaxOnTop);
  const onTop = sumOf(taxLines);
  const money = (minor: bigint): Money => ({ minor, currency });
  const listed = groups.map((group) => ({
    ...group,
    lines: group.lines.filter((line) => !isTaxOnTop(line)),
  }));
  return {
    groups: listed.filter((group) => group.lines.length > 0),
    subtotal: money(sumOf(lines) - onTop),
    tax: money(onTop),
    taxLines,
    included: money(tax.minor - onTop),
  };
}

/** A line that only says who accounts for a tax takes nothing, and stands with what is charged. */
function isTaxOnTop({ kind, amount }: InvoiceLine): boolean {
  return kind === "tax" && amount.minor !== 0n;
}

function sumOf(lines: readonly InvoiceLine[]): bigint {
  return lines.reduce((sum, { amount }) => sum + amount.minor, 0n);
}
