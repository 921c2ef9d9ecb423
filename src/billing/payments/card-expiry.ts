/** Days before its end in which a card is said to expire soon: two renewals of a monthly plan. */
const soonDays = 60;

type Card = { expMonth: number | null; expYear: number | null };

/** A card works until its month is over, anywhere: the month's end is taken in UTC, and twelve hours more. */
export function expiryOf({ expMonth, expYear }: Card, at: Date): "expired" | "soon" | null {
  if (expMonth === null || expYear === null) return null;
  const end = Date.UTC(expYear, expMonth) + 12 * 3_600_000;
  if (at.getTime() >= end) return "expired";
  return at.getTime() >= end - soonDays * 86_400_000 ? "soon" : null;
}
