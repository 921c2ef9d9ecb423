import { assert } from "./errors";

/** An amount in the currency's smallest unit. `currency` is the ISO 4217 code in lower case. */
export type Money = { minor: bigint; currency: string };

export function money(minor: bigint, currency: string): Money {
  assert(isCurrency(currency), `"${currency}" is an ISO 4217 code in lower case`);
  return { minor, currency };
}

export function add(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return { minor: a.minor + b.minor, currency: a.currency };
}

export function subtract(a: Money, b: Money): Money {
  assertSameCurrency(a, b);
  return { minor: a.minor - b.minor, currency: a.currency };
}

export function negate(amount: Money): Money {
  return { minor: -amount.minor, currency: amount.currency };
}

export function isZero(amount: Money): boolean {
  return amount.minor === 0n;
}

/** The smaller of two. */
export function lesser(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** amount × numerator ∕ denominator: the magnitude rounded half-up once, then the sign (BOOKS B10). */
export function part(amount: bigint, numerator: bigint, denominator: bigint): bigint {
  assert(denominator > 0n, "a part is of something");
  const product = amount * numerator;
  const rounded = (magnitude(product) * 2n + denominator) / (denominator * 2n);
  return product < 0n ? -rounded : rounded;
}

/** The part of an amount of money; what remains is `subtract(amount, share)`, never a second share. */
export function share(amount: Money, numerator: bigint, denominator: bigint): Money {
  return { minor: part(amount.minor, numerator, denominator), currency: amount.currency };
}

/**
 * The k-th of n slices of a total, k from 1 (BOOKS B6).
 *
 * Each is the difference of two rounded running totals, so the n slices add up to the total exactly.
 */
export function cumulativePart(total: bigint, k: bigint, n: bigint): bigint {
  assert(1n <= k && k <= n, "slices are numbered 1 to n");
  return part(total, k, n) - part(total, k - 1n, n);
}

/**
 * Splits a total by weights so that the parts add up to it exactly (largest remainder, BOOKS B10).
 *
 * Equal remainders go to the earlier part, so the answer depends on nothing but the input.
 */
export function spread({ total, weights }: { total: bigint; weights: bigint[] }): bigint[] {
  assert(
    weights.every((weight) => weight >= 0n),
    "a weight is not negative",
  );
  const sum = weights.reduce((whole, weight) => whole + weight, 0n);
  if (total === 0n) return weights.map(() => 0n);
  assert(sum > 0n, "something to spread has somewhere to go");

  const size = magnitude(total);
  const parts = weights.map((weight) => (size * weight) / sum);
  const missing = size - parts.reduce((whole, one) => whole + one, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (size * weight) % sum }))
    .sort((a, b) => compare(b.remainder, a.remainder) || a.index - b.index);
  const raised = new Set(byRemainder.slice(0, Number(missing)).map(({ index }) => index));

  return parts.map((one, index) => {
    const whole = raised.has(index) ? one + 1n : one;
    return total < 0n ? -whole : whole;
  });
}

/** An amount as a person reads it. Exact at any size: the digits never pass through a float. */
export function formatMoney(amount: Money, locale: string): string {
  const decimals = decimalsOf(amount.currency);
  return formatter(locale, amount.currency).format(`${amount.minor}E-${decimals}` as `${number}`);
}

/** The amount in major units as an exact decimal string: $99 is "99.00", as a unit price is written. */
export function decimalOf({ minor, currency }: Money): string {
  const decimals = decimalsOf(currency);
  const digits = magnitude(minor)
    .toString()
    .padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? "" : `.${digits.slice(-decimals)}`;
  return `${minor < 0n ? "-" : ""}${whole}${fraction}`;
}

/** How many decimals the currency's major unit has. */
export function decimalsOf(currency: string): number {
  assert(isCurrency(currency), `"${currency}" is an ISO 4217 code in lower case`);
  return decimalsNotTwo.get(currency) ?? 2;
}

/** Whether this is a currency we can keep books in: ISO 4217, lower case, money and not metal. */
export function isCurrency(code: string): boolean {
  return currencies.has(code);
}

// ISO 4217 List One (SIX, the maintenance agency), as of 2025. Two decimals unless named below; funds
// codes, metals and test codes are left out. A processor's own exceptions belong to its gateway.
const currencies = new Set(
  `aed afn all amd aoa ars aud awg azn bam bbd bdt bgn bhd bif bmd bnd bob brl bsd btn bwp byn bzd
   cad cdf chf clp cny cop crc cup cve czk djf dkk dop dzd egp ern etb eur fjd fkp gbp gel ghs gip
   gmd gnf gtq gyd hkd hnl htg huf idr ils inr iqd irr isk jmd jod jpy kes kgs khr kmf kpw krw kwd
   kyd kzt lak lbp lkr lrd lsl lyd mad mdl mga mkd mmk mnt mop mru mur mvr mwk mxn myr mzn nad ngn
   nio nok npr nzd omr pab pen pgk php pkr pln pyg qar ron rsd rub rwf sar sbd scr sdg sek sgd shp
   sle sos srd ssp stn svc syp szl thb tjs tmt tnd top try ttd twd tzs uah ugx usd uyu uzs ved ves vnd
   vuv wst xaf xcd xcg xof xpf yer zar zmw zwg`.split(/\s+/),
);

const noDecimals = "bif clp djf gnf isk jpy kmf krw pyg rwf ugx vnd vuv xaf xof xpf".split(" ");
const threeDecimals = "bhd iqd jod kwd lyd omr tnd".split(" ");
const decimalsNotTwo = new Map([
  ...noDecimals.map((code): [string, number] => [code, 0]),
  ...threeDecimals.map((code): [string, number] => [code, 3]),
]);

// Building a formatter costs a thousand times what using one does.
const formatters = new Map<string, Intl.NumberFormat>();

function formatter(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const known = formatters.get(key);
  if (known) return known;

  const digits = decimalsOf(currency);
  const made = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: currency.toUpperCase(),
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  formatters.set(key, made);
  return made;
}

function assertSameCurrency(a: Money, b: Money): void {
  assert(a.currency === b.currency, `${a.currency} and ${b.currency} do not mix`);
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
