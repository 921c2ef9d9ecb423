import { decimalsOf } from "@/lib/money";

/**
 * An amount somebody typed in the currency's major unit, with a point or a comma, in minor units; null where it is
 * none, or nothing.
 */
export function parseMoney(typed: string, currency: string): bigint | null {
  const decimals = decimalsOf(currency);
  const [, whole, fraction = ""] = /^(\d{1,15})(?:[.,](\d{1,3}))?$/.exec(typed.trim()) ?? [];
  if (whole === undefined || fraction.length > decimals) return null;
  const minor = BigInt(whole + fraction.padEnd(decimals, "0"));
  return minor > 0n ? minor : null;
}
