import type { Tx } from "@/db/client";
import type { AccountId, InvoiceId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { refundStateOf } from "./read-refunds";
import {
  listSupportBookings,
  listSupportLooks,
  listSupportRefunds,
  type SupportBooking,
  type SupportRefund,
} from "./support-act-queries";

type OfInvoice = { invoiceId: InvoiceId; number: string | null };

/** What staff did on an account by hand, as much as its people read of it: never a note, nor why, but where it is for them. */
export type SupportAct = { at: Date } & (
  | { what: "given" | "taken" | "set_right"; version: bigint; credits: bigint; reason: string }
  | ({ what: "refund"; state: "on_its_way" | "refunded" | "returned"; amount: Money } & OfInvoice)
  | ({ what: "void" | "uncollectible" } & OfInvoice)
  | { what: "looked" }
);

/** AU3: the newest first. What came to nothing is not told. */
export async function readSupportActs(
  tx: Tx,
  accountId: AccountId,
  limit: number,
): Promise<SupportAct[]> {
  const asked = { accountId, limit };
  const booked = (await listSupportBookings(tx, asked)).flatMap(actOfBooking);
  const refunds = (await listSupportRefunds(tx, asked)).flatMap(actOfRefund);
  const looks = (await listSupportLooks(tx, asked)).map((at) => ({ at, what: "looked" as const }));
  return [...booked, ...refunds, ...looks].sort((a, b) => +b.at - +a.at).slice(0, limit);
}

const ofCredits = { grant: "given", revoke: "taken", reverse: "set_right" } as const;

function actOfBooking({ kind, at, ...one }: SupportBooking): SupportAct[] {
  const { version, credits, reason, invoice } = one;
  if (kind !== "invoice") return [{ at, what: ofCredits[kind], version, credits, reason }];
  if (!invoice) return [];
  return [{ at, what: invoice.status, invoiceId: invoice.id, number: invoice.number }];
}

function actOfRefund({ at, status, currency, amountMinor, ...of }: SupportRefund): SupportAct[] {
  const state = refundStateOf(status);
  if (!state) return [];
  return [{ at, what: "refund", state, amount: { minor: amountMinor, currency }, ...of }];
}
