import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import type { DisputeStatus } from "../disputes/dispute";
import { listDisputesOf } from "../disputes/list-queries";

export type InvoiceDispute = {
  /** `won`: by whoever sold, so that the document stands as it was paid. */
  state: "open" | "won" | "lost";
  amount: Money;
  openedAt: Date;
  closedAt: Date | null;
};

/** What the banks of whoever paid an invoice took back of it, or ask to, oldest first; an inquiry is not told. */
export async function readDisputesOf(
  tx: Tx,
  accountId: AccountId,
  invoiceId: InvoiceId,
): Promise<InvoiceDispute[]> {
  const rows = await listDisputesOf(tx, accountId, invoiceId);
  return rows.map(({ status, currency, amountMinor, openedAt, closedAt }) => ({
    ...{ state: stateOf(status, closedAt), amount: { minor: amountMinor, currency } },
    ...{ openedAt, closedAt },
  }));
}

function stateOf(status: DisputeStatus, closedAt: Date | null): InvoiceDispute["state"] {
  if (closedAt === null) return "open";
  return status === "lost" ? "lost" : "won";
}
