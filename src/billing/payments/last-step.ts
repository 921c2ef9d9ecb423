import type { Db, Tx } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { assert } from "@/lib/errors";
import type { AccountId, CollectionId } from "@/lib/ids";
import type { Author } from "../decision";
import { hashRequest, operate } from "../operate";
import { findCollection } from "./collection-queries";
import { decideLastStep } from "./decide-last-step";
import { listExhausted } from "./due-collection-queries";
import { toEnd } from "./give-up";

/** Who did it: the catalogue said so, and nobody asked. */
const byDunning: Author = { actor: "system:dunning", requestId: "dunning" };

const limit = 200;

export type LastStepRun = { done: number; failed: { accountId: AccountId; error: unknown }[] };

/**
 * Does what follows the last try of every collection whose schedule is over, each in a transaction of its own. An
 * account that cannot be decided on is left for the next run and named; the others go on.
 */
export async function takeLastSteps(db: Db): Promise<LastStepRun> {
  const run: LastStepRun = { done: 0, failed: [] };
  for (;;) {
    const passed = run.failed.map(({ accountId }) => accountId);
    const found = await readAs(db, { role: "tallybook_app" }, (tx) =>
      listExhausted(tx, { passed, limit }),
    );
    for (const { accountId, id } of found) {
      try {
        await inTransaction(db, (tx) => takeLastStep(tx, accountId, id));
        run.done += 1;
      } catch (error) {
        run.failed.push({ accountId, error });
      }
    }
    if (found.length < limit) return run;
  }
}

/** Once per collection, by its key: run again, or by two workers at once, it changes nothing. */
async function takeLastStep(tx: Tx, accountId: AccountId, id: CollectionId): Promise<void> {
  const key = `dunning:${id}`;
  const request = {
    ...{ accountId, author: byDunning, key, procedure: "dunning" },
    requestHash: hashRequest("dunning", { id }),
  };
  await operate(tx, request, async (snapshot, { dunning: terms, proration }) => {
    const collection = await findCollection(tx, accountId, id);
    assert(collection, "a collection is never deleted");
    const invoiceIds = collection.documents.map(({ invoiceId }) => invoiceId);
    const { snapshot: whole, expired } = await toEnd(tx, snapshot, invoiceIds);
    return decideLastStep(whole, { collection, terms, proration, expired }, byDunning);
  });
}
