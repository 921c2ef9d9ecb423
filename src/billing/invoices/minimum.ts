/**
 * The least amount a processor collects: a document below it stays issued and is carried to the next
 * invoice (BOOKS B11). The catalogue may ask for more, never for less.
 */
export function minimumCharge(currency: string, own: ReadonlyMap<string, bigint>): bigint {
  return own.get(currency) ?? processorMinimum(currency);
}

/** 0n where nothing is known: then any amount is sent, and the processor says if it is too small. */
export function processorMinimum(currency: string): bigint {
  return minimums[currency] ?? 0n;
}

// Stripe's list of minimum charge amounts, docs.stripe.com/currencies#minimum-and-maximum-charge-amounts,
// in our minor units, taking the currency charged in as the one settled in.
const minimums: Record<string, bigint> = {
  ...{
    usd: 50n,
    eur: 50n,
    gbp: 30n,
    aud: 50n,
    brl: 50n,
    cad: 50n,
    chf: 50n,
    inr: 50n,
    nzd: 50n,
    sgd: 50n,
  },
  ...{
    aed: 200n,
    bgn: 100n,
    czk: 1_500n,
    dkk: 250n,
    hkd: 400n,
    huf: 17_500n,
    jpy: 50n,
    mxn: 1_000n,
  },
  ...{ myr: 200n, nok: 300n, pln: 200n, ron: 200n, sek: 300n, thb: 1_000n },
  // Not on it: settled as dollars, so what 50 cents are, rounded up to ten (their last digit must be 0).
  ...{ bhd: 190n, jod: 360n, kwd: 160n, omr: 200n },
};
