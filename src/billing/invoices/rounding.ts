import { part } from "@/lib/money";
import type { InvoiceLineDraft } from "../decision";

/**
 * Amounts a processor takes only in whole steps: documents in such a currency are rounded as a whole, by a
 * line of its own (BOOKS B11).
 *
 * Stripe's list, docs.stripe.com/currencies#special-cases and #three-decimal, in our minor units (ISO 4217):
 * charges in three-decimal currencies end in 0. ISK and UGX have no decimals for us as for the cards; HUF and
 * TWD are charged with theirs and lose them only in payouts, which are the house's.
 */
const steps: Record<string, bigint> = { bhd: 10n, jod: 10n, kwd: 10n, omr: 10n, tnd: 10n };

/** The smallest step a processor takes amounts of a currency in, in minor units. */
export function sentStep(currency: string): bigint {
  return steps[currency] ?? 1n;
}

/**
 * What brings a total to the nearest step, half of one away from 0. Documents in the account's favour too:
 * so what is kept and what is owed stay whole steps, however one pays for the other.
 */
export function roundingOf(totalMinor: bigint, currency: string): bigint {
  const step = sentStep(currency);
  return part(totalMinor, 1n, step) * step - totalMinor;
}

export function isRounding({ facts }: Pick<InvoiceLineDraft, "facts">): boolean {
  return facts?.kind === "rounding";
}
