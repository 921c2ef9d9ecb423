import type { Month } from "./as-of";
import { across, type Edge, type Moved, opposite, type Placed } from "./movement";
import { zeros } from "./tally";

/** BOOKS B16: what came to deferred revenue, what was earned of it, and what went back unearned, a column each. */
export const deferredColumns = [
  ...(["billed", "recognized", "breakage"] as const),
  ...(["credits", "refunds", "disputes", "voids", "writeOffs", "other"] as const),
] as const;
export type DeferredColumn = (typeof deferredColumns)[number];

const cameIn: readonly DeferredColumn[] = ["billed", "other"];

export function placeDeferred(edge: Edge): Placed<DeferredColumn>[] {
  const side = across(edge, (kind) => kind === "deferred_revenue");
  if (!side) return [];
  const column = columnOf(side.other, edge);
  // It is a liability: what leaves the ledger account is what is owed more.
  return [{ column, sign: cameIn.includes(column) ? opposite(side.sign) : side.sign }];
}

function columnOf(other: string, { about }: Edge): DeferredColumn {
  switch (other) {
    case "unbilled":
      return about === "proration_credit" ? "credits" : "billed";
    case "receivable":
      if (about === "proration_credit") return "credits";
      return about === "uncollectible" ? "writeOffs" : "voids";
    case "revenue.plan":
    case "revenue.pack":
      return "recognized";
    case "revenue.breakage":
      return "breakage";
    case "stripe_balance":
    case "account_credit":
    case "bank":
      return "refunds";
    case "dispute_hold":
      return "disputes";
    // Its money came late after all.
    case "write_off":
      return "writeOffs";
    default:
      return "other";
  }
}

export type DeferredRow = { month: Month; currency: string; opening: bigint } & Record<
  DeferredColumn,
  bigint
> & {
    closing: bigint;
    /** The ledger's own balance at the month's end: what closing must be. */
    ledger: bigint;
  };

/**
 * BOOKS B16, month after month in each currency: opening + billed into deferred − recognized − breakage − what went back
 * unearned = closing, and beside it what was credited less what was debited, whatever for. It goes on from `openings`,
 * what is owed in each currency, where what moved before is not told.
 */
export function rollForward(
  moved: readonly Moved[],
  { months, openings = new Map() }: { months: readonly Month[]; openings?: Openings },
): DeferredRow[] {
  const money = moved.filter(({ asset }) => asset !== "credit");
  const currencies = new Set([...openings.keys(), ...money.map(({ asset }) => asset)]);
  return [...currencies].sort().flatMap((currency) => {
    const own = money.filter(({ asset }) => asset === currency);
    const inMonth = (month: Month | null) => own.filter((one) => one.month === month);
    let ledger = (openings.get(currency) ?? 0n) + netOf(inMonth(null));
    let closing = ledger;
    return months.map((month) => {
      const [opening, columns] = [closing, columnsOf(inMonth(month))];
      closing += growthOf(columns);
      ledger += netOf(inMonth(month));
      return { month, currency, opening, ...columns, closing, ledger };
    });
  });
}

type Openings = ReadonlyMap<string, bigint>;

function columnsOf(moved: readonly Moved[]): Record<DeferredColumn, bigint> {
  const columns = zeros(deferredColumns);
  for (const one of moved) {
    for (const { column, sign } of placeDeferred(one)) columns[column] += sign * one.amount;
  }
  return columns;
}

/** What the ledger account was credited with less what it was debited with. */
function netOf(moved: readonly Moved[]): bigint {
  let net = 0n;
  for (const { from, to, amount } of moved) {
    if (from === "deferred_revenue") net += amount;
    if (to === "deferred_revenue") net -= amount;
  }
  return net;
}

/** Closing less opening. */
function growthOf(row: Record<DeferredColumn, bigint>): bigint {
  const back = row.credits + row.refunds + row.disputes + row.voids + row.writeOffs;
  return row.billed - row.recognized - row.breakage - back + row.other;
}
