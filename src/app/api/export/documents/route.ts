import { z } from "zod";
import { getActor } from "@/auth/actor";
import { invoicesFile } from "@/billing/reports/invoice-files";
import { serverDb } from "@/db/server";
import { toCsv } from "@/lib/csv";
import { BillingError } from "@/lib/errors";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { printEach } from "@/trpc/documents/document";
import { refused } from "../refused";
import { fileHeaders } from "../stream";
import { zipped } from "../zip";

export const dynamic = "force-dynamic";

const most = 100;

/** IL8: the documents one chose and their lines as one CSV, for the accountant. */
export async function GET(request: Request): Promise<Response> {
  const given = new URL(request.url).searchParams.getAll("invoice");
  const actor = await getActor();
  if (!actor) return refused("unauthorized");
  try {
    const ids = chosen(given);
    // Read whole before anything is answered: a document that is not theirs is an error, not a gap.
    const documents = await printEach(serverDb(), actor.accountId, ids);
    const body = zipped(filesOf(actor.accountId, ids, documents));
    return new Response(body, { headers: fileHeaders("zip", "invoices") });
  } catch (error) {
    return refused(error);
  }
}

function chosen(given: string[]): InvoiceId[] {
  const ids = [...new Set(given.map((id) => id.toLowerCase() as InvoiceId))];
  if (ids.length === 0) throw new BillingError("invalid_input", "Choose at least one invoice.");
  if (ids.length > most) {
    throw new BillingError("invalid_input", `Choose at most ${most} invoices at a time.`);
  }
  if (ids.some((id) => !z.uuid().safeParse(id).success)) {
    throw new BillingError("not_found", "There is no such invoice.");
  }
  return ids;
}

type Documents = Awaited<ReturnType<typeof printEach>>;

async function* filesOf(accountId: AccountId, ids: InvoiceId[], documents: Documents) {
  for (const { number, print } of documents) yield { name: `${number}.pdf`, bytes: await print() };
  const parts: string[] = [];
  const nothing = { status: null, type: null, from: null, to: null, covers: null };
  const question = { ...nothing, least: null, most: null, search: null, ids };
  const table = await invoicesFile(serverDb(), accountId, question);
  for await (const part of toCsv(table)) parts.push(part);
  yield { name: "invoices.csv", bytes: new TextEncoder().encode(parts.join("")) };
}
