import { part } from "@/lib/money";
import type { ChargedLine } from "./charge-queries";

/** What a line is to whoever asks what they were charged. */
export type ChargeKind = "charged" | "credited" | "refunded";

export type ChargeTotals = {
  currency: string;
  /** Of what was charged, before anything went back. */
  net: bigint;
  tax: bigint;
  gross: bigint;
  /** Given back by lines that credit others, and by refunds; below zero. */
  credited: bigint;
  refunded: bigint;
  /** The three together: what the documents come to. */
  total: bigint;
  /** Of the invoices' lines, by money or account credit; refunds are told beside it. */
  paid: bigint;
  /** What banks took back for good of what was charged: no document tells of it. */
  lost: bigint;
};

export function chargeKindOf({ ofRefund, credits }: ChargedLine): ChargeKind {
  if (ofRefund) return "refunded";
  return credits ? "credited" : "charged";
}

/** A draft charges nothing yet, and what is void nothing any more. */
export function isCharged({ status }: Pick<ChargedLine, "status">): boolean {
  return status !== "draft" && status !== "void";
}

/** The line's part of what is paid of its invoice, so that the parts of all lines add up to that exactly. */
export function paidOf(line: ChargedLine): bigint {
  const { document, total, paid, upTo, gross } = line;
  if (document === "credit_note" || total <= 0n || !isCharged(line)) return 0n;
  return part(paid, upTo, total) - part(paid, upTo - gross, total);
}

/** What lines come to, each currency by itself. */
export function chargeTotals(lines: readonly ChargedLine[]): ChargeTotals[] {
  const counted = lines.filter(isCharged);
  const currencies = [...new Set(lines.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => totalsOf(currency, counted));
}

function totalsOf(currency: string, lines: readonly ChargedLine[]): ChargeTotals {
  const of = lines.filter((one) => one.currency === currency);
  const sum = (kind: ChargeKind, figure: (one: ChargedLine) => bigint) =>
    of.filter((one) => chargeKindOf(one) === kind).reduce((so, one) => so + figure(one), 0n);
  const gross = sum("charged", (one) => one.gross);
  const credited = sum("credited", (one) => one.gross);
  const refunded = sum("refunded", (one) => one.gross);
  return {
    currency,
    net: sum("charged", (one) => one.net),
    tax: sum("charged", (one) => one.tax),
    ...{ gross, credited, refunded, total: gross + credited + refunded },
    paid: of.reduce((so, one) => so + paidOf(one), 0n),
    lost: of.reduce((so, one) => so + one.lost, 0n),
  };
}
