import type { Month } from "./as-of";
import type { ImpactLine } from "./refund-impact-queries";
import { zeros } from "./tally";

/** What refunds and lost disputes came to: money, what it was of, and what became of the credits it had bought. */
export const impactColumns = [
  ...(["money", "deferred", "reversed", "tax", "lost"] as const),
  ...(["revoked", "owed", "writtenOff"] as const),
] as const;
export type ImpactColumn = (typeof impactColumns)[number];

export type ImpactRow = {
  month: Month;
  currency: string;
  plan: string | null;
  of: ImpactLine["of"];
  policy: string;
  /** How many refunds or disputes. */
  count: bigint;
} & Record<ImpactColumn, bigint>;

/** Lines added up by month, currency, plan, and by which way and policy they gave back, in that order. */
export function impactOf(lines: readonly ImpactLine[]): ImpactRow[] {
  const rows = new Map<string, { row: ImpactRow; ids: Set<string> }>();
  for (const line of lines) {
    const { month, currency, plan, of, policy } = line;
    const key = JSON.stringify([month, currency, plan, of, policy]);
    const found = rows.get(key) ?? {
      row: { month, currency, plan, of, policy, count: 0n, ...zeros(impactColumns) },
      ids: new Set<string>(),
    };
    for (const column of impactColumns) found.row[column] += line[column];
    found.ids.add(line.id);
    rows.set(key, found);
  }
  return [...rows.values()].map(({ row, ids }) => ({ ...row, count: BigInt(ids.size) }));
}
