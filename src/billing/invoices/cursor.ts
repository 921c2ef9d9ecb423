import { BillingError } from "@/lib/errors";
import { type InvoiceId, isUuid } from "@/lib/ids";

export type InvoiceCursor = { createdAt: Date; id: InvoiceId };

// A forged time may lie beyond what Postgres reads; no invoice of ours does.
const latest = Date.UTC(2200, 0, 1);

/** Where a list of invoices goes on, newest first, as callers pass it back. */
export function cursorOf({ createdAt, id }: InvoiceCursor): string {
  return Buffer.from(`${createdAt.getTime()}.${id}`).toString("base64url");
}

export function parseCursor(cursor: string): InvoiceCursor {
  const [time = "", id = ""] = Buffer.from(cursor, "base64url").toString("utf8").split(".");
  if (/^\d{1,15}$/.test(time) && Number(time) < latest && isUuid(id)) {
    return { createdAt: new Date(Number(time)), id: id as InvoiceId };
  }
  throw new BillingError("invalid_input", "This is not a cursor we gave out.", { field: "cursor" });
}
