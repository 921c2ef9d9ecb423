import { getStaffActor, type StaffActor } from "@/auth/actor";
import { mayStaff } from "@/auth/permissions";
import type { Db } from "@/db/client";
import { serverDb } from "@/db/server";
import { inTransaction, readAs } from "@/db/transaction";
import { type Export, findExport, findPiece, noteDownload } from "@/exports/queries";
import { exportKind } from "@/exports/registry";
import { BillingError } from "@/lib/errors";
import { isUuid } from "@/lib/ids";
import { dayOf } from "@/lib/time";
import { type ByteRange, partOf } from "./byte-range";
import { refused } from "./refused";
import { fileHeaders } from "./stream";

const asApp = { role: "tallybook_app" } as const;

/** SC3: a file the worker has written, to whoever asked for it and still may; a download that broke off goes on. */
export async function exportFile(request: Request, id: string): Promise<Response> {
  const actor = await getStaffActor();
  return actor ? await keptFile({ db: serverDb(), actor }, request, id) : refused("unauthorized");
}

type Asker = { db: Db; actor: StaffActor };

/** The same of whoever is signed in, and why not where there is no file for them. */
export async function keptFile(asker: Asker, request: Request, id: string): Promise<Response> {
  try {
    const found = await ownFile(asker, id);
    const by = { actor: `staff:${asker.actor.staffUserId}`, requestId: `export:${id}` };
    await inTransaction(asker.db, (tx) => noteDownload(tx, id), by);
    return answer(asker.db, request, found);
  } catch (error) {
    return refused(error);
  }
}

async function ownFile({ db, actor }: Asker, id: string): Promise<Export> {
  const { role, staffUserId } = actor;
  const own = { id, askedBy: `staff:${staffUserId}` };
  const found = isUuid(id) ? await readAs(db, asApp, (tx) => findExport(tx, own)) : undefined;
  const kind = found && exportKind(found.kind);
  if (!found || !kind) throw new BillingError("not_found", "There is no such export of yours.");
  if (!mayStaff(role, kind.permission)) {
    throw new BillingError("forbidden", "Your role does not allow that.");
  }
  if (found.status !== "done") {
    throw new BillingError("not_found", "There is no file of this export, or none any more.");
  }
  return found;
}

function answer(db: Db, { headers }: Request, found: Export): Response {
  const { id, kind, bytes: size, createdAt, timezone } = found;
  const etag = `"${id}-${size}"`;
  const always = {
    ...fileHeaders("csv", `${kind}-${dayOf(createdAt, timezone)}`),
    etag,
    "accept-ranges": "bytes",
  };
  if (headers.get("if-none-match") === etag)
    return new Response(null, { status: 304, headers: always });
  const asked = { range: headers.get("range"), ifRange: headers.get("if-range") };
  const part = partOf(asked, { size, etag });
  if (part === undefined) {
    return new Response(null, {
      status: 416,
      headers: { ...always, "content-range": `bytes */${size}` },
    });
  }
  const { first, last } = part ?? { first: 0n, last: size - 1n };
  const length = { "content-length": String(last - first + 1n) };
  const where = { "content-range": `bytes ${first}-${last}/${size}` };
  return new Response(piecesOf(db, id, { first, last }), {
    status: part ? 206 : 200,
    headers: { ...always, ...length, ...(part && where) },
  });
}

/** A piece at a time, as the reader takes them. */
function piecesOf(db: Db, id: string, { first, last }: ByteRange): ReadableStream<Uint8Array> {
  let next = first;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const piece = await readAs(db, asApp, (tx) => findPiece(tx, { id, byte: next }));
      const from = piece ? Number(next - piece.startsAt) : 0;
      const bytes = piece?.bytes.subarray(from, from + Number(last - next) + 1);
      // Taken away meanwhile: the connection breaks off, which a browser shows as a failed download.
      if (!bytes || bytes.length === 0) throw new Error("The file of this export is gone.");
      controller.enqueue(new Uint8Array(bytes));
      next += BigInt(bytes.length);
      if (next > last) controller.close();
    },
  });
}
