import type { Money } from "@/lib/money";
import type { Period } from "@/lib/time";
import type { StatusName } from "../status";

/** What the overview shows, section by section; each can be read, and can fail, alone. */

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
  overagePrice: string | null;
  period: Period;
  since: Date;
};

export type OverviewUsage = {
  asOf: Date;
  /** A plan's period, or the calendar month of an account without a plan. */
  by: "period" | "month";
  period: Period;
  allowance: bigint;
  used: bigint;
  overage: bigint;
  sameTimeLastPeriod: bigint | null;
};

/** One line of an invoice: credits beyond the allowance at a unit price, or anything else by name. */
export type Charge = {
  kind: "overage" | "other";
  name: string;
  quantity: bigint;
  unitPrice: string;
  amount: Money;
};

export type OverviewInvoices = {
  asOf: Date;
  upcoming: { at: Date; charges: Charge[]; total: Money } | null;
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
    version: bigint;
    at: Date;
    kind: string;
    source: string | null;
    change: bigint;
    overage: bigint;
    balance: bigint;
  }[];
};
