import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { carriedOn, carriedWith } from "../invoices/carried";
import { listWaitingInvoices } from "./carried-queries";

/** What was too small to be charged by itself and is due with whichever invoice comes next; null for nothing. */
export async function readCarried(tx: Tx, accountId: AccountId): Promise<Money | null> {
  const carried = carriedOn(await listWaitingInvoices(tx, accountId));
  const minor = carried.reduce((sum, { open }) => sum + open, 0n);
  const [first] = carried;
  return first ? { minor, currency: first.currency } : null;
}

/** What of it is due with an invoice that waits for money (BOOKS B11). */
export async function readCarriedTo(tx: Tx, accountId: AccountId, invoiceId: InvoiceId) {
  const waiting = await listWaitingInvoices(tx, accountId);
  const own = waiting.find(({ id }) => id === invoiceId);
  const carried = own ? carriedWith(waiting, own) : [];
  return carried.map(({ id, number, open: minor, currency }) => {
    const due: Money = { minor, currency };
    return { id, number, due };
  });
}
