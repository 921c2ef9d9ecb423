/** What lies at the processor beyond our ledgers, by currency; nothing where they agree. */
export type Drift = ReadonlyMap<string, bigint>;

/** What was seen of it: what a comparison has looked into already, and since when it is something else. */
export type DriftSeen = { known: Drift; otherSince: Date | null };

/** News of a payment comes within seconds; money that moved and is not booked after so long is looked into. */
export const driftSeconds = 180;

export function driftOf(
  sums: readonly { currency: string; ledger: bigint }[],
  said: readonly { currency: string; minor: bigint }[],
): Drift {
  const drift = new Map<string, bigint>();
  for (const { currency, minor } of said) drift.set(currency, minor);
  for (const { currency, ledger } of sums) {
    drift.set(currency, (drift.get(currency) ?? 0n) - ledger);
  }
  return new Map([...drift].filter(([, minor]) => minor !== 0n));
}

/**
 * A look at it. It asks for a comparison once it has been other than known for some minutes without a moment of being as known:
 * what is on its way comes and goes. From then on it is known as it is now; what it is of stands in the queue.
 */
export function lookAgain(
  { known, otherSince }: DriftSeen,
  { drift, at }: { drift: Drift; at: Date },
): { seen: DriftSeen; asks: boolean } {
  if (isSame(known, drift)) return { seen: { known, otherSince: null }, asks: false };
  const since = otherSince ?? at;
  if (at.getTime() - since.getTime() < driftSeconds * 1_000) {
    return { seen: { known, otherSince: since }, asks: false };
  }
  return { seen: { known: drift, otherSince: null }, asks: true };
}

function isSame(one: Drift, other: Drift): boolean {
  return one.size === other.size && [...one].every(([name, minor]) => other.get(name) === minor);
}
