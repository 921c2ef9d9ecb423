import type { Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import { type AccountId, type DisputeFileId, type DisputeId, newId } from "@/lib/ids";
import { type FileField, largestFile, typeOf } from "./evidence";
import {
  type Draft,
  lockAnswerable,
  removeFileOf,
  replaceFile,
  updateEvidence,
} from "./evidence-queries";

type Which = { accountId: AccountId; disputeId: DisputeId };

/** Keeps the answer to a dispute as far as it is written; what is empty is left out. Errors: dispute_not_open. */
export async function saveEvidence(tx: Tx, draft: Draft): Promise<{ evidenceAt: Date | null }> {
  await assertAnswerable(tx, draft);
  const entries = Object.entries(draft.evidence).filter(([, text]) => text.trim() !== "");
  const kept = await updateEvidence(tx, { ...draft, evidence: Object.fromEntries(entries) });
  return { evidenceAt: kept?.evidenceAt ?? null };
}

export type AddedFile = Which & { field: FileField; name: string; bytes: Buffer; by: string };

/** Puts a file with the answer, in the place of the one its field has. Errors: dispute_not_open, invalid_input. */
export async function addFile(tx: Tx, file: AddedFile): Promise<{ fileId: DisputeFileId }> {
  const type = typeOf(file.bytes);
  if (!type) throw unfit("Only PDF, PNG and JPEG files can be evidence.");
  if (file.bytes.length > largestFile) throw unfit("A file may have 5 MB at most.");
  await assertAnswerable(tx, file);
  const id = newId<DisputeFileId>();
  await replaceFile(tx, { ...file, id, type });
  return { fileId: id };
}

/** Takes a file out of the answer. Errors: dispute_not_open, not_found. */
export async function removeFile(tx: Tx, which: Which & { field: FileField }): Promise<void> {
  await assertAnswerable(tx, which);
  if (await removeFileOf(tx, which)) return;
  throw new BillingError("not_found", "There is no such file.", { field: "field" });
}

async function assertAnswerable(tx: Tx, which: Which): Promise<void> {
  const found = await lockAnswerable(tx, which);
  if (!found) throw new BillingError("not_found", "There is no such dispute.");
  if (!found.isAnswered) return;
  throw new BillingError(
    "dispute_not_open",
    "This dispute is answered: nothing is added any more.",
  );
}

function unfit(message: string): BillingError {
  return new BillingError("invalid_input", message, { field: "file" });
}
