import type { Month } from "./as-of";
import { placeCredits } from "./credits";
import type { Movement } from "./movement";

/** Days since a document was due; what is not due yet is current. */
export const overdueBuckets = ["current", "to30", "to60", "to90", "over90"] as const;
export type OverdueBucket = (typeof overdueBuckets)[number];

export function overdueBucket(days: number | null): OverdueBucket {
  if (days === null) return "current";
  if (days <= 30) return "to30";
  if (days <= 60) return "to60";
  return days <= 90 ? "to90" : "over90";
}

/** Months since credits were granted, or rolled over. */
export const creditAges = ["thisMonth", "to3", "to6", "to12", "over12"] as const;
export type CreditAge = (typeof creditAges)[number];

export type CreditAgeRow = { currency: string; category: string } & Record<CreditAge, bigint> & {
    /** On hold, of which the grant's age is not told. */
    held: bigint;
    total: bigint;
  };

/** What is left of credits by their category and age, at the end of a month: all that came to grants less what left them. */
export function creditAgesOf(
  movements: readonly Omit<Movement, "month" | "segment" | "plan" | "pack" | "transfers">[],
  through: Month,
): CreditAgeRow[] {
  const rows = new Map<string, CreditAgeRow>();
  for (const movement of movements) {
    const { asset, from, to, currency, about, grantMonth, amount } = movement;
    if (asset !== "credit") continue;
    const change = (to === "grant" ? amount : 0n) - (from === "grant" ? amount : 0n);
    const held = placeCredits(movement).reduce(
      (sum, { column, sign }) => (column === "held" ? sum + sign * amount : sum),
      0n,
    );
    if (change === 0n && held === 0n) continue;
    const key = `${currency} ${about}`;
    const row = rows.get(key) ?? { currency, category: about, ...nothing };
    row[ageOf(grantMonth, through)] += change;
    row.held += held;
    row.total += change + held;
    rows.set(key, row);
  }
  return [...rows.entries()]
    .filter(([, { total }]) => total !== 0n)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
}

const nothing = { thisMonth: 0n, to3: 0n, to6: 0n, to12: 0n, over12: 0n, held: 0n, total: 0n };

function ageOf(granted: Month, through: Month): CreditAge {
  const number = (month: Month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
  const months = number(through) - number(granted);
  if (months <= 0) return "thisMonth";
  if (months <= 3) return "to3";
  if (months <= 6) return "to6";
  return months <= 12 ? "to12" : "over12";
}
