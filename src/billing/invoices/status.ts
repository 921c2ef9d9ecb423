/** What is stored of an invoice's life, and what is told of it. */
export type InvoiceStatus = "draft" | "issued" | "paid" | "void" | "uncollectible";
export type ShownStatus = InvoiceStatus | "overdue";

/** Overdue is not stored: it is an issued invoice whose day has passed (DESIGN §5, BOOKS B11). */
export function shownStatus(
  { status, dueAt }: { status: InvoiceStatus; dueAt: Date | null },
  at: Date,
): ShownStatus {
  return status === "issued" && dueAt !== null && dueAt <= at ? "overdue" : status;
}
