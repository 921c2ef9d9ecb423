import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { listRefundsOf } from "../refunds/list-queries";

export type InvoiceRefund = {
  /** `returned`: it had left, and came back since. */
  state: "on_its_way" | "refunded" | "returned";
  /** Since when. */
  at: Date;
  amount: Money;
  /** Of it to what it was paid with, and as account credit. */
  card: Money;
  accountCredit: Money;
  creditNoteId: InvoiceId | null;
  creditNoteNumber: string | null;
  /** Credits held for it or taken back, and spent ones that are owed for it. */
  credits: { revoked: bigint; owed: bigint };
};

const states = {
  reserved: "on_its_way",
  calling: "on_its_way",
  unknown: "on_its_way",
  succeeded: "refunded",
  returned: "returned",
} as const;

/** How a refund stands for whoever gets it; undefined where it came to nothing, or waits for somebody of ours. */
export function refundStateOf(status: string): InvoiceRefund["state"] | undefined {
  return (states as Record<string, InvoiceRefund["state"]>)[status];
}

/** What went back of an invoice, or is about to, oldest first; what came to nothing is not told. */
export async function readRefundsOf(
  tx: Tx,
  accountId: AccountId,
  invoiceId: InvoiceId,
): Promise<InvoiceRefund[]> {
  const rows = await listRefundsOf(tx, accountId, invoiceId);
  return rows.flatMap(({ status, currency, bookedAt, requestedAt, ...one }) => {
    const state = refundStateOf(status);
    if (!state) return [];
    const money = (minor: bigint): Money => ({ minor, currency });
    return [
      {
        ...{ state, at: bookedAt ?? requestedAt, amount: money(one.cardMinor + one.creditMinor) },
        ...{ card: money(one.cardMinor), accountCredit: money(one.creditMinor) },
        ...{ creditNoteId: one.creditNoteId, creditNoteNumber: one.creditNoteNumber },
        credits: { revoked: one.revoked ?? 0n, owed: one.debt ?? 0n },
      },
    ];
  });
}
