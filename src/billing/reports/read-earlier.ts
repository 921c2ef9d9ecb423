import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { listCarriedDocuments } from "../payments/billed-queries";

export type EarlierDocument = {
  id: string;
  number: string | null;
  status: "paid" | "void" | "uncollectible";
  total: Money;
  issuedAt: Date;
  /** The processor's own page of it. */
  url: string | null;
};

/** What Stripe charged before the account was ours to bill, newest first, the last hundred: in no figure of these books. */
export async function readEarlierDocuments(
  tx: Tx,
  accountId: AccountId,
): Promise<EarlierDocument[]> {
  const rows = await listCarriedDocuments(tx, accountId);
  return rows.map(({ stripe_invoice_id: id, number, status, currency, ...of }) => ({
    ...{ id, number, status: status as EarlierDocument["status"], issuedAt: of.issued_at },
    total: { minor: of.total_minor, currency },
    url: of.hosted_url,
  }));
}
