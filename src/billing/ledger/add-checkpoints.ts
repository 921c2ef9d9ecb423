import type { Tx } from "@/db/client";
import { assert } from "@/lib/errors";
import { insertNextCheckpoints, listDisagreeing } from "./checkpoint-queries";

// Few enough rows that a page of stretches is read quickly, few enough versions that one stretch is.
const versionsEach = 500;
// A hundred thousand ledger transactions at a time: a long history is caught up in steps.
const atOnce = 200;

/**
 * Adds the checkpoints that ledgers have grown past, of all accounts together; answers how many. With
 * nothing to add it looks at one number an account.
 *
 * They are derived: written, compared with what balances say, and thrown away with an error where the two
 * disagree. No figure depends on whether they are there, only how fast it is read.
 */
export async function addCheckpoints(
  tx: Tx,
  { every = versionsEach, limit = atOnce }: { every?: number; limit?: number } = {},
): Promise<number> {
  const added = await insertNextCheckpoints(tx, { every, limit });
  const accounts = [...new Set(added.map(({ accountId }) => accountId))];
  const wrong = accounts.length > 0 ? await listDisagreeing(tx, accounts) : [];
  assert(wrong.length === 0, `checkpoints of ${wrong[0]} agree with its balances`);
  return added.length;
}
