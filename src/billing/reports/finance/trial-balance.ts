import type { Moved } from "./movement";

/** A kind of ledger account in one asset, over all accounts. Balance = debits − credits (BOOKS B1). */
export type TrialRow = {
  asset: string;
  kind: string;
  opening: bigint;
  debits: bigint;
  credits: bigint;
  closing: bigint;
};

/** How a kind of ledger account begins. */
export type Opening = Pick<TrialRow, "asset" | "kind" | "opening">;

/**
 * Opening, what was debited and credited, and closing of every kind of ledger account and asset, by name. What
 * moved within one kind, as from a grant to its child, is debited and credited alike. It goes on from `openings`, where
 * what moved before is not told.
 */
export function trialBalanceOf(
  moved: readonly Moved[],
  openings: readonly Opening[] = [],
): TrialRow[] {
  const rows = new Map<string, TrialRow>();
  const rowOf = (asset: string, kind: string) => {
    const name = `${asset} ${kind}`;
    const nothing = { opening: 0n, debits: 0n, credits: 0n, closing: 0n };
    const row = rows.get(name) ?? { asset, kind, ...nothing };
    rows.set(name, row);
    return row;
  };
  for (const { asset, kind, opening } of openings) {
    const row = rowOf(asset, kind);
    row.opening += opening;
    row.closing += opening;
  }
  for (const { month, asset, from, to, amount } of moved) {
    const [credited, debited] = [rowOf(asset, from), rowOf(asset, to)];
    if (month === null) {
      credited.opening -= amount;
      debited.opening += amount;
    } else {
      credited.credits += amount;
      debited.debits += amount;
    }
    credited.closing -= amount;
    debited.closing += amount;
  }
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
