import type { Tx } from "@/db/client";
import type { Month } from "./as-of";
import { ledgerProofOf, type ProofRow } from "./ledger-proof";
import { readTrialBalance } from "./read-trial-balance";
import { listStoredBalances } from "./stored-balance-queries";

/** Later than anything is recorded: both sides of the proof are read in one picture, to its last transfer. */
const everything = { at: null, known: new Date("9999-01-01T00:00:00Z") };

/** RC4: every kind of ledger account from the opening of a month to now, beside the balances that are stored. */
export async function readLedgerProof(
  tx: Tx,
  of: { month: Month; timezone: string },
): Promise<ProofRow[]> {
  const { month: through, timezone } = of;
  const trial = await readTrialBalance(tx, { through, timezone, asOf: everything });
  return ledgerProofOf(trial, await listStoredBalances(tx));
}
