import { z } from "zod";
import { addressOf, filterOf, groupingOf } from "@/app/(portal)/usage/search";
import { getActor } from "@/auth/actor";
import { cellsFile, eventsFile } from "@/billing/reports/usage-files";
import { serverDb } from "@/db/server";
import type { InvoiceLineId } from "@/lib/ids";
import { refused } from "../refused";
import { download } from "../stream";

export const dynamic = "force-dynamic";

const asked = z.object({
  rows: z.enum(["events", "days"]).catch("events"),
  format: z.enum(["csv", "json"]).catch("csv"),
});

/** What the usage page shows, as a file: the same question, read in the address the same way. */
export async function GET(request: Request): Promise<Response> {
  const params = Object.fromEntries(new URL(request.url).searchParams);
  const address = addressOf(params);
  const { rows, format } = asked.parse(params);
  const actor = await getActor();
  if (!actor) return refused("unauthorized");
  const { line, ...filter } = filterOf(address);
  const question = { ...filter, line: line as InvoiceLineId | null };
  const { accountId } = actor;
  try {
    const table =
      rows === "events"
        ? await eventsFile(serverDb(), accountId, { ...question, day: address.day ?? null })
        : await cellsFile(serverDb(), accountId, { ...question, grouping: groupingOf(address) });
    return await download(table, { name: `usage-${rows}`, format });
  } catch (error) {
    return refused(error);
  }
}
