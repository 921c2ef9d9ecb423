import type { Money } from "./api";
import type { OfAccount } from "./credits";

/** A month of the account's own zone, `2026-01`; left out, the newest it was charged for. */
export type AskCharges = OfAccount & {
  month?: string;
  /** By when a line's period starts, or by when its document was issued. `period` when left out. */
  by?: "period" | "issue";
};

export type Charges = {
  asOf: Date;
  month: string;
  by: "period" | "issue";
  /** Every month there is something of. */
  months: string[];
  /** How many lines there are; at most 500 of them follow, and the totals are of all. */
  count: number;
  totals: {
    currency: string;
    net: Money;
    tax: Money;
    gross: Money;
    /** Given back by lines that credit others, and by refunds; below zero. */
    credited: Money;
    refunded: Money;
    total: Money;
    paid: Money;
    /** What banks took back for good. */
    lost: Money;
  }[];
  lines: {
    id: string;
    kind: string;
    description: string;
    plan: string | null;
    period: { start: Date; end: Date };
    invoice: {
      id: string;
      number: string | null;
      document: "invoice" | "credit_note";
      status: string;
      at: Date;
    };
    is: "charged" | "credited" | "refunded";
    /** Whether it counts in the totals: nothing of a draft or of what is void does. */
    counts: boolean;
    net: Money;
    tax: Money;
    gross: Money;
    lost: Money;
    paid: Money;
  }[];
};

type UseSum = { name: string; events: number; credits: bigint };

/** What a line stands for: use beyond all credits that it charges, or what was used of the credits it granted. */
export type Coverage = {
  lineId: string;
  invoiceId: string;
  asOf: Date;
  covers: "overage" | "grants";
  used: bigint;
  events: number;
  byFeature: UseSum[];
  /** By local day, `2026-01-31`. */
  byDay: UseSum[];
  /** Of each grant all but `granted` come to it. */
  grants: {
    id: string;
    category: string;
    effectiveAt: Date;
    expiresAt: Date | null;
    granted: bigint;
    used: bigint;
    held: bigint;
    left: bigint;
    expired: bigint;
    revoked: bigint;
    rolledOut: bigint;
    debtRepaid: bigint;
    byFeature: UseSum[];
  }[];
};
