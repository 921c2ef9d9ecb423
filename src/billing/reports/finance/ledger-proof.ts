import type { TrialRow } from "./trial-balance";

/** A kind of ledger account as its transfers come to it, beside what is stored of it. */
export type ProofRow = {
  asset: string;
  kind: string;
  opening: bigint;
  moved: bigint;
  closing: bigint;
  stored: bigint;
};

/** RC4: opening and movement come to closing, and closing to what is stored; what only one of them has stands against nothing. */
export function ledgerProofOf(
  trial: readonly TrialRow[],
  stored: readonly { asset: string; kind: string; balance: bigint }[],
): ProofRow[] {
  const rows = new Map<string, ProofRow>();
  const rowOf = (asset: string, kind: string) => {
    const key = `${asset} ${kind}`;
    const nothing = { opening: 0n, moved: 0n, closing: 0n, stored: 0n };
    const row = rows.get(key) ?? { asset, kind, ...nothing };
    rows.set(key, row);
    return row;
  };
  for (const { asset, kind, opening, debits, credits } of trial) {
    const row = rowOf(asset, kind);
    row.opening = opening;
    row.moved = debits - credits;
    row.closing = opening + row.moved;
  }
  for (const { asset, kind, balance } of stored) rowOf(asset, kind).stored = balance;
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
