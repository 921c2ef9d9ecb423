export type CreditEntryRow = {
  version: bigint;
  kind: string;
  at: Date;
  change: bigint;
  overage: bigint;
  /** The `issued.*` ledger account credits came from, where they came from one. */
  source: string | null;
};

/** `version` is null while an expiry has no entry of its own yet. */
export type CreditEntry = Omit<CreditEntryRow, "version"> & {
  version: bigint | null;
  balance: bigint;
};

/**
 * The entries, newest first, each with the balance it left.
 *
 * Credits that have expired are gone when read, although their entry is posted up to an hour later
 * (BOOKS B9); it is shown already, so that the first line always agrees with the balance.
 */
export function withBalances(
  rows: CreditEntryRow[],
  now: { total: bigint; expired: bigint; expiredAt: Date | null },
): CreditEntry[] {
  let balance = now.total;
  const posted = rows.map((row) => {
    const entry = { ...row, balance };
    balance -= row.change;
    return entry;
  });
  if (now.expired === 0n || now.expiredAt === null) return posted;

  const expiry: CreditEntry = {
    version: null, // the next number may be an entry's that is not listed, as a rollover's is
    kind: "expire",
    at: now.expiredAt,
    change: -now.expired,
    overage: 0n,
    source: null,
    balance: now.total - now.expired,
  };
  return [expiry, ...posted];
}
