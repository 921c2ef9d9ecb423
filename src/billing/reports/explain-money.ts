import type { InvoiceId } from "@/lib/ids";
import type { CreditMove } from "./account-credit-queries";
import type { EarningLine } from "./earning-line-queries";
import { withSum } from "./explain-credits";
import type { OpenDocument } from "./explain-queries";
import {
  type ExplainedRows,
  type Explanation,
  explained,
  type Part,
  type PartRef,
} from "./explanation";

/** How figures of money come about; each is the sum of its parts, and of its ledger rows. */

/** Money kept for the account: what each document brought, less what it paid. */
export function explainAccountCredit(
  asset: string,
  moves: readonly CreditMove[],
  rows: ExplainedRows,
): Explanation {
  const parts = moves.map(
    ({ minor, at, version, invoiceId, number }): Part => ({
      ...{ what: wayOf(minor, invoiceId), amount: minor, at },
      ref: invoiceId ? { to: "invoice", id: invoiceId, number } : { to: "entry", version },
    }),
  );
  return withSum({ asset, figure: "accountCredit", id: null, rows }, parts);
}

/** What left without paying a document went out with a refund made at the processor. */
export function wayOf(minor: bigint, invoiceId: InvoiceId | null): "kept" | "applied" | "paidOut" {
  if (minor > 0n) return "kept";
  return invoiceId === null ? "paidOut" : "applied";
}

/** What is open of each invoice. */
export function explainDue(
  { asset, figure }: { asset: string; figure: "due" | "overdue" },
  documents: readonly OpenDocument[],
  rows: ExplainedRows,
): Explanation {
  const parts = documents.map(
    ({ id, number, due, dueAt }): Part => ({
      ...{ what: "open", amount: due, at: dueAt },
      ref: { to: "invoice", id, number },
    }),
  );
  return withSum({ asset, figure, id: null, rows }, parts);
}

/** Charged and not earned yet, line by line (BOOKS B2.5). */
export function explainDeferred(
  asset: string,
  lines: readonly EarningLine[],
  rows: ExplainedRows,
): Explanation {
  const parts = lines.map(
    (line): Part => ({
      ...{ what: "line", amount: line.net - line.recognized - line.returned, at: null },
      ref: refOf(line),
    }),
  );
  return withSum({ asset, figure: "deferred", id: null, rows }, parts);
}

/** What of a line is not earned: its net, less what is, and what went back (BOOKS B3). */
export function explainUnearned(line: EarningLine, rows: ExplainedRows): Explanation {
  const parts: Part[] = [
    { what: "net", amount: line.net, ref: refOf(line), at: null },
    { what: "recognized", amount: -line.recognized, ref: null, at: line.baseAt },
    { what: "returned", amount: -line.returned, ref: null, at: null },
  ];
  return withSum({ asset: line.currency, figure: "unearned", id: line.id, rows }, parts);
}

/** What of a line is earned, by what it is earned as. */
export function explainEarned(
  line: EarningLine,
  { revenue, rows }: { revenue: readonly { kind: string; amount: bigint }[]; rows: ExplainedRows },
): Explanation {
  const parts = revenue.map(
    ({ kind, amount }): Part => ({ what: kind.replace(".", "_"), amount, ref: null, at: null }),
  );
  const of = { asset: line.currency, figure: "earned", id: line.id, rows } as const;
  return explained({ ...of, parts, amount: line.recognized });
}

function refOf({ id, invoiceId, number, ...line }: EarningLine): PartRef {
  const { kind, description, plan, facts, period } = line;
  return { to: "line", id, invoiceId, number, kind, description, plan, facts, period };
}
