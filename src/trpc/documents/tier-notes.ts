import type { PricePart } from "@/lib/pricing";
import type { Figures } from "./figures";
import type { DocumentWords } from "./words";

/** A term of an amount that has several prices: which credits, and what they come to. */
export function tierNote(part: PricePart, t: DocumentWords, figures: Figures): string {
  const { what, range, flat } = part;
  if (range === null) return t("fee", { fee: figures.money(flat) });
  const between = { from: figures.number(range.from), to: figures.number(range.to) };
  if (what === "included") return t("tierFree", between);
  const sum = {
    ...{ ...between, quantity: figures.number(part.quantity) },
    ...{ price: figures.unitPrice(part.unitPrice), amount: figures.unitPrice(part.exact) },
  };
  if (what === "packages") return t("packages", sum);
  return flat.minor > 0n ? t("tierFee", { ...sum, fee: figures.money(flat) }) : t("tier", sum);
}
