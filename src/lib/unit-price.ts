import { assert } from "@/lib/errors";
import { decimalsOf, type Money, money, part } from "@/lib/money";

/** A quantity at a price for each, the price in major units as an exact decimal ("0.0085"). */
export type Priced = { quantity: bigint; unitPrice: string; currency: string };

/** Quantity × unit price, exact until it is rounded half-up, once, to the currency's minor unit. */
export function amountOf({ quantity, unitPrice, currency }: Priced): Money {
  const { digits, scale } = parse(unitPrice);
  const perMajor = 10n ** BigInt(decimalsOf(currency));
  return money(part(quantity * digits, perMajor, 10n ** BigInt(scale)), currency);
}

/** Quantity × unit price before it is rounded, as an exact decimal of major units: 3 × "0.005" is "0.015". */
export function exactProduct({ quantity, unitPrice }: Omit<Priced, "currency">): string {
  return unitPriceOf(quantity * scaledUnitPrice(unitPrice));
}

/** The finest decimal a unit price may have. */
export const unitPriceScale = 12;

/** A unit price as a whole number of its twelfth decimal. */
export function scaledUnitPrice(unitPrice: string): bigint {
  const { digits, scale } = parse(unitPrice);
  return digits * 10n ** BigInt(unitPriceScale - scale);
}

/** Back to an exact decimal of major units, without needless zeros. */
export function unitPriceOf(scaled: bigint): string {
  const text = (scaled < 0n ? -scaled : scaled).toString().padStart(unitPriceScale + 1, "0");
  const whole = text.slice(0, -unitPriceScale);
  const fraction = text.slice(-unitPriceScale).replace(/0+$/, "");
  return `${scaled < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/**
 * Whether a text is a unit price: plain digits, no sign, no exponent, no needless leading zero, at
 * most twelve digits on either side of the point.
 */
export function isUnitPrice(text: string): boolean {
  return unitPricePattern.test(text);
}

/** The one spelling of a unit price: "0.010" and "0.01" are the same price. */
export function canonicalUnitPrice(text: string): string {
  assert(isUnitPrice(text), "a unit price is a plain decimal");
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

const unitPricePattern = /^(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,12})?$/;

function parse(unitPrice: string): { digits: bigint; scale: number } {
  assert(isUnitPrice(unitPrice), "a unit price is a plain decimal");
  const [whole = "", fraction = ""] = unitPrice.split(".");
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}
