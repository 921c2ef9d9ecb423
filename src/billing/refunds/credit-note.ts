import { type InvoiceId, type InvoiceLineId, newId } from "@/lib/ids";
import { decimalOf } from "@/lib/money";
import { percentOf } from "@/lib/percent";
import type { AccountDraft } from "../account-draft";
import type { InvoiceDraft, InvoiceLineDraft, LineReturn } from "../decision";
import { plainLine, totalOf } from "../invoices/lines";
import { planAsWritten } from "../invoices/plan-name";
import type { RefundableInvoice } from "./refundable";

export type CreditedLine = InvoiceLineId;

type Given = { line: InvoiceLineDraft; invoice: RefundableInvoice; given: LineReturn };

export type CreditNote = {
  id: InvoiceId;
  /** The line of it that gives back of a line. */
  lineOf(credited: CreditedLine): InvoiceLineDraft | null;
};

/**
 * The document of a refund, numbered `CN-…` and settled as it is issued: one line for each it gives back of, with its
 * own tax. Its money is posted straight from where it was to where it goes (BOOKS B16), not through what is receivable.
 */
export function issueCreditNote(
  draft: AccountDraft,
  { lines, at }: { lines: readonly Given[]; at: Date },
): CreditNote {
  const id = newId<InvoiceId>();
  const currency = lines[0]?.invoice.currency ?? draft.snapshot.currency;
  const credits = lines.map((one) => creditLine(one, currency));
  const all = [...credits, ...taxLines(lines, { credits, currency, at })];
  const invoice: InvoiceDraft = {
    ...{ id, isNew: true, subscriptionId: null, currency, grants: "on_issue" },
    ...{ createdAt: at, issueAt: at, lines: all },
    issue: { at, paymentTermsDays: 0 },
  };
  draft.writeInvoice(invoice);
  const settled = { paidMinor: totalOf(all), creditAppliedMinor: 0n };
  draft.moveInvoice({ id, status: "paid", ...settled, closedAt: at });
  return {
    id,
    lineOf: (credited) => credits.find((one) => one.creditedLineId === credited) ?? null,
  };
}

function creditLine({ line, given }: Given, currency: string): InvoiceLineDraft {
  const { netMinor, taxMinor } = given;
  const minor = line.taxIncluded ? netMinor + taxMinor : netMinor;
  const name = planAsWritten({ ...line, plan: line.description }) ?? line.description;
  return {
    ...plainLine,
    id: newId<InvoiceLineId>(),
    kind: "adjustment",
    description: `Refund: ${line.description}`,
    ...{ planVersionId: line.planVersionId, planPeriodId: line.planPeriodId },
    ...{ periodStart: line.periodStart, periodEnd: line.periodEnd },
    ...{ quantity: 1n, unitPrice: decimalOf({ minor: -minor, currency }) },
    ...{ amountMinor: -minor, taxMinor: -taxMinor },
    ...{ taxIncluded: line.taxIncluded, taxRatePpm: line.taxRatePpm },
    credits: given.revoked + given.debt,
    creditedLineId: line.id,
    facts: { kind: "refund", of: line.kind, name },
  };
}

/** Shown apart where prices are without tax, by rate, under the name it had. */
function taxLines(
  lines: readonly Given[],
  { credits, currency, at }: { credits: readonly InvoiceLineDraft[]; currency: string; at: Date },
): InvoiceLineDraft[] {
  const byRate = new Map<bigint, bigint>();
  for (const { taxIncluded, taxRatePpm, taxMinor } of credits) {
    if (taxIncluded || taxRatePpm === null || taxMinor === 0n) continue;
    byRate.set(taxRatePpm, (byRate.get(taxRatePpm) ?? 0n) + taxMinor);
  }
  return [...byRate].map(([ratePpm, minor]): InvoiceLineDraft => {
    const name = nameOfTax(lines, ratePpm);
    return {
      ...plainLine,
      id: newId<InvoiceLineId>(),
      ...{ kind: "tax", description: `${name} ${percentOf(ratePpm)} %` },
      ...{ planVersionId: null, planPeriodId: null, periodStart: at, periodEnd: at },
      ...{ quantity: 1n, unitPrice: decimalOf({ minor, currency }), amountMinor: minor },
      ...{ credits: 0n, facts: { kind: "tax", name, ratePpm, reverseCharge: false } },
    };
  });
}

function nameOfTax(lines: readonly Given[], ratePpm: bigint): string {
  for (const { invoice } of lines) {
    for (const { facts } of invoice.lines) {
      if (facts?.kind === "tax" && facts.ratePpm === ratePpm) return facts.name;
    }
  }
  return "Tax";
}
