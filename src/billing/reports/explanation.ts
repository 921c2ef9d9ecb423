import { assert } from "@/lib/errors";
import type { LineFacts } from "../decision";

/** What can be asked about: figures people see, by the name their explanation has in an address. */
export const customerFigures = [
  "available",
  "held",
  "debt",
  "overage",
  "usage",
  "pace",
  "grant",
  "accountCredit",
  "due",
  "overdue",
  "invoice",
] as const;

/** Of the books behind them: what is deferred and earned, any ledger account, and what a dispute did to credits. */
export const staffFigures = [
  ...customerFigures,
  "deferred",
  "earned",
  "unearned",
  "money",
  "heldBy",
  "takenBy",
] as const;

export type Figure = (typeof staffFigures)[number];

/** What a part of a figure is about, so that its page can be followed to. */
export type PartRef =
  | { to: "grant"; id: string; category: string }
  | { to: "entry"; version: bigint }
  | { to: "invoice"; id: string; number: string | null }
  | ({ to: "line"; id: string; invoiceId: string; number: string | null } & LineTold)
  | { to: "period"; id: string; plan: string }
  | { to: "day"; day: string };

/** What a line is called by. */
export type LineTold = {
  kind: string;
  description: string;
  plan: string | null;
  facts: LineFacts | null;
  period: { start: Date; end: Date };
};

/** A term of the formula: signed, so that all of them add up to the figure. */
export type Part = {
  what: string;
  amount: bigint;
  ref: PartRef | null;
  /** When it ends, began or is due: the word beside it says which. */
  at: Date | null;
  /** What the books' rows do not have: use that came late is counted, and booked where it happened. */
  unbooked?: true;
};

/** One `from → to` of the ledger, as it counts towards the figure. */
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

export type ExplainedRows = {
  /** The newest, and how many older ones there are and what they come to. */
  newest: ExplainedTransfer[];
  older: { count: number; amount: bigint };
};

export type Explanation = {
  figure: Figure;
  id: string | null;
  /** `credit` or a currency. */
  asset: string;
  amount: bigint;
  parts: Part[];
  rows: ExplainedRows | null;
  /** Where the figure is the parts' mean: of how many days, and what it comes to, rounded up. */
  mean?: { days: number; perDay: bigint };
};

/** An explanation whose parts, and rows where it has any, come to its figure; any other is a fault of ours. */
export function explained(told: Explanation): Explanation {
  const { figure, amount, parts, rows } = told;
  const sum = parts.reduce((so, part) => so + part.amount, 0n);
  assert(sum === amount, `the parts of ${figure} come to ${sum}, it is ${amount}`);
  if (rows) {
    const unbooked = parts.reduce((so, part) => (part.unbooked ? so + part.amount : so), 0n);
    const booked = rows.newest.reduce((so, row) => so + row.amount, rows.older.amount);
    assert(
      booked + unbooked === amount,
      `the rows of ${figure} come to ${booked}, it is ${amount - unbooked}`,
    );
  }
  return { ...told, parts: parts.filter((part) => part.amount !== 0n) };
}
