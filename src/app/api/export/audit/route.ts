import { getStaffActor } from "@/auth/actor";
import { mayStaff } from "@/auth/permissions";
import { serverDb } from "@/db/server";
import { auditFile } from "@/staff/audit-file";
import { auditQuestion, auditView } from "@/ui/audit/address";
import { refused } from "../refused";
import { download } from "../stream";

export const dynamic = "force-dynamic";

/** The audit log as the page shows it, all of its pages: the same filters, read in the address the same way. */
export async function GET(request: Request): Promise<Response> {
  const actor = await getStaffActor();
  if (!actor || !mayStaff(actor.role, "audit:read")) return refused("unauthorized");
  try {
    const view = auditView(Object.fromEntries(new URL(request.url).searchParams));
    const { account, ...question } = auditQuestion({ ...view, before: null });
    const table = await auditFile(serverDb(), { account: account ?? null, ...question });
    return await download(table, { name: "audit-log", format: "csv" });
  } catch (error) {
    return refused(error);
  }
}
