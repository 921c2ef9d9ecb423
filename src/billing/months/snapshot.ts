import type { DeferredMove, Moved } from "./figure-queries";
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

const returnColumns = ["credits", "refunds", "disputes", "voids", "writeOffs", "other"] as const;

/** Deferred revenue over a month (BOOKS B16): opening + billed − recognized − breakage − returned = closing. */
export type RollForward = { currency: string; opening: string; closing: string } & Record<
  "billed" | "recognized" | "breakage" | (typeof returnColumns)[number],
  string
>;

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
  /** All that counts before the month, where no snapshot says it. */
  earlier: readonly Moved[];
  moved: readonly Moved[];
  deferred: readonly DeferredMove[];
  heads: MonthFigures["heads"];
  counts: MonthFigures["counts"];
};

/** What a month comes to, from what is booked in it and how the one before it ended. */
export function figuresOf({
  month,
  timeZone,
  before,
  heads,
  counts,
  ...facts
}: Facts): MonthFigures {
  const trialBalance = trialBalanceOf(facts.moved, openings(before?.trialBalance, facts.earlier));
  return {
    ...{ format: "tallybook.month/1", month: month.month, timeZone },
    ...{ from: month.start.toISOString(), until: month.end.toISOString() },
    ...{ goesOnFrom: before?.sha256 ?? null, heads, counts, trialBalance },
    deferredRevenue: trialBalance
      .filter(({ kind }) => kind === "deferred_revenue")
      .map((line) => rollForwardOf(line, facts.deferred)),
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

function openings(
  before: readonly TrialLine[] | undefined,
  earlier: readonly Moved[],
): Map<string, bigint> {
  if (before) return new Map(before.map((line) => [keyOf(line), BigInt(line.closing)]));
  return new Map(earlier.map((line) => [keyOf(line), BigInt(line.debits) - BigInt(line.credits)]));
}

function trialBalanceOf(
  moved: readonly Moved[],
  opening: ReadonlyMap<string, bigint>,
): TrialLine[] {
  const movedOf = new Map(moved.map((line) => [keyOf(line), line]));
  return [...new Set([...opening.keys(), ...movedOf.keys()])].sort().map((key) => {
    const [asset = "", kind = ""] = key.split(" ");
    const { debits = "0", credits = "0" } = movedOf.get(key) ?? {};
    const start = opening.get(key) ?? 0n;
    const closing = `${start + BigInt(debits) - BigInt(credits)}`;
    return { kind, asset, opening: `${start}`, debits, credits, closing };
  });
}

function rollForwardOf(line: TrialLine, moves: readonly DeferredMove[]): RollForward {
  const sums = { billed: 0n, recognized: 0n, breakage: 0n };
  const returned = Object.fromEntries(returnColumns.map((name) => [name, 0n]));
  for (const move of moves) {
    if (move.currency !== line.asset) continue;
    const column = columnOf(move);
    if (column === "billed") sums.billed += BigInt(move.minor);
    else if (column === "recognized" || column === "breakage") sums[column] -= BigInt(move.minor);
    else returned[column] = (returned[column] ?? 0n) - BigInt(move.minor);
  }
  const text = (minor: bigint) => `${minor}`;
  const columns = Object.fromEntries(
    Object.entries({ ...sums, ...returned }).map(([name, minor]) => [name, text(minor)]),
  ) as Omit<RollForward, "currency" | "opening" | "closing">;
  // A liability is shown as what it is: what is owed is above zero.
  const owed = (balance: string) => text(-BigInt(balance));
  return {
    currency: line.asset,
    opening: owed(line.opening),
    ...columns,
    closing: owed(line.closing),
  };
}

/** In which column of the roll-forward a movement stands; `other` is there so that the columns always add up. */
function columnOf({ by, other, line, isVoid }: DeferredMove): keyof RollForward {
  if (other === "revenue.breakage") return "breakage";
  if (other.startsWith("revenue.")) return "recognized";
  if (by === "refund") return "refunds";
  if (by === "dispute") return "disputes";
  if (other === "unbilled") return line === "proration_credit" ? "credits" : "billed";
  if (other === "receivable") return isVoid ? "voids" : "writeOffs";
  return "other";
}
