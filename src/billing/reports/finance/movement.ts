import type { Month } from "./as-of";

/** What transfers are told apart by, whatever the account. */
export type Edge = {
  /** Of the ledger transaction. */
  kind: string;
  from: string;
  to: string;
  asset: string;
  /** Of credits the grant's category; of money the kind of its line, or that it was given up; empty for none. */
  about: string;
  /** The month a grant was issued in; empty where there is none. */
  grantMonth: string;
};

/** What moved one way in a month, or before the first one asked for. */
export type Moved = Edge & { month: Month | null; amount: bigint };

/** The same of accounts of one currency and segment, by what it is of. */
export type Movement = Moved & {
  currency: string;
  segment: string | null;
  plan: string | null;
  pack: string | null;
  transfers: bigint;
};

/** In which column of a report a movement stands, and on which side. */
export type Placed<Column extends string> = { column: Column; sign: 1n | -1n };

/** Adds 1 where it came to a side of the books, -1 where it left it, and nothing where it stayed in it or out of it. */
export function across(
  { from, to }: Pick<Edge, "from" | "to">,
  isIn: (kind: string) => boolean,
): { other: string; sign: 1n | -1n } | null {
  if (isIn(from) === isIn(to)) return null;
  return isIn(to) ? { other: from, sign: 1n } : { other: to, sign: -1n };
}

export const opposite = (sign: 1n | -1n): 1n | -1n => (sign === 1n ? -1n : 1n);
