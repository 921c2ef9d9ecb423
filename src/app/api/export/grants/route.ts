import { z } from "zod";
import { getActor } from "@/auth/actor";
import { grantsFile } from "@/billing/reports/ledger-files";
import { serverDb } from "@/db/server";
import { refused } from "../refused";
import { download } from "../stream";

export const dynamic = "force-dynamic";

const formats = z.enum(["csv", "json"]).catch("csv");

/** Every grant of the account, with where its credits are. */
export async function GET(request: Request): Promise<Response> {
  const format = formats.parse(new URL(request.url).searchParams.get("format") ?? undefined);
  const actor = await getActor();
  if (!actor) return refused("unauthorized");
  try {
    const table = await grantsFile(serverDb(), actor.accountId);
    return await download(table, { name: "credit-grants", format });
  } catch (error) {
    return refused(error);
  }
}
