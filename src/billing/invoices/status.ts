/** What is stored of an invoice's life, and what is told of it. */
export type InvoiceStatus = "draft" | "issued" | "paid" | "void" | "uncollectible";
export type ShownStatus = InvoiceStatus | "overdue" | "carried";
/** Of one that was paid: what of it went back since, or is asked back by the payer's bank. */
export type ListedStatus = ShownStatus | "refunded" | "partly_refunded" | "disputed";

/**
 * Overdue is not stored: it is an issued invoice whose day has passed or whose payment failed; carried is one that has none, since it is
 * too small to be charged by itself (DESIGN §5, BOOKS B11).
 */
export function shownStatus(
  invoice: { status: InvoiceStatus; dueAt: Date | null; failedAt: Date | null },
  at: Date,
): ShownStatus {
  const { status, dueAt } = invoice;
  if (status !== "issued") return status;
  if (dueAt === null) return "carried";
  return isOverdue(invoice, at) ? "overdue" : "issued";
}

/** Of an issued one: its day has passed, or an attempt to collect it failed. Carried ones have no day (B11). */
export function isOverdue(
  { dueAt, failedAt }: { dueAt: Date | null; failedAt: Date | null },
  at: Date,
): boolean {
  return dueAt !== null && (dueAt <= at || (failedAt !== null && failedAt <= at));
}
