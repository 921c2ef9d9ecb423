import type { Money } from "@/lib/money";
import type { Invoice } from "../invoices/data";
import type { PinnedNote } from "../pinned";
import type { RefundedInvoice, StaffRefund } from "../refunds/data";
import type { Act } from "../settings/data";

/** SI1: what staff see of an invoice. */
export type StaffInvoice = {
  customer: { id: string; name: string; timezone: string };
  invoice: Invoice;
  processor: {
    collections: {
      id: string;
      status: string;
      currency: string;
      amountMinor: bigint;
      tries: number;
      processing: boolean;
      requiresAction: boolean;
      processorInvoiceId: string | null;
      createdAt: Date;
      nextAttemptAt: Date | null;
      closedAt: Date | null;
    }[];
    payments: {
      id: string;
      chargeId: string;
      currency: string;
      amountMinor: bigint;
      feeMinor: bigint | null;
      settledCurrency: string | null;
      paidAt: Date;
      brand: string | null;
      last4: string | null;
    }[];
    calls: {
      id: string;
      kind: string;
      status: string;
      attempts: number;
      createdAt: Date;
      endedAt: Date | null;
      error: string | null;
      errorCode: string | null;
    }[];
    event: { id: string; type: string; createdAt: Date; object: string } | null;
  };
  mapping: {
    lineId: string;
    description: string;
    planPeriodId: string | null;
    subscriptionId: string | null;
    currency: string;
    grossMinor: bigint;
    grants: { id: string; category: string; credits: string }[];
  }[];
  slices: {
    id: string;
    lineId: string;
    kind: string;
    refundId: string | null;
    netMinor: bigint;
    taxMinor: bigint;
    slice: bigint;
    revoked: bigint;
    expired: bigint;
    debt: bigint;
    writtenOff: bigint;
    waived: bigint;
    stands: boolean;
    held: boolean;
  }[];
  refunds: StaffRefund[];
  similar: { count: number; medianPercent: number | null };
  topUpRuns: boolean;
  pinned: PinnedNote[];
  may: { refund: boolean; end: boolean; audit: boolean };
};

export type End = "void" | "uncollectible";
export type Ended = { status: End };

export const endingParts = ["unearned", "turnedBack", "tax", "lost", "keptAgain", "rest"] as const;
export const endingCredits = ["granted", "revoked", "expired", "writtenOff"] as const;

/** What ending an invoice does: where what was owed goes, and beside it the credits. */
export type EndQuote = {
  quoteId: string;
  effectiveAt: Date;
  expiresAt: Date;
  status: End;
  /** A payment is on its way, and may still come. */
  tryUnderWay: boolean;
  money: Record<(typeof endingParts)[number] | "owed", Money>;
  credits: Record<(typeof endingCredits)[number] | "before" | "after", bigint>;
};

export type EndActs = {
  previewEnd: Act<{ invoiceId: string; as: End }, EndQuote>;
  end: Act<{ quoteId: string; reason: string; idempotencyKey: string }, Ended>;
};

/** What the refund sheet needs of it. */
export function refundedOf(of: StaffInvoice, brand: string): RefundedInvoice {
  const { invoice, customer, mapping, similar, topUpRuns } = of;
  const kinds = invoice.groups.flatMap(({ lines }) => lines.map(({ kind }) => kind));
  return {
    ...{ id: invoice.id, number: invoice.number ?? "", account: customer.id },
    ...{ brand, accountName: customer.name, customerLink: `/invoices/${invoice.id}` },
    ...{ zone: customer.timezone, currency: invoice.currency },
    lines: mapping
      .filter(({ grossMinor }) => grossMinor > 0n)
      .map((line) => ({
        lineId: line.lineId,
        description: line.description,
        left: { minor: line.grossMinor - returnedOf(of, line.lineId), currency: line.currency },
      })),
    hasPlan: kinds.some((kind) => kind === "plan" || kind === "proration_charge"),
    fees: feesOf(of),
    ...{ similar, topUpRuns },
  };
}

function returnedOf({ slices }: StaffInvoice, lineId: string): bigint {
  return slices
    .filter((one) => one.stands && one.lineId === lineId)
    .reduce((sum, { netMinor, taxMinor }) => sum + netMinor + taxMinor, 0n);
}

/** By the currency they were kept in. */
function feesOf({ processor: { payments } }: StaffInvoice): Money[] {
  const known = payments.flatMap(({ feeMinor, settledCurrency, currency }) =>
    feeMinor === null ? [] : [{ minor: feeMinor, currency: settledCurrency ?? currency }],
  );
  return [...Map.groupBy(known, ({ currency }) => currency)].map(([currency, all]) => ({
    currency,
    minor: all.reduce((sum, { minor }) => sum + minor, 0n),
  }));
}
