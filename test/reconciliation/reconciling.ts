import type { PaymentGateway } from "@/billing/payments/gateway";
import { askForRun, reconcile } from "@/billing/reconciliation/run";
import type { Run } from "@/billing/reconciliation/run-queries";
import { inTransaction } from "@/db/transaction";
import { books } from "../books";

/** A run that somebody of us asks for, to its end. */
export async function reconciled(gateway: PaymentGateway, db = books()): Promise<Run> {
  await inTransaction(db, (tx) => askForRun(tx, { askedBy: "staff:test", isDaily: false }));
  const run = await reconcile(db, gateway);
  if (!run) throw new Error("What was asked for runs");
  return run;
}

/** What does not match, by what it is about: "class cause figure". */
export async function differences(db = books(), status = "open"): Promise<string[]> {
  const rows = await db
    .selectFrom("reconciliation_differences")
    .where("status", "=", status)
    .orderBy("occurred_at")
    .orderBy("subject")
    .selectAll()
    .execute();
  return rows.map(
    (one) =>
      `${one.class} ${one.cause} ${one.amount_minor === null ? `${one.credits} credits` : `${one.amount_minor} ${one.currency}`}`,
  );
}
