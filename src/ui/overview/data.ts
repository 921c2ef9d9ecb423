import type { FailureReason } from "@/lib/failure-reason";
import type { Money } from "@/lib/money";
import type { PriceModel } from "@/lib/pricing";
import type { Period } from "@/lib/time";
import type { Firing } from "../alerts/data";
import type { LineFacts } from "../line-facts";
import type { StatusName } from "../status";
import type { TaxMissing } from "../tax-missing";
import type { Settings } from "../top-up/data";

/** What the overview shows, section by section; each can be read, and can fail, alone. */

export type OverviewAlert =
  | { kind: "fired"; firing: Firing; currency: string }
  | {
      kind: "overdue";
      invoiceId: string;
      number: string;
      amount: Money;
      dueAt: Date;
      /** Where its payment failed: why, and when it is tried again by itself. */
      failure: { reason: FailureReason; nextAttemptAt: Date | null } | null;
    }
  | { kind: "debt"; credits: bigint; version: bigint | null; reason: string | null }
  | { kind: "withheld"; credits: bigint }
  | ({ kind: "topUpPaused" } & TopUpPause)
  | { kind: "runOut"; at: Date }
  | ({ kind: "planToPay" } & PlanToPay)
  /** Another plan at the end of the period, or none. */
  | { kind: "planToCome"; plan: string | null; at: Date }
  /** A first plan, dated ahead. */
  | { kind: "planToStart"; plan: string; at: Date }
  | { kind: "expiring"; at: Date; category: string; credits: bigint };

type TopUpPause = NonNullable<Settings["pause"]>;

/** A change of plan that waits for its money, and is given up without it. */
export type PlanToPay = {
  plan: string;
  until: Date;
  invoice: { id: string; number: string; due: Money };
};

export type OverviewBalance = {
  asOf: Date;
  available: bigint;
  held: bigint;
  debt: bigint;
  overage: bigint;
  /** Of the plan's allowance, what comes only once an invoice is paid. */
  awaitingPayment: bigint;
  sources: {
    category: string;
    remaining: bigint;
    nextExpiry: { at: Date; credits: bigint } | null;
  }[];
};

export type OverviewPlan = {
  name: string;
  price: Money;
  interval: "month" | "year";
  allowance: bigint;
  allowanceEvery: "month" | "year";
  /** Null where use stops instead. */
  overageModel: PriceModel | null;
  period: Period;
  since: Date;
  inTrial: boolean;
  /** What the trial gives; null where none runs. */
  trialAllowance: bigint | null;
  /** What was decided for the end of the period: another plan, or none. */
  toCome: { at: Date; plan: { name: string } | null } | null;
  toPay: PlanToPay | null;
};

export type OverviewUsage = {
  asOf: Date;
  /** A plan's period, or the calendar month of an account without a plan. */
  by: "period" | "month";
  period: Period;
  allowance: bigint;
  used: bigint;
  /** Of that, paid by the plan's allowance. */
  included: bigint;
  overage: bigint;
  /** What use beyond all credits costs; null where it stops instead. */
  onDemand: { unitPrice: string | null; cap: bigint | null; amount: Money } | null;
  sameTimeLastPeriod: bigint | null;
};

/** One line of an invoice: a plan by its name, credits beyond it at a unit price, or what it says. */
export type Charge = {
  kind: "plan" | "overage" | "proration_credit" | "proration_charge" | "other";
  name: string;
  /** Of overage, its credits; their price is null where there is more than one. */
  quantity: bigint;
  unitPrice: string | null;
  amount: Money;
  /** What any other is worded from, where it is one of ours to word. */
  facts: LineFacts | null;
};

/** Of use beyond the credits of a period that a change closed: when that was. */
export type UpcomingCharge = Charge & { closed: Period | null };

export type OverviewNextInvoice = {
  asOf: Date;
  upcoming: { at: Date; charges: UpcomingCharge[]; total: Money } | null;
  /** What of it account credit will pay. */
  credit: Money | null;
  taxMissing: TaxMissing;
  /** When the period ends, of an account with a plan. */
  renewsAt: Date | null;
  /** Whether use until then can add to it. */
  mayGrow: boolean;
  /** Of earlier invoices, too little to be charged by itself. */
  carried: Money | null;
};

export type OverviewInvoices = {
  asOf: Date;
  items: {
    id: string;
    number: string | null;
    status: StatusName;
    /** Of a draft, when it will be issued. */
    date: Date;
    charges: Charge[];
    total: Money;
    due: Money;
  }[];
};

export type OverviewActivity = {
  entries: {
    /** Null of an expiry that is not booked yet. */
    version: bigint | null;
    at: Date;
    kind: string;
    source: string | null;
    change: bigint;
    overage: bigint;
    balance: bigint;
  }[];
};

/** OV8: what was left at each day's start, what is expected to be, and when nothing will be. */
export type OverviewForecast = {
  asOf: Date;
  span: Period;
  /** How far it looked. */
  until: Date;
  /** `ends`: none follows, the plan ends there. */
  renewal: { at: Date; credits: bigint; waits: boolean; ends: boolean } | null;
  available: bigint;
  pace: { days: number; perDay: bigint } | null;
  fewestDays: number;
  runOut: {
    ends: { at: Date; by: "use" | "expiry" } | null;
    early: Date | null;
    late: Date | null;
  } | null;
  afterwards:
    | { kind: "billed"; unitPrice: string | null; currency: string }
    | { kind: "stops" }
    | { kind: "unpaid" };
  history: { at: Date; left: bigint }[];
  projection: { at: Date; expected: bigint; low: bigint; high: bigint }[];
  marks: { at: Date; kind: "grant" | "expiry"; category: string; credits: bigint }[];
  offers: { key: string; kind: "pack" | "plan"; name: string; credits: bigint }[];
  whatIf: { key: string; kind: "pack" | "plan"; name: string; credits: bigint } | null;
};
