import type { Money } from "@/lib/money";
import type { Period } from "@/lib/time";
import type { DocumentKind } from "../invoices/data";
import type { LineFacts } from "../line-facts";

export const chargedBy = ["period", "issue"] as const;
export type ChargedBy = (typeof chargedBy)[number];

export type ChargedLine = {
  id: string;
  kind: string;
  description: string;
  plan: string | null;
  facts: LineFacts | null;
  period: Period;
  invoice: {
    id: string;
    number: string | null;
    document: DocumentKind;
    status: "draft" | "issued" | "paid" | "void" | "uncollectible";
    at: Date;
  };
  is: "charged" | "credited" | "refunded";
  counts: boolean;
  net: Money;
  tax: Money;
  gross: Money;
  lost: Money;
};

export type ChargeTotals = {
  currency: string;
  net: Money;
  tax: Money;
  gross: Money;
  credited: Money;
  refunded: Money;
  total: Money;
  paid: Money;
  lost: Money;
};

/** What a month was charged. */
export type Charges = {
  asOf: Date;
  month: string;
  by: ChargedBy;
  months: string[];
  count: number;
  totals: ChargeTotals[];
  lines: ChargedLine[];
};
