import type { Db, Tx } from "@/db/client";
import { readAs } from "@/db/transaction";
import type { AccountId, InvoiceId } from "@/lib/ids";

const asApp = { role: "tallybook_app" } as const;

/** Documents that wait for their money, the oldest first. */
export async function listUnpaid(db: Db, accountId: AccountId): Promise<InvoiceId[]> {
  const rows = await readAs(db, asApp, (tx) =>
    tx
      .selectFrom("invoices")
      .where("account_id", "=", accountId)
      .where("status", "=", "issued")
      .orderBy("number")
      .select("id")
      .execute(),
  );
  return rows.map(({ id }) => id);
}

/** The document somebody was sent first. */
export async function firstInvoiceOf(tx: Tx, accountId: AccountId): Promise<InvoiceId> {
  const { id } = await tx
    .selectFrom("invoices")
    .where("account_id", "=", accountId)
    .orderBy("number")
    .limit(1)
    .select("id")
    .executeTakeFirstOrThrow();
  return id;
}

export type PlayedCharge = { chargeId: string; invoiceId: InvoiceId; amountMinor: bigint };

/** What a card has paid, by the numbers of the documents. */
export async function listCharges(db: Db, accountId: AccountId): Promise<PlayedCharge[]> {
  return await readAs(db, asApp, (tx) =>
    tx
      .selectFrom("payments as p")
      .innerJoin("collection_documents as c", (join) =>
        join
          .onRef("c.account_id", "=", "p.account_id")
          .onRef("c.collection_id", "=", "p.collection_id"),
      )
      .innerJoin("invoices as i", (join) =>
        join.onRef("i.account_id", "=", "c.account_id").onRef("i.id", "=", "c.invoice_id"),
      )
      .where("p.account_id", "=", accountId)
      .orderBy("i.number")
      .select(["p.charge_id as chargeId", "i.id as invoiceId", "p.amount_minor as amountMinor"])
      .execute(),
  );
}

/** Whether a refund of theirs was asked for, and whether they agreed to be sold packs. */
export async function findPlayed(
  db: Db,
  accountId: AccountId,
): Promise<{ refund: boolean; topUp: boolean }> {
  return await readAs(db, asApp, async (tx) => {
    const refund = await tx
      .selectFrom("refunds")
      .where("account_id", "=", accountId)
      .select("id")
      .limit(1)
      .executeTakeFirst();
    const topUp = await tx
      .selectFrom("auto_top_ups")
      .where("account_id", "=", accountId)
      .select("account_id")
      .executeTakeFirst();
    return { refund: refund !== undefined, topUp: topUp !== undefined };
  });
}
