import { z } from "zod";
import { viewOf } from "@/app/(portal)/credits/view";
import { getActor } from "@/auth/actor";
import { ledgerFile } from "@/billing/reports/ledger-files";
import { serverDb } from "@/db/server";
import type { GrantId } from "@/lib/ids";
import { refused } from "../refused";
import { download } from "../stream";

export const dynamic = "force-dynamic";

const formats = z.enum(["csv", "json"]).catch("csv");

/** The ledger as the credits page shows it, all of its pages: the same filters, read in the address the same way. */
export async function GET(request: Request): Promise<Response> {
  const params = Object.fromEntries(new URL(request.url).searchParams);
  const { kind, grant, from, to } = viewOf(params);
  const actor = await getActor();
  if (!actor) return refused("unauthorized");
  try {
    const question = { kind, grantId: grant as GrantId | null, from, to };
    const table = await ledgerFile(serverDb(), actor.accountId, question);
    return await download(table, { name: "credits-ledger", format: formats.parse(params.format) });
  } catch (error) {
    return refused(error);
  }
}
