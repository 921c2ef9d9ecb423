import type { Money } from "@/lib/money";
import type { LineFacts } from "../line-facts";

export type UseSum = { name: string; events: number; credits: bigint };

export type CoveredGrant = {
  id: string;
  category: string;
  granted: bigint;
  used: bigint;
  held: bigint;
  left: bigint;
  expired: bigint;
  revoked: bigint;
  rolledOut: bigint;
  debtRepaid: bigint;
  effectiveAt: Date;
  expiresAt: Date | null;
  byFeature: UseSum[];
};

/** The usage a line of an invoice stands for. */
export type Coverage = {
  asOf: Date;
  line: {
    id: string;
    invoiceId: string;
    number: string | null;
    kind: string;
    description: string;
    plan: string | null;
    facts: LineFacts | null;
    period: { start: Date; end: Date };
    planPeriodId: string | null;
    amount: Money;
    credits: bigint;
  };
  covers: "overage" | "grants";
  used: bigint;
  events: number;
  byFeature: UseSum[];
  byDay: UseSum[];
  grants: CoveredGrant[];
};

/** Where what a line covers has its page. */
export type CoveragePlace = {
  invoice(id: string, lineId: string): string;
  grant(id: string): string;
  /** The single events of a day, or of a feature. */
  events?(line: Coverage["line"], of: { day?: string; feature?: string }): string;
};

export const portalCoverage: CoveragePlace = {
  invoice: (id, lineId) => `/invoices/${id}#line-${lineId}`,
  grant: (id) => `/credits?grant=${id}#grant`,
  events: ({ id, kind }, of) => {
    const search = new URLSearchParams(kind === "overage" ? { line: id } : {});
    if (of.day && kind !== "overage") search.set("from", of.day);
    if (of.day && kind !== "overage") search.set("to", of.day);
    if (of.feature) search.set("feature", of.feature);
    if (of.day) search.set("day", of.day);
    return `/usage?${search}${of.day ? "#events" : ""}`;
  },
};

export function staffCoverage(account: string): CoveragePlace {
  return {
    invoice: (id, lineId) => `/staff/invoices/${id}#line-${lineId}`,
    grant: (id) => `/staff/customers/${account}?explain=grant:${id}#explained`,
  };
}
