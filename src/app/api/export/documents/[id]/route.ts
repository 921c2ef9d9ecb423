import { z } from "zod";
import { getActor } from "@/auth/actor";
import { serverDb } from "@/db/server";
import { BillingError } from "@/lib/errors";
import type { InvoiceId } from "@/lib/ids";
import { documentOf } from "@/trpc/documents/document";
import { refused } from "../../refused";
import { fileHeaders } from "../../stream";

export const dynamic = "force-dynamic";

type Props = { params: Promise<{ id: string }> };

/** IL5: the document of one invoice. */
export async function GET(_: Request, { params }: Props): Promise<Response> {
  const { id } = await params;
  const actor = await getActor();
  if (!actor) return refused("unauthorized");
  try {
    if (!z.uuid().safeParse(id).success) {
      throw new BillingError("not_found", "There is no such invoice.");
    }
    const invoiceId = id.toLowerCase() as InvoiceId;
    const asked = { invoiceId, role: "tallybook_portal" } as const;
    const { number, bytes } = await documentOf(serverDb(), actor.accountId, asked);
    return new Response(Buffer.from(bytes), { headers: fileHeaders("pdf", number) });
  } catch (error) {
    return refused(error);
  }
}
