import type { Selectable } from "kysely";
import type { SuperJSONResult } from "superjson";
import type { DB } from "@/db/schema";
import type { AccountId, InvoiceId } from "@/lib/ids";
import { fromJson, toJson } from "@/lib/json";
import type { InvoiceLineDraft, LineFacts, LineKind } from "../decision";

/** A line as it is stored. */
export function lineRow(
  accountId: AccountId,
  invoiceId: InvoiceId,
  line: InvoiceLineDraft,
  position: number,
) {
  return {
    account_id: accountId,
    invoice_id: invoiceId,
    id: line.id,
    position,
    kind: line.kind,
    description: line.description,
    plan_version_id: line.planVersionId,
    plan_period_id: line.planPeriodId,
    slice_index: line.sliceIndex,
    pack: line.pack,
    period_start: line.periodStart,
    period_end: line.periodEnd,
    quantity: line.quantity,
    unit_price: line.unitPrice,
    amount_minor: line.amountMinor,
    discount_minor: line.discountMinor,
    tax_minor: line.taxMinor,
    tax_included: line.taxIncluded,
    tax_rate_ppm: line.taxRatePpm,
    credits: line.credits,
    credited_line_id: line.creditedLineId,
    facts: line.facts === null ? null : toJson(line.facts),
  };
}

/** A stored line as decisions know it. */
export function lineOf(row: Selectable<DB["invoice_lines"]>): InvoiceLineDraft {
  return {
    id: row.id,
    kind: row.kind as LineKind,
    description: row.description,
    planVersionId: row.plan_version_id,
    planPeriodId: row.plan_period_id,
    sliceIndex: row.slice_index,
    pack: row.pack,
    periodStart: row.period_start,
    periodEnd: row.period_end,
    quantity: row.quantity,
    unitPrice: row.unit_price,
    amountMinor: row.amount_minor,
    discountMinor: row.discount_minor,
    taxMinor: row.tax_minor,
    taxIncluded: row.tax_included,
    taxRatePpm: row.tax_rate_ppm,
    credits: row.credits,
    creditedLineId: row.credited_line_id,
    facts: factsFrom(row.facts),
  };
}

/** What a line is worded from, as it is stored. */
export function factsFrom(stored: unknown): LineFacts | null {
  return stored === null ? null : fromJson<LineFacts>(stored as SuperJSONResult);
}
