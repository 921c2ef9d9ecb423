import { type InvoiceLineId, newId } from "@/lib/ids";
import { decimalOf } from "@/lib/money";
import type { Period } from "@/lib/time";
import type { AccountDraft } from "../account-draft";
import { overageAmount, overagePrice } from "../credits/overage";
import type { InvoiceDraft, InvoiceLineDraft, OverageChange } from "../decision";
import { moneyAccount } from "../ledger/accounts";
import type { PeriodState, PlanVersion } from "../state";

/** A period of a plan, billed in advance at its full price. */
export function planLine(period: PeriodState): InvoiceLineDraft {
  const { version } = period;
  return {
    id: newId<InvoiceLineId>(),
    kind: "plan",
    description: `${version.planName} plan`,
    planVersionId: version.id,
    planPeriodId: period.id,
    sliceIndex: null,
    periodStart: period.startsAt,
    periodEnd: period.endsAt,
    quantity: 1n,
    unitPrice: decimalOf({ minor: version.priceMinor, currency: version.currency }),
    amountMinor: version.priceMinor,
    credits: version.allowance,
  };
}

/** Use beyond the grants of one slice, billed in arrears, rounded once (BOOKS B8, B10). */
export function overageLine(
  id: InvoiceLineId,
  row: OverageChange,
  { version, dates }: { version: PlanVersion; dates: Period },
): InvoiceLineDraft {
  const unitPrice = overagePrice(version);
  return {
    id,
    kind: "overage",
    description: `${version.planName} overage, credits beyond the allowance`,
    planVersionId: version.id,
    planPeriodId: row.planPeriodId,
    sliceIndex: row.sliceIndex,
    periodStart: dates.start,
    periodEnd: dates.end,
    quantity: row.credits,
    unitPrice,
    amountMinor: overageAmount(row.credits, version),
    credits: row.credits,
  };
}

export function totalOf(lines: readonly InvoiceLineDraft[]): bigint {
  return lines.reduce((sum, line) => sum + line.amountMinor, 0n);
}

/** `revenue.overage → unbilled`: brings what has accrued of a slice up to what was used (BOOKS B8). */
export function accrueOverage(
  draft: AccountDraft,
  row: OverageChange,
  version: PlanVersion,
  at: Date,
): void {
  const { accountId } = draft.snapshot;
  const minor = overageAmount(row.credits, version);
  draft.transfer(draft.transaction("overage", at, "Overage used"), {
    from: moneyAccount(accountId, "revenue.overage", version.currency),
    to: moneyAccount(accountId, "unbilled", version.currency),
    amount: minor - row.accruedMinor,
    planPeriodId: row.planPeriodId,
  });
  const changed = draft.overageOf(row.planPeriodId, row.sliceIndex);
  changed.accruedMinor = minor;
  changed.accruedCredits = row.credits;
}

/** `deferred_revenue → unbilled`: a plan line posts its net when it enters a draft (BOOKS B11). */
export function postEntry(
  draft: AccountDraft,
  line: InvoiceLineDraft,
  currency: string,
  at: Date,
): void {
  const { accountId } = draft.snapshot;
  draft.transfer(draft.transaction("invoice", at, "Line entered a draft"), {
    from: moneyAccount(accountId, "deferred_revenue", currency),
    to: moneyAccount(accountId, "unbilled", currency),
    amount: line.amountMinor,
    planPeriodId: line.planPeriodId,
    invoiceLineId: line.id,
  });
}

/** `unbilled → receivable`, line by line, and the invoice is due by the account's terms. */
export function issueInvoice(draft: AccountDraft, invoice: InvoiceDraft, at: Date): InvoiceDraft {
  const { accountId, paymentTermsDays } = draft.snapshot;
  const transaction = draft.transaction("invoice", at, "Invoice issued");
  for (const line of invoice.lines) {
    draft.transfer(transaction, {
      from: moneyAccount(accountId, "unbilled", invoice.currency),
      to: moneyAccount(accountId, "receivable", invoice.currency),
      amount: line.amountMinor,
      planPeriodId: line.planPeriodId,
      invoiceLineId: line.id,
    });
  }
  const issued = { ...invoice, issue: { at, paymentTermsDays } };
  draft.writeInvoice(issued);
  return issued;
}
