import { part } from "@/lib/money";
import type { Month } from "./as-of";
import type { Movement } from "./movement";
import { placeRevenue } from "./revenue";

/** What 1,000 credits brought: of a plan what it earned for what its own credits and use beyond them were, of packs the same. */
export type UnitRow = {
  month: Month;
  currency: string;
  /** A plan's code; null for packs, and for credits nobody paid for. */
  plan: string | null;
  of: "plan" | "packs" | "given";
  revenue: bigint;
  credits: bigint;
  /** Minor units per 1,000 credits, half-up; null where none was used. */
  perThousand: bigint | null;
};

/** Breakage is left out: it is what was not used. */
export function unitEconomicsOf(movements: readonly Movement[]): UnitRow[] {
  const rows = new Map<string, UnitRow>();
  for (const movement of movements) {
    const { month, currency, plan } = movement;
    const counted = countOf(movement);
    if (month === null || !counted) continue;
    const named = counted.of === "plan" ? plan : null;
    const key = [month, currency, counted.of, named ?? ""].join(" ");
    const row = rows.get(key) ?? { ...{ month, currency, plan: named, of: counted.of }, ...zero };
    row.revenue += counted.revenue;
    row.credits += counted.credits;
    rows.set(key, row);
  }
  return [...rows.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => ({ ...row, perThousand: perThousand(row) }));
}

const zero = { revenue: 0n, credits: 0n, perThousand: null };

function countOf(
  movement: Movement,
): { of: UnitRow["of"]; revenue: bigint; credits: bigint } | null {
  const { asset, amount, about, from, to } = movement;
  if (asset !== "credit") {
    const [placed] = placeRevenue(movement).filter(({ column }) => column.startsWith("earned"));
    if (!placed) return null;
    const of = placed.column === "earnedByPacks" ? "packs" : "plan";
    return { of, revenue: placed.sign * amount, credits: 0n };
  }
  if ((to === "consumed") === (from === "consumed")) return null;
  const credits = to === "consumed" ? amount : -amount;
  return { of: payerOf(about), revenue: 0n, credits };
}

/** Use beyond the grants is of no category, and its plan's to charge for. */
function payerOf(category: string): UnitRow["of"] {
  if (category === "pack") return "packs";
  return category === "promo" || category === "goodwill" || category === "adjustment"
    ? "given"
    : "plan";
}

function perThousand({ revenue, credits }: UnitRow): bigint | null {
  return credits > 0n && revenue >= 0n ? part(revenue, 1_000n, credits) : null;
}
