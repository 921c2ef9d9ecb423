import { BillingError } from "@/lib/errors";
import { type InvoiceId, isUuid } from "@/lib/ids";

export type InvoiceCursor = { createdAt: Date; id: InvoiceId };

/** Where a list of invoices goes on, newest first, as callers pass it back. */
export function cursorOf({ createdAt, id }: InvoiceCursor): string {
  return Buffer.from(`${createdAt.getTime()}.${id}`).toString("base64url");
}

export function parseCursor(cursor: string): InvoiceCursor {
  const [time = "", id = ""] = Buffer.from(cursor, "base64url").toString("utf8").split(".");
  if (/^\d{1,15}$/.test(time) && isUuid(id)) {
    return { createdAt: new Date(Number(time)), id: id as InvoiceId };
  }
  throw new BillingError("invalid_input", "This is not a cursor we gave out.", { field: "cursor" });
}
