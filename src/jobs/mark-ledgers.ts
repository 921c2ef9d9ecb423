import { addCheckpoints } from "@/billing/ledger/add-checkpoints";
import type { Db } from "@/db/client";
import { inTransaction } from "@/db/transaction";

/** Adds the checkpoints long ledgers lack, step by step until none is missing. */
export async function markLedgers(db: Db): Promise<number> {
  let added = 0;
  for (;;) {
    const some = await inTransaction(db, (tx) => addCheckpoints(tx));
    if (some === 0) return added;
    added += some;
  }
}
