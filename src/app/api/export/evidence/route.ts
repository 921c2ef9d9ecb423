import { getStaffActor } from "@/auth/actor";
import { mayStaff } from "@/auth/permissions";
import { findFile } from "@/billing/disputes/evidence-queries";
import { serverDb } from "@/db/server";
import { readAs } from "@/db/transaction";
import { BillingError } from "@/lib/errors";
import { type DisputeFileId, type DisputeId, isUuid } from "@/lib/ids";
import { ownerOf } from "@/trpc/account-names";
import { evidencePackOf } from "@/trpc/documents/evidence";
import { refused } from "../refused";

export const dynamic = "force-dynamic";

/** DQ6: the evidence pack of a dispute as it would be now, or with `file` one that goes with its answer. */
export async function GET(request: Request): Promise<Response> {
  const actor = await getStaffActor();
  if (!actor || !mayStaff(actor.role, "disputes:read")) return refused("unauthorized");
  const { searchParams } = new URL(request.url);
  const [disputeId, fileId] = [searchParams.get("dispute") ?? "", searchParams.get("file")];
  try {
    if (!isUuid(disputeId) || (fileId !== null && !isUuid(fileId))) throw noSuch();
    return answer(await found(disputeId as DisputeId, fileId as DisputeFileId | null));
  } catch (error) {
    return refused(error);
  }
}

async function found(disputeId: DisputeId, fileId: DisputeFileId | null) {
  const db = serverDb();
  const accountId = await ownerOf(db, "dispute", disputeId);
  if (fileId === null) {
    return { ...(await evidencePackOf(db, accountId, disputeId)), type: "application/pdf" };
  }
  const asked = { accountId, disputeId, fileId };
  const file = await readAs(db, { role: "tallybook_app" }, (tx) => findFile(tx, asked));
  if (!file) throw noSuch();
  return file;
}

/** Saved, never shown in a page of ours: it may be a file from somebody else. */
function answer({ name, type, bytes }: { name: string; type: string; bytes: Uint8Array }) {
  return new Response(new Uint8Array(bytes), {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

function noSuch(): BillingError {
  return new BillingError("not_found", "There is no such file.");
}
