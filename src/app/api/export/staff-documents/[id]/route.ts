import { getStaffActor } from "@/auth/actor";
import { mayStaff } from "@/auth/permissions";
import { serverDb } from "@/db/server";
import { BillingError } from "@/lib/errors";
import { type InvoiceId, isUuid } from "@/lib/ids";
import { ownerOf } from "@/trpc/account-names";
import { documentOf } from "@/trpc/documents/document";
import { refused } from "../../refused";
import { fileHeaders } from "../../stream";

export const dynamic = "force-dynamic";

type Props = { params: Promise<{ id: string }> };

/** SI1: the document of an invoice or credit note, as its customer gets it. */
export async function GET(_: Request, { params }: Props): Promise<Response> {
  const { id } = await params;
  const actor = await getStaffActor();
  if (!actor || !mayStaff(actor.role, "accounts:read")) return refused("unauthorized");
  try {
    if (!isUuid(id)) throw new BillingError("not_found", "There is no such invoice.");
    const invoiceId = id.toLowerCase() as InvoiceId;
    const accountId = await ownerOf(serverDb(), "invoice", invoiceId);
    const asked = { invoiceId, role: "tallybook_read" } as const;
    const { number, bytes } = await documentOf(serverDb(), accountId, asked);
    return new Response(Buffer.from(bytes), { headers: fileHeaders("pdf", number) });
  } catch (error) {
    return refused(error);
  }
}
