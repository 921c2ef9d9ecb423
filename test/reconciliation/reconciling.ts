import type { PaymentGateway } from "@/billing/payments/gateway";
import type { BalanceLine } from "@/billing/payments/processor-balance";
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

/** The one difference that is open. */
export async function theDifference(db = books()) {
  return await db
    .selectFrom("reconciliation_differences")
    .where("status", "=", "open")
    .selectAll()
    .executeTakeFirstOrThrow();
}

/** A processor whose list of its balance says something else than it does. */
export function listingOtherwise(
  gateway: PaymentGateway,
  change: (lines: BalanceLine[]) => BalanceLine[],
): PaymentGateway {
  const listed = (window: Parameters<PaymentGateway["listBalanceTransactions"]>[0]) =>
    gateway.listBalanceTransactions(window);
  return {
    ...gateway,
    listBalanceTransactions: async (window) => {
      const page = await listed(window);
      return { ...page, lines: window.until === null ? page.lines : change(page.lines) };
    },
    // What lies there is what its lines say.
    getBalance: async () => {
      const { lines } = await listed({ since: new Date(0), until: null, after: null });
      const sums = new Map<string, bigint>();
      for (const { currency, amountMinor, feeMinor } of change(lines))
        sums.set(currency, (sums.get(currency) ?? 0n) + amountMinor - feeMinor);
      return [...sums].map(([currency, minor]) => ({ currency, minor }));
    },
  };
}

/** What is open, as "class cause", in the order of words. */
export async function causesOf(db = books()): Promise<string[]> {
  const rows = await db
    .selectFrom("reconciliation_differences")
    .where("status", "=", "open")
    .select(["class", "cause"])
    .execute();
  return rows.map((one) => `${one.class} ${one.cause}`).sort();
}
