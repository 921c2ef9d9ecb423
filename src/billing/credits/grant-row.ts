import type { Selectable } from "kysely";
import type { DB } from "@/db/schema";
import type { GrantCategory } from "../ledger/accounts";
import type { GrantState } from "../state";

/** The columns of a grant that decisions use. */
export type GrantRow = Omit<Selectable<DB["grants"]>, "account_id" | "reason" | "closed_at">;

/** A stored grant as decisions know it; what is left and held stands elsewhere. */
export function grantOf(row: GrantRow): Omit<GrantState, "remaining" | "held"> {
  return {
    id: row.id,
    category: row.category as GrantCategory,
    priority: row.priority,
    amount: row.amount,
    effectiveAt: row.effective_at,
    expiresAt: row.expires_at,
    paidMinor: row.paid_minor,
    paidCurrency: row.paid_currency,
    planPeriodId: row.plan_period_id,
    sliceIndex: row.slice_index,
    invoiceLineId: row.invoice_line_id,
    parentGrantId: row.parent_grant_id,
    issuedAt: row.issued_at,
  };
}
