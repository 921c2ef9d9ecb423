import type { LineFacts } from "../line-facts";

/** What a part of a figure is about. */
export type PartRef =
  | { to: "grant"; id: string; category: string }
  | { to: "entry"; version: bigint }
  | { to: "invoice"; id: string; number: string | null }
  | {
      to: "line";
      id: string;
      invoiceId: string;
      number: string | null;
      kind: string;
      description: string;
      plan: string | null;
      facts: LineFacts | null;
      period: { start: Date; end: Date };
    }
  | { to: "period"; id: string; plan: string }
  | { to: "day"; day: string };

export type Part = { what: string; amount: bigint; ref: PartRef | null; at: Date | null };

export type ExplainedTransfer = {
  version: bigint;
  position: number;
  kind: string;
  at: Date;
  from: string;
  to: string;
  amount: bigint;
  invoice: { id: string; number: string | null } | null;
};

/** A figure as the sum of its parts, and of the ledger rows behind it. */
export type Explanation = {
  figure: string;
  id: string | null;
  /** `credit` or a currency. */
  asset: string;
  amount: bigint;
  parts: Part[];
  rows: { newest: ExplainedTransfer[]; older: { count: number; amount: bigint } } | null;
  /** Where the figure is the mean of its parts. */
  mean?: { days: number; perDay: bigint };
  asOf: Date;
  isPast: boolean;
};
