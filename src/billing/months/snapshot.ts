import { type DeferredColumn, rollForward } from "../reports/finance/deferred";
import type { Moved } from "../reports/finance/movement";
import { trialBalanceOf } from "../reports/finance/trial-balance";
import type { Month } from "./month";

/** One kind of ledger account over a month: debits less credits, so that all of an asset come to nothing. */
export type TrialLine = {
  kind: string;
  asset: string;
  opening: string;
  debits: string;
  credits: string;
  closing: string;
};

/** Deferred revenue over a month (BOOKS B16): opening + billed − recognized − breakage − returned − other = closing. */
export type RollForward = Record<"currency" | "opening" | DeferredColumn | "closing", string>;

export type MonthFigures = {
  format: "tallybook.month/1";
  month: string;
  timeZone: string;
  from: string;
  until: string;
  /** The snapshot of the month before that these figures go on from. */
  goesOnFrom: string | null;
  heads: { accounts: string; sha256: string | null };
  counts: { kind: string; transactions: string; transfers: string }[];
  trialBalance: TrialLine[];
  deferredRevenue: RollForward[];
};

export type Facts = {
  month: Month;
  timeZone: string;
  before: { sha256: string; trialBalance: readonly TrialLine[] } | null;
  /** In the month; before it too where no snapshot says what it goes on from. */
  moved: readonly Moved[];
  heads: MonthFigures["heads"];
  counts: MonthFigures["counts"];
};

/** What a month comes to, from what is booked in it and how the one before it ended. */
export function figuresOf({ month, timeZone, before, moved, heads, counts }: Facts): MonthFigures {
  const ended = (before?.trialBalance ?? []).map(({ asset, kind, closing }) => ({
    ...{ asset, kind, opening: BigInt(closing) },
  }));
  const trialBalance = trialBalanceOf(moved, ended).map(({ asset, kind, ...row }) => ({
    ...{ kind, asset, ...asText(row) },
  }));
  return {
    ...{ format: "tallybook.month/1", month: month.month, timeZone },
    ...{ from: month.start.toISOString(), until: month.end.toISOString() },
    ...{ goesOnFrom: before?.sha256 ?? null, heads, counts, trialBalance },
    deferredRevenue: rolledForward(month.month, trialBalance, moved),
  };
}

/** The same bytes for the same figures: names in their order, no blanks, one value one way. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, one]) => `${JSON.stringify(name)}:${canonicalJson(one)}`).join(",")}}`;
}

/** What each asset's lines of a trial balance come to together: nothing, where the books balance. */
export function netByAsset(lines: readonly TrialLine[]): Map<string, bigint> {
  const net = new Map<string, bigint>();
  for (const { asset, closing } of lines) net.set(asset, (net.get(asset) ?? 0n) + BigInt(closing));
  return net;
}

export type Difference = { kind: string; asset: string; was: string; is: string };

/** Which lines end otherwise in one snapshot than in the one before it. */
export function differences(before: MonthFigures, after: MonthFigures): Difference[] {
  const was = closings(before.trialBalance);
  const is = closings(after.trialBalance);
  return [...new Set([...was.keys(), ...is.keys()])].sort().flatMap((key) => {
    const [asset = "", kind = ""] = key.split(" ");
    const one = { kind, asset, was: was.get(key) ?? "0", is: is.get(key) ?? "0" };
    return one.was === one.is ? [] : [one];
  });
}

function closings(lines: readonly TrialLine[]): Map<string, string> {
  return new Map(lines.map((line) => [keyOf(line), line.closing]));
}

function keyOf({ kind, asset }: { kind: string; asset: string }): string {
  return `${asset} ${kind}`;
}

function rolledForward(
  month: string,
  trialBalance: readonly TrialLine[],
  moved: readonly Moved[],
): RollForward[] {
  const lines = trialBalance.filter(({ kind }) => kind === "deferred_revenue");
  // A liability is shown as what it is: what is owed is above zero.
  const openings = new Map(lines.map(({ asset, opening }) => [asset, -BigInt(opening)]));
  const own = moved.filter((one) => one.month !== null && openings.has(one.asset));
  return rollForward(own, { months: [month], openings }).map(
    ({ month: _, ledger: __, currency, other, ...row }) => ({
      // Among what was returned, where it has been since the first month was closed.
      ...{ currency, ...asText({ ...row, other: -other }) },
    }),
  );
}

function asText<Name extends string>(figures: Record<Name, bigint>): Record<Name, string> {
  const all = Object.entries<bigint>(figures).map(([name, figure]) => [name, `${figure}`]);
  return Object.fromEntries(all) as Record<Name, string>;
}
