import { z } from "zod";
import { getActor } from "@/auth/actor";
import { invoicesFile } from "@/billing/reports/invoice-files";
import { serverDb } from "@/db/server";
import { invoiceQuestionOf } from "@/trpc/portal/invoice-question";
import { refused } from "../refused";
import { download } from "../stream";

export const dynamic = "force-dynamic";

const formats = z.enum(["csv", "json"]).catch("csv");

/** The invoices a view shows, all of its pages, a row per line: the same filters, read the same way. */
export async function GET(request: Request): Promise<Response> {
  const params = Object.fromEntries(new URL(request.url).searchParams);
  const actor = await getActor();
  if (!actor) return refused("unauthorized");
  try {
    const table = await invoicesFile(serverDb(), actor.accountId, invoiceQuestionOf(params));
    return await download(table, { name: "invoices", format: formats.parse(params.format) });
  } catch (error) {
    return refused(error);
  }
}
