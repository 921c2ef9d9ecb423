import { GatewayError } from "@/billing/payments/gateway";
import { part } from "@/lib/money";

// Their smallest unit is the króna and the shilling, yet Stripe counts hundredths of them, which are always
// zero (docs.stripe.com/currencies, "Special cases"). Everywhere else its minor unit is ISO 4217's.
const inHundredths = new Set(["isk", "ugx"]);

/** An amount in our minor units as Stripe counts it; refused where its numbers cannot hold it. */
export function toStripe(minor: bigint, currency: string): number {
  const amount = Number(inHundredths.has(currency) ? minor * 100n : minor);
  if (Number.isSafeInteger(amount)) return amount;
  throw new GatewayError("refused", "Stripe cannot take an amount of this size.", {
    code: "amount_too_large",
  });
}

/** Stripe's amount in our minor units. What it books in hundredths of a króna is rounded half-up. */
export function fromStripe(amount: number, currency: string): bigint {
  const minor = BigInt(amount);
  return inHundredths.has(currency) ? part(minor, 1n, 100n) : minor;
}

/** A rate as Stripe's number says it, without an exponent. */
export function rateOf(rate: number): string {
  return rateFormat.format(rate);
}

const rateFormat = new Intl.NumberFormat("en", { useGrouping: false, maximumFractionDigits: 20 });
