/** One charge of $120.00 (20 % tax) for a pack of 10,000, what went back of it, and how its dispute ended. */
export type Story = {
  /** Credits used before anything went back. */
  used: bigint;
  /** Refunds made at the processor, in minor units. */
  refunds: readonly bigint[];
  disputed: bigint;
  outcome: "won" | "lost";
  /** What came back to the processor's balance in the end. */
  reinstated: bigint;
};

const gross = 12_000n;
const net = 10_000n;
const granted = 10_000n;

/**
 * The one right end of a story, whatever order its news came in, from its figures alone (BOOKS B12, B13): all that is
 * away for good owns its share of the credits; what is left of those is taken, the spent ones are written off. Unearned
 * money goes first. Amounts are multiples of $12.00, so that nothing rounds.
 */
export function endOf({ used, refunds, disputed, outcome, reinstated }: Story) {
  const refunded = refunds.reduce((sum, one) => sum + one, 0n);
  const lost = outcome === "lost" ? disputed - reinstated : 0n;
  const away = refunded + lost;
  const returned = away < gross ? away : gross;
  const slice = (granted * returned) / gross;
  const left = granted - used;
  const revoked = slice < left ? slice : left;
  const unearned = net - (net * used) / granted;
  const goes = (returned * net) / gross;
  const deferred = unearned > goes ? unearned - goes : 0n;
  return {
    available: left - revoked,
    held: 0n,
    slices: slice,
    writtenOff: slice - revoked,
    // $120.00 less 2.9 % and 30 for the payment is not here: paid without a processor's fee.
    stripe_balance: gross - refunded - disputed - 1_500n + reinstated,
    dispute_hold: outcome === "won" ? disputed - reinstated : 0n,
    deferred,
    // What was earned and gave way, the tax that went with it, and what was beyond the charge.
    cost: away - (unearned - deferred),
  };
}
