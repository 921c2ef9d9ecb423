import { decimalOf, decimalsOf } from "@/lib/money";
import { type AlertKind, hasThreshold, type Trigger } from "./data";

const most: Record<AlertKind, bigint> = {
  balance: 1_000_000_000_000_000n,
  usage: 100n,
  spend: 100_000_000_000n,
  run_out: 90n,
  spike: 100n,
  invoice: 0n,
  plan_change: 0n,
};

/**
 * The threshold somebody typed, or null where it is none: whole, but for money, which is typed in the
 * currency's major unit, with a point or a comma.
 */
export function parseThreshold(typed: string, kind: AlertKind, currency: string): bigint | null {
  if (!hasThreshold(kind)) return 0n;
  const decimals = kind === "spend" ? decimalsOf(currency) : 0;
  const [, whole, fraction = ""] = /^(\d{1,16})(?:[.,](\d{1,3}))?$/.exec(typed.trim()) ?? [];
  if (whole === undefined || fraction.length > decimals) return null;
  const value = BigInt(whole + fraction.padEnd(decimals, "0"));
  const least = kind === "spike" ? 2n : 1n;
  return least <= value && value <= most[kind] ? value : null;
}

/** As it is typed. */
export function thresholdText({ kind, threshold }: Trigger, currency: string): string {
  if (!hasThreshold(kind)) return "";
  return kind === "spend" ? decimalOf({ minor: threshold, currency }) : threshold.toString();
}
