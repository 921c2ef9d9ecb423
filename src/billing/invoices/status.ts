/** What is stored of an invoice's life, and what is told of it. */
export type InvoiceStatus = "draft" | "issued" | "paid" | "void" | "uncollectible";
export type ShownStatus = InvoiceStatus | "overdue" | "carried";

/**
 * Overdue is not stored: it is an issued invoice whose day has passed; carried is one that has none, since it is
 * too small to be charged by itself (DESIGN §5, BOOKS B11).
 */
export function shownStatus(
  { status, dueAt }: { status: InvoiceStatus; dueAt: Date | null },
  at: Date,
): ShownStatus {
  if (status !== "issued") return status;
  if (dueAt === null) return "carried";
  return dueAt <= at ? "overdue" : "issued";
}
