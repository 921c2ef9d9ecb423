import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import type { AccountId, DisputeFileId, DisputeId } from "@/lib/ids";
import type { DisputeStatus } from "./dispute";

export type DisputeAnswer = {
  processorDisputeId: string;
  status: DisputeStatus;
  answer: "submitting" | "accepting" | "failed" | null;
  submittedAt: Date | null;
  acceptedAt: Date | null;
  evidence: Record<string, string>;
};

/** How a dispute is answered so far. */
export async function findAnswer(
  tx: Db,
  accountId: AccountId,
  id: DisputeId,
): Promise<DisputeAnswer | undefined> {
  const { rows } = await sql<DisputeAnswer>`
    select processor_dispute_id as "processorDisputeId", status, answer, submitted_at as "submittedAt",
      accepted_at as "acceptedAt", evidence
    from disputes where account_id = ${accountId} and id = ${id}`.execute(tx);
  return rows[0];
}

/** It is asked of the processor: from here on nothing of the answer is written any more. */
export async function noteAsked(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: DisputeId },
  answer: "submitting" | "accepting",
): Promise<void> {
  await sql`
    update disputes set answer = ${answer}, answer_code = null
    where account_id = ${accountId} and id = ${id}`.execute(tx);
}

/** It is there. */
export async function noteAnswered(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: DisputeId },
  { by, how, at }: { by: string; how: "submitting" | "accepting"; at: Date },
): Promise<void> {
  const which = how === "submitting" ? sql`submitted` : sql`accepted`;
  await sql`
    update disputes set answer = null, ${which}_at = ${at.toISOString()}::timestamptz, ${which}_by = ${by}
    where account_id = ${accountId} and id = ${id} and ${which}_at is null`.execute(tx);
}

/** The processor would not take it: it can be written anew. */
export async function noteRefused(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: DisputeId },
  code: string,
): Promise<void> {
  await sql`
    update disputes set answer = 'failed', answer_code = ${code}
    where account_id = ${accountId} and id = ${id} and answer in ('submitting', 'accepting')`.execute(
    tx,
  );
}

export type EvidenceToSend = {
  id: DisputeFileId;
  field: string;
  name: string;
  type: string;
  processorFileId: string | null;
};

/** The files that go with it. */
export async function listFilesToSend(
  tx: Db,
  accountId: AccountId,
  id: DisputeId,
): Promise<EvidenceToSend[]> {
  const { rows } = await sql<EvidenceToSend>`
    select id, field, name, type, processor_file_id as "processorFileId" from dispute_files
    where account_id = ${accountId} and dispute_id = ${id} and removed_at is null order by field`.execute(
    tx,
  );
  return rows;
}

export async function getFileBytes(
  tx: Db,
  accountId: AccountId,
  id: DisputeFileId,
): Promise<Buffer> {
  const { bytes } = await tx
    .selectFrom("dispute_files")
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .select("bytes")
    .executeTakeFirstOrThrow();
  return bytes;
}

export async function noteUploaded(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: DisputeFileId },
  processorFileId: string,
): Promise<void> {
  await tx
    .updateTable("dispute_files")
    .set({ processor_file_id: processorFileId })
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .where("processor_file_id", "is", null)
    .execute();
}
