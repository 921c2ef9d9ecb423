import { type InvoiceLineId, newId } from "@/lib/ids";
import { decimalOf, part } from "@/lib/money";
import type { InvoiceLineDraft } from "../decision";
import { netOf, plainLine } from "../invoices/lines";
import { toldOf } from "../invoices/plan-name";
import type { LineState, PeriodState } from "../state";
import type { BilledLine, ProcessorBill } from "./processor-plans";

/** A line of the processor's document as it enters our books. */
export type BookedLine = {
  line: InvoiceLineDraft;
  /** The period a charge is for. */
  period: PeriodState | null;
  /** Whether it pays for what the period gives: of several prices one does. */
  grants: boolean;
  /** What a credit gives back of. */
  credited: LineState | null;
};

export type OfPlan = {
  currency: string;
  /** All of the subscription's, oldest first. */
  periods: readonly PeriodState[];
  lines: readonly LineState[];
  /** Prices that name a plan. */
  planPrices: ReadonlyMap<string, string>;
};

/**
 * The lines of a document of the processor's, each at what it comes to after its discounts. What belongs to no period
 * or line of ours is an adjustment: it was earned, or is still owed, by books that are not these.
 */
export function linesOfBill(bill: ProcessorBill, of: OfPlan): BookedLine[] {
  const charged = bill.lines.filter(({ amountMinor }) => amountMinor !== 0n);
  const named = charged.filter(({ priceId }) => priceId !== null && of.planPrices.has(priceId));
  const main = named.find(({ amountMinor }) => amountMinor > 0n);
  const booked = charged.map((one) =>
    one.amountMinor < 0n ? creditOf(one, of) : chargeOf(one, of, one === main),
  );
  const tax = taxLine(bill, of.currency);
  return tax ? [...booked, tax] : booked;
}

function chargeOf(one: BilledLine, of: OfPlan, grants: boolean): BookedLine {
  const period =
    of.periods.findLast(
      ({ startsAt, endsAt }) => startsAt <= one.startsAt && one.startsAt < endsAt,
    ) ?? null;
  if (!period || one.earlier)
    return { line: adjustment(one, of), period: null, grants: false, credited: null };
  const { planName } = period.version;
  const kind = one.proration ? ("proration_charge" as const) : ("plan" as const);
  const description = grants ? toldOf(kind, planName) : one.description;
  const line: InvoiceLineDraft = { ...adjustment(one, of), ...named(period), kind, description };
  return { line, period, grants, credited: null };
}

/** Of the newest line of ours that covers the time given back, and has that much left. */
function creditOf(one: BilledLine, of: OfPlan): BookedLine {
  const bare = adjustment(one, of);
  const net = -netOf(bare);
  const credited =
    of.lines
      .filter(({ kind }) => kind === "plan" || kind === "proration_charge")
      .filter((line) => line.periodStart <= one.startsAt && one.endsAt <= line.periodEnd)
      .filter(({ earning }) => earning.netMinor - earning.returnedMinor >= net)
      .toSorted((a, b) => +a.periodStart - +b.periodStart)
      .at(-1) ?? null;
  const period = of.periods.find(({ id }) => id === credited?.planPeriodId);
  if (!credited || !period) return { line: bare, period: null, grants: false, credited: null };
  const line: InvoiceLineDraft = {
    ...{ ...bare, ...named(period), kind: "proration_credit", creditedLineId: credited.id },
    description: toldOf("proration_credit", period.version.planName),
  };
  return { line, period: null, grants: false, credited };
}

function named({ id, version }: PeriodState) {
  return { planPeriodId: id, planVersionId: version.id };
}

/** A line at its amount: as many of its unit as divide it, else one. */
function adjustment(one: BilledLine, { currency }: OfPlan): InvoiceLineDraft {
  const amountMinor = one.amountMinor - one.discountMinor;
  const many = BigInt(one.quantity);
  const quantity = amountMinor % many === 0n ? many : 1n;
  const { taxMinor, taxIncluded, startsAt, endsAt, description } = one;
  const base = amountMinor - (taxIncluded ? taxMinor : 0n);
  return {
    ...plainLine,
    ...{ id: newId<InvoiceLineId>(), kind: "adjustment", description },
    ...{ planVersionId: null, planPeriodId: null, credits: 0n },
    ...{ periodStart: startsAt, periodEnd: endsAt, quantity, amountMinor },
    unitPrice: decimalOf({ minor: amountMinor / quantity, currency }),
    ...{ taxMinor, taxIncluded },
    taxRatePpm: taxMinor === 0n || base === 0n ? null : part(1_000_000n, abs(taxMinor), abs(base)),
  };
}

/** Tax that is not in the amounts, as the one line that shows it. */
function taxLine({ lines, issuedAt }: ProcessorBill, currency: string): BookedLine | null {
  const apart = lines.filter(({ taxIncluded }) => !taxIncluded);
  const taxMinor = apart.reduce((sum, one) => sum + one.taxMinor, 0n);
  if (taxMinor === 0n) return null;
  const base = apart.reduce((sum, one) => sum + one.amountMinor - one.discountMinor, 0n);
  const ratePpm = base === 0n ? 0n : part(1_000_000n, abs(taxMinor), abs(base));
  const line: InvoiceLineDraft = {
    ...plainLine,
    ...{ id: newId<InvoiceLineId>(), kind: "tax", description: "Tax" },
    ...{ planVersionId: null, planPeriodId: null, credits: 0n, quantity: 1n },
    ...{ periodStart: issuedAt, periodEnd: issuedAt, amountMinor: taxMinor },
    unitPrice: decimalOf({ minor: taxMinor, currency }),
    facts: { kind: "tax", name: "Tax", ratePpm, reverseCharge: false },
  };
  return { line, period: null, grants: false, credited: null };
}

function abs(minor: bigint): bigint {
  return minor < 0n ? -minor : minor;
}
