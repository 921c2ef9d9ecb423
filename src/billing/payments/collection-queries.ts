import { type Selectable, sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import type { DB } from "@/db/schema";
import type { AccountId, CollectionId, InvoiceId } from "@/lib/ids";
import type { CollectionState, CollectionStatus, LastStep } from "../state";
import type { BookedPayment } from "./decide-arrival";

export type Collecting = CollectionState & { accountId: AccountId };

/** What accounts have on its way to its money, and which of them pay without being asked. */
export async function listCollecting(
  tx: Tx,
  accountIds: readonly AccountId[],
): Promise<{ accountId: AccountId; collections: Collecting[]; paysByItself: boolean }[]> {
  const { rows } = await sql<{
    account_id: AccountId;
    pays: boolean;
    open: boolean;
  }>`
    select c.account_id, exists (select from payment_methods m
        where m.account_id = c.account_id and m.is_default) as pays,
      exists (select from collections o where o.account_id = c.account_id and o.closed_at is null) as open
    from processor_customers c where c.account_id = any(${plainArray(accountIds)}::uuid[])`.execute(
    tx,
  );
  const open = rows.filter((one) => one.open).map((one) => one.account_id);
  const collections = open.length === 0 ? [] : await listOpenCollections(tx, open);
  return rows.map(({ account_id: accountId, pays }) => ({
    accountId,
    paysByItself: pays,
    collections: collections.filter((one) => one.accountId === accountId),
  }));
}

async function listOpenCollections(
  tx: Tx,
  accountIds: readonly AccountId[],
): Promise<Collecting[]> {
  const rows = await tx
    .selectFrom("collections")
    .where("account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .where("closed_at", "is", null)
    .orderBy("created_at")
    .orderBy("id")
    .selectAll()
    .execute();
  return await withDocuments(tx, rows);
}

/** One collection, whatever became of it. */
export async function findCollection(
  tx: Tx,
  accountId: AccountId,
  id: CollectionId,
): Promise<Collecting | undefined> {
  const row = await tx
    .selectFrom("collections")
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .selectAll()
    .executeTakeFirst();
  const [found] = row ? await withDocuments(tx, [row]) : [];
  return found;
}

type Row = Selectable<DB["collections"]>;

async function withDocuments(tx: Tx, rows: readonly Row[]): Promise<Collecting[]> {
  if (rows.length === 0) return [];
  const documents = await tx
    .selectFrom("collection_documents")
    .where(
      "account_id",
      "=",
      sql<AccountId>`any(${plainArray(rows.map((one) => one.account_id))}::uuid[])`,
    )
    .where(
      "collection_id",
      "=",
      sql<CollectionId>`any(${plainArray(rows.map(({ id }) => id))}::uuid[])`,
    )
    .orderBy("position")
    .selectAll()
    .execute();
  return rows.map((row) => collectionOf(row, documents));
}

function collectionOf(
  row: Row,
  documents: readonly Selectable<DB["collection_documents"]>[],
): Collecting {
  return {
    accountId: row.account_id,
    id: row.id,
    invoiceId: row.invoice_id,
    currency: row.currency,
    amountMinor: row.amount_minor,
    documents: documents
      .filter((one) => one.account_id === row.account_id && one.collection_id === row.id)
      .map(({ invoice_id: invoiceId, minor }) => ({ invoiceId, minor })),
    status: row.status as CollectionStatus,
    processorInvoiceId: row.processor_invoice_id,
    hostedUrl: row.hosted_url,
    tries: row.tries,
    firstFailedAt: row.first_failed_at,
    exhaustedAt: row.exhausted_at,
    lastStep: row.last_step as LastStep | null,
    lastStepAt: row.last_step_at,
    requiresAction: row.requires_action,
    processing: row.processing,
    nextAttemptAt: row.next_attempt_at,
    createdAt: row.created_at,
    closedAt: row.closed_at,
  };
}

/** What is on our books already of a collection's payments. */
export async function listBookedPayments(
  tx: Tx,
  accountId: AccountId,
  collectionId: CollectionId,
): Promise<BookedPayment[]> {
  const rows = await tx
    .selectFrom("payments")
    .where("account_id", "=", accountId)
    .where("collection_id", "=", collectionId)
    .select(["id", "charge_id", "balance_transaction_id"])
    .execute();
  return rows.map(({ id, charge_id: chargeId, balance_transaction_id: settled }) => ({
    ...{ id, chargeId, settled: settled !== null },
  }));
}

export async function listToldFailures(
  tx: Tx,
  accountId: AccountId,
  collectionId: CollectionId,
): Promise<Set<string>> {
  const rows = await tx
    .selectFrom("failed_attempts")
    .where("account_id", "=", accountId)
    .where("collection_id", "=", collectionId)
    .select("attempt_id")
    .execute();
  return new Set(rows.map((one) => one.attempt_id));
}

/**
 * Whether money for an invoice may be on its way: a try is being made or came to no answer, a bank works on
 * one, or asks the customer. A try that was not begun takes nothing once the invoice is ended.
 */
export async function isTryUnderWay(
  tx: Tx,
  { accountId, invoiceId }: { accountId: AccountId; invoiceId: InvoiceId },
): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select exists (
      select from collection_documents d
      join collections c on c.account_id = d.account_id and c.id = d.collection_id
      where d.account_id = ${accountId} and d.invoice_id = ${invoiceId} and c.closed_at is null
        and (c.processing or c.requires_action or exists (
          select from gateway_calls g where g.account_id = c.account_id and g.collection_id = c.id
            and g.kind = 'collect' and g.status in ('calling', 'unknown')
            and g.request -> 'json' ->> 'who' <> 'at_page'))) as is`.execute(tx);
  return rows[0]?.is ?? false;
}

/** A try was begun: the schedule goes on from its end. */
export async function markTried(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: CollectionId },
  tries: number,
): Promise<void> {
  await tx
    .updateTable("collections")
    .set({ next_attempt_at: null, tries })
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .execute();
}

/** What was to be taken back, and had never been sent. */
export async function closeNeverSent(
  tx: Tx,
  accountId: AccountId,
  id: CollectionId,
): Promise<void> {
  await tx
    .updateTable("collections")
    .set({ status: "void", closed_at: sql<Date>`app_now()`, next_attempt_at: null })
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .where("status", "=", "ending")
    .execute();
}

export type DocumentToCollect = {
  invoiceId: InvoiceId;
  number: string;
  lines: { description: string; amountMinor: bigint }[];
};

/**
 * The documents of a collection as the processor is to show them: their lines as they stand on them, and what of
 * them was paid already, so that they sum to what is asked for.
 */
export async function listDocumentsToCollect(
  tx: Tx,
  accountId: AccountId,
  id: CollectionId,
): Promise<DocumentToCollect[]> {
  const { rows } = await sql<{
    invoiceId: InvoiceId;
    number: string;
    open: bigint;
    lines: { description: string; amount: string }[];
  }>`
    select d.invoice_id as "invoiceId", i.number, d.minor as open,
      (select jsonb_agg(jsonb_build_object('description', l.description, 'amount', l.amount_minor::text)
          order by l.position) from invoice_lines l
        where l.account_id = d.account_id and l.invoice_id = d.invoice_id and l.amount_minor <> 0) as lines
    from collection_documents d
    join invoices i on i.account_id = d.account_id and i.id = d.invoice_id
    where d.account_id = ${accountId} and d.collection_id = ${id} order by d.position`.execute(tx);
  return rows.map(({ invoiceId, number, open, lines }) => {
    const own = lines.map(({ description, amount }) => ({
      ...{ description, amountMinor: BigInt(amount) },
    }));
    const paid = own.reduce((sum, one) => sum + one.amountMinor, -open);
    const settled = paid === 0n ? [] : [{ description: "Paid already", amountMinor: -paid }];
    return { invoiceId, number, lines: [...own, ...settled] };
  });
}
