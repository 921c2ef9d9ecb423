import { sql } from "kysely";
import { plainArray, timeArray } from "@/db/arrays";
import type { Tx } from "@/db/client";
import { insertRows } from "@/db/rows";
import type { AccountId } from "@/lib/ids";
import { type DirectoryEntry, insertDirectory } from "../accounts/queries";
import type { Decision } from "../decision";
import type { CollectionState } from "../state";

/** Writes what decisions say of collecting money; nearly always they say nothing. */
export async function writeCollecting(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const all = decisions.flatMap(({ accountId, collecting }) =>
    collecting ? [{ accountId, ...collecting }] : [],
  );
  if (all.length === 0) return;
  const collections = all.flatMap(({ accountId, collections: some }) =>
    some.map((one) => ({ ...one, accountId })),
  );
  // What ends makes room first: of a document one collection runs at a time.
  await updateCollections(
    tx,
    collections.filter(({ isNew }) => !isNew),
  );
  await insertCollections(
    tx,
    collections.filter(({ isNew }) => isNew),
  );
  await insertPayments(tx, all);
  await writeSettlements(tx, all);
  await insertFailures(tx, all);
  await markFailedInvoices(tx, all);
  await insertTasks(tx, all);
}

type New = CollectionState & { accountId: AccountId };

async function insertCollections(tx: Tx, fresh: readonly New[]): Promise<void> {
  await insertRows(tx, "collections", fresh.map(rowOf));
  await insertRows(
    tx,
    "collection_documents",
    fresh.flatMap(({ accountId, id, documents }) =>
      documents.map(({ invoiceId, minor }, position) => ({
        ...{ account_id: accountId, collection_id: id, position },
        ...{ invoice_id: invoiceId, minor },
      })),
    ),
  );
  await insertDirectory(
    tx,
    fresh.flatMap(({ accountId, id, processorInvoiceId: key }): DirectoryEntry[] => [
      { kind: "collection", key: id, accountId, id },
      // Begun at the processor and not by us.
      ...(key ? [{ kind: "processor_invoice" as const, key, accountId, id }] : []),
    ]),
  );
}

function rowOf(one: New) {
  return {
    account_id: one.accountId,
    id: one.id,
    invoice_id: one.invoiceId,
    currency: one.currency,
    amount_minor: one.amountMinor,
    status: one.status,
    processor_invoice_id: one.processorInvoiceId,
    hosted_url: one.hostedUrl,
    tries: one.tries,
    first_failed_at: one.firstFailedAt,
    exhausted_at: one.exhaustedAt,
    last_step: one.lastStep,
    last_step_at: one.lastStepAt,
    requires_action: one.requiresAction,
    processing: one.processing,
    next_attempt_at: one.nextAttemptAt,
    created_at: one.createdAt,
    closed_at: one.closedAt,
  };
}

async function updateCollections(tx: Tx, changed: readonly New[]): Promise<void> {
  for (const one of changed) {
    const { account_id, id, invoice_id: _, currency: __, ...row } = rowOf(one);
    const { amount_minor: ___, created_at: ____, ...moving } = row;
    await tx
      .updateTable("collections")
      .set(moving)
      .where("account_id", "=", account_id)
      .where("id", "=", id)
      .execute();
  }
}

type Written = NonNullable<Decision["collecting"]> & { accountId: AccountId };

async function insertPayments(tx: Tx, all: readonly Written[]): Promise<void> {
  const payments = all.flatMap(({ accountId, payments: some }) =>
    some.map((one) => ({ ...one, accountId })),
  );
  await insertRows(
    tx,
    "payments",
    payments.map((one) => ({
      account_id: one.accountId,
      id: one.id,
      collection_id: one.collectionId,
      charge_id: one.chargeId,
      payment_intent_id: one.paymentIntentId,
      currency: one.currency,
      amount_minor: one.amountMinor,
      to_credit_minor: one.toCreditMinor,
      paid_at: one.paidAt,
      booked_at: one.bookedAt,
      method_kind: one.method.kind,
      brand: one.method.brand,
      last4: one.method.last4,
    })),
  );
  // Unique over all accounts: a charge is booked once, whatever else goes wrong (FAULTS I6).
  await insertDirectory(
    tx,
    payments.map(
      ({ accountId, id, chargeId }): DirectoryEntry => ({
        ...{ kind: "charge", key: chargeId, accountId, id },
      }),
    ),
  );
}

async function writeSettlements(tx: Tx, all: readonly Written[]): Promise<void> {
  for (const { accountId, settlements } of all) {
    for (const one of settlements) {
      await tx
        .updateTable("payments")
        .set({
          balance_transaction_id: one.balanceTransactionId,
          settled_currency: one.currency,
          settled_minor: one.grossMinor,
          fee_minor: one.feeMinor,
          exchange_rate: one.exchangeRate,
        })
        .where("account_id", "=", accountId)
        .where("id", "=", one.paymentId)
        .execute();
    }
  }
}

async function insertFailures(tx: Tx, all: readonly Written[]): Promise<void> {
  const rows = all.flatMap(({ accountId, failures }) =>
    failures.map((one) => ({
      account_id: accountId,
      collection_id: one.collectionId,
      attempt_id: one.attemptId,
      code: one.code,
      decline_code: one.declineCode,
      told_at: one.toldAt,
    })),
  );
  await insertRows(tx, "failed_attempts", rows);
}

async function markFailedInvoices(tx: Tx, all: readonly Written[]): Promise<void> {
  const failed = all.flatMap(({ accountId, failedInvoices }) =>
    failedInvoices.map((one) => ({ ...one, accountId })),
  );
  if (failed.length === 0) return;
  await sql`
    update invoices i set failed_at = c.at
    from unnest(${plainArray(failed.map((one) => one.accountId))}::uuid[],
      ${plainArray(failed.map(({ id }) => id))}::uuid[], ${timeArray(failed.map(({ at }) => at))}::timestamptz[])
      as c (account_id, id, at)
    where i.account_id = c.account_id and i.id = c.id and i.failed_at is null`.execute(tx);
}

async function insertTasks(tx: Tx, all: readonly Written[]): Promise<void> {
  const rows = all.flatMap(({ accountId, tasks }) =>
    tasks.map((one) => ({
      ...{ account_id: accountId, id: one.id, kind: one.kind, payment_id: one.paymentId },
      ...{ facts: "{}", created_at: one.createdAt },
    })),
  );
  await insertRows(tx, "staff_tasks", rows, { ifNew: true });
}
