import { mailDifferences } from "@/auth/difference-mail";
import { hasMail } from "@/auth/mail";
import { listFinance } from "@/auth/staff-user-queries";
import type { PaymentGateway } from "@/billing/payments/gateway";
import { type DriftSeen, driftOf, driftSeconds, lookAgain } from "@/billing/reconciliation/drift";
import { listSums } from "@/billing/reconciliation/ledger-queries";
import { askForRun, source } from "@/billing/reconciliation/run";
import { takeUntold } from "@/billing/reconciliation/told-queries";
import { getNow } from "@/billing/reports/queries";
import type { Db } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";

export type DriftLook = { asked: boolean; told: number };

/**
 * Watches whether what lies at the processor is what the ledgers say: one question there and one sum here (RC12). A drift that
 * stands for minutes is looked into by a comparison at once, not by the day's own, and finance is told of what it finds. What
 * was seen is kept by the process: one that starts anew looks once more than it had to.
 */
export function driftWatch(db: Db, gateway: PaymentGateway, to: readonly string[]) {
  let seen: DriftSeen = { known: new Map(), otherSince: null };
  return async (): Promise<DriftLook> => {
    const said = await gateway.getBalance();
    const { sums, at } = await readAs(db, { role: "tallybook_read" }, async (tx) => ({
      ...{ sums: await listSums(tx), at: await getNow(tx) },
    }));
    const look = lookAgain(seen, { drift: driftOf(sums, said), at });
    if (look.asks) {
      const asked = { askedBy: "system:drift", isDaily: false };
      await inTransaction(db, (tx) => askForRun(tx, asked));
    }
    seen = look.seen;
    return { asked: look.asks, told: await tellDifferences(db, to) };
  };
}

/** Tells finance of what comparisons have found, each difference once with its figures: who is named, else whoever of us is it. */
async function tellDifferences(db: Db, to: readonly string[]): Promise<number> {
  if (!hasMail()) return 0;
  return await inTransaction(db, async (tx) => {
    const whom = to.length > 0 ? to : await listFinance(tx);
    if (whom.length === 0) return 0;
    const untold = await takeUntold(tx, { source, lateSeconds: driftSeconds });
    if (untold.length > 0) await mailDifferences(tx, untold, whom);
    return untold.length;
  });
}
