import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import type { AccountId, DisputeFileId, DisputeId, InvoiceId } from "@/lib/ids";

type Which = { accountId: AccountId; disputeId: DisputeId };

export type Answerable = { isAnswered: boolean; reason: string };

/** A dispute of which something of its answer is about to be written, for no other to write meanwhile. */
export async function lockAnswerable(tx: Tx, which: Which): Promise<Answerable | undefined> {
  const { rows } = await sql<Answerable>`
    select (submitted_at is not null or accepted_at is not null or answer in ('submitting', 'accepting')
      or closed_at is not null) is true as "isAnswered", reason
    from disputes where account_id = ${which.accountId} and id = ${which.disputeId} for update`.execute(
    tx,
  );
  return rows[0];
}

export type Draft = Which & { evidence: Record<string, string>; by: string };

/** Keeps the answer as far as it is written; tells when. */
export async function updateEvidence(tx: Tx, { accountId, disputeId, evidence, by }: Draft) {
  const { rows } = await sql<{ evidenceAt: Date }>`
    update disputes set evidence = ${JSON.stringify(evidence)}::jsonb, evidence_at = app_now(), evidence_by = ${by}
    where account_id = ${accountId} and id = ${disputeId} returning evidence_at as "evidenceAt"`.execute(
    tx,
  );
  return rows[0];
}

/** Who sees to it; nobody where there is none. */
export async function updateAssigned(tx: Tx, which: Which & { to: string | null }): Promise<void> {
  await sql`update disputes set assigned_to = ${which.to}
    where account_id = ${which.accountId} and id = ${which.disputeId}`.execute(tx);
}

export type NewFile = Which & {
  id: DisputeFileId;
  field: string;
  name: string;
  type: string;
  bytes: Buffer;
  by: string;
};

/** A file in the place of the one its field has, if any. */
export async function replaceFile(tx: Tx, file: NewFile): Promise<void> {
  const { accountId, disputeId, id, field, name, type, bytes, by } = file;
  await removeFileOf(tx, { accountId, disputeId, field });
  await sql`
    insert into dispute_files (account_id, id, dispute_id, field, name, type, bytes, added_at, added_by)
    values (${accountId}, ${id}, ${disputeId}, ${field}, ${name}, ${type}, ${bytes}, app_now(), ${by})`.execute(
    tx,
  );
}

/** Takes a field's file out of the answer; whether there was one. */
export async function removeFileOf(tx: Tx, which: Which & { field: string }): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update dispute_files set removed_at = app_now() where account_id = ${which.accountId}
      and dispute_id = ${which.disputeId} and field = ${which.field} and removed_at is null`.execute(
    tx,
  );
  return (numAffectedRows ?? 0n) > 0n;
}

/** A file with what is in it. */
export async function findFile(db: Db, which: Which & { fileId: DisputeFileId }) {
  const { rows } = await sql<{ name: string; type: string; bytes: Buffer }>`
    select name, type, bytes from dispute_files where account_id = ${which.accountId}
      and dispute_id = ${which.disputeId} and id = ${which.fileId}`.execute(db);
  return rows[0];
}

export type DisputeFigures = {
  /** What the processor kept for disputes of the last 365 days, by the currency it settled in. */
  fees: { currency: string; minor: bigint }[];
  /** Of the last 90 days: charges disputed (inquiries are none), and charges. */
  disputed: bigint;
  charges: bigint;
  /** Decided in the last 365 days. */
  outcomes: { reason: string; won: bigint; lost: bigint }[];
};

/** What disputes cost, how often they come and how they end, as of now. Charges are counted by the index `payments_by_time`. */
export async function getDisputeFigures(db: Db): Promise<DisputeFigures> {
  const { rows: fees } = await sql<DisputeFigures["fees"][number]>`
    select m.settled_currency as currency, sum(m.fee_minor)::int8 as minor from dispute_movements m
    join disputes d on d.account_id = m.account_id and d.id = m.dispute_id
    where d.opened_at > app_now() - interval '365 days' group by 1 order by 1`.execute(db);
  const { rows: counts } = await sql<{ disputed: bigint; charges: bigint }>`
    select (select count(distinct (account_id, payment_id)) from disputes
        where opened_at > app_now() - interval '90 days' and status not like 'inquiry%') as disputed,
      (select count(*) from payments where paid_at > app_now() - interval '90 days') as charges`.execute(
    db,
  );
  const { rows: outcomes } = await sql<DisputeFigures["outcomes"][number]>`
    select reason, count(*) filter (where status = 'won') as won, count(*) filter (where status = 'lost') as lost
    from disputes where closed_at > app_now() - interval '365 days' and status in ('won', 'lost')
    group by 1 order by count(*) desc, 1`.execute(db);
  return { fees, outcomes, ...(counts[0] ?? { disputed: 0n, charges: 0n }) };
}

/** The newest charge that paid an invoice. */
export async function findChargeOf(
  db: Db,
  accountId: AccountId,
  invoiceId: InvoiceId,
): Promise<string | undefined> {
  const { rows } = await sql<{ chargeId: string }>`
    select p.charge_id as "chargeId" from collection_documents c
    join payments p on p.account_id = c.account_id and p.collection_id = c.collection_id
    where c.account_id = ${accountId} and c.invoice_id = ${invoiceId} order by p.paid_at desc limit 1`.execute(
    db,
  );
  return rows[0]?.chargeId;
}
