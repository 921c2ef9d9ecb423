import type { CancelReason } from "@/lib/cancel-reasons";
import type { Money } from "@/lib/money";
import type { PriceModel } from "@/lib/pricing";
import type { Period } from "@/lib/time";
import type { Confirmed, PreviewData, Said, When } from "../preview/data";
import type { TaxMissing } from "../tax-missing";

export type Overage = { policy: "block" } | { policy: "bill"; model: PriceModel };

export type PlanTerms = {
  plan: string;
  name: string;
  price: Money;
  interval: "month" | "year";
  allowance: bigint;
  allowanceEvery: "month" | "year";
  overage: Overage;
  rolloverMax: bigint | null;
  trial: { days: number; allowance: bigint } | null;
  features: string[] | null;
};

export type OpenInvoice = {
  id: string;
  number: string | null;
  status: "draft" | "issued" | "carried" | "overdue" | "paid" | "void" | "uncollectible";
  due: Money;
};

/** What was decided about a plan and still waits. */
export type Waiting = {
  kind: "start" | "change" | "cancel";
  waitsFor: "start" | "period_end" | "payment";
  plan: PlanTerms | null;
  effectiveAt: Date;
  givesUpAt: Date | null;
  invoice: OpenInvoice | null;
};

export type RunningPlan = PlanTerms & {
  period: Period;
  since: Date;
  inTrial: boolean;
  /** Whether its allowance comes only with the money. */
  awaitingPayment: boolean;
  billedElsewhere: boolean;
};

export type CurrentPlan = {
  asOf: Date;
  plan: RunningPlan | null;
  waiting: Waiting[];
  overdue: { id: string; number: string | null; due: Money } | null;
  taxMissing: TaxMissing;
  may: { change: boolean };
};

export type Difference = { gained: boolean } & (
  | { kind: "allowance"; credits: bigint; every: "month" | "year" }
  | { kind: "overage" }
  | { kind: "overagePrice"; from: string; to: string }
  | { kind: "rollover"; max: bigint }
  | { kind: "feature"; code: string }
);

export type PlanOption = PlanTerms & {
  isCurrent: boolean;
  when: "now" | "period_end";
  differences: Difference[];
};

export type PlanOptions = { features: { code: string; name: string }[]; items: PlanOption[] };

export type Because = { reason: CancelReason; comment: string | null };

/** What a sheet asks of the server. */
export type QuoteActs = {
  preview: (when: When) => Promise<Said<PreviewData>>;
  quote: (quoteId: string) => Promise<Said<PreviewData>>;
  confirm: (input: {
    quoteId: string;
    idempotencyKey: string;
    because?: Because;
  }) => Promise<Said<Confirmed>>;
};
