import type { GrantId, InvoiceLineId, PlanPeriodId } from "@/lib/ids";
import { type Money, part, spread } from "@/lib/money";
import { type PriceModel, priceOf, singlePrice } from "@/lib/pricing";
import type { OveragePrice } from "./usage-queries";

export type BurnedCell = { cell: number; grantId: GrantId; credits: bigint };
export type OverageCell = { cell: number; planPeriodId: PlanPeriodId; credits: bigint };

/** Null of a plan that stops; `slices` are the credits beyond the grants of each. */
export type OverageCost = { model: PriceModel | null; currency: string; slices: bigint[] };

export type Prices = {
  grants: ReadonlyMap<GrantId, { granted: bigint; paid: Money | null }>;
  overage: ReadonlyMap<PlanPeriodId, OverageCost>;
};

/**
 * What used credits cost (US2), by cell: of each grant the share of what was paid for it, and use beyond
 * the grants at its price.
 *
 * Rounded once per grant, and once per period of overage, over all that is asked for; the parts are spread
 * over the cells, so that cells add up to the total to the minor unit. What nobody paid for costs nothing.
 */
export function costsOf(
  { burned, overage }: { burned: readonly BurnedCell[]; overage: readonly OverageCell[] },
  prices: Prices,
): Map<number, Money[]> {
  const costs = new Map<number, Map<string, bigint>>();
  for (const [grantId, cells] of groupedBy(burned, (one) => one.grantId)) {
    const grant = prices.grants.get(grantId);
    if (!grant?.paid || grant.granted === 0n) continue;
    const total = part(grant.paid.minor, sumOf(cells), grant.granted);
    addTo(costs, cells, { minor: total, currency: grant.paid.currency });
  }
  for (const [planPeriodId, cells] of groupedBy(overage, (one) => one.planPeriodId)) {
    const price = prices.overage.get(planPeriodId);
    if (price) addTo(costs, cells, overageCost(sumOf(cells), price));
  }
  return new Map([...costs].map(([cell, byCurrency]) => [cell, moneyOf(byCurrency)]));
}

/**
 * Tiers price a slice as a whole, so a part of it costs its share; the whole slice costs what its line says.
 * Of a dripping year a part that lies across slices is priced by their average.
 */
function overageCost(credits: bigint, { model, currency, slices }: OverageCost): Money {
  if (model === null) return { minor: 0n, currency };
  if (singlePrice(model) !== null) return { minor: priceOf(model, credits, currency), currency };
  const used = slices.reduce((sum, one) => sum + one, 0n);
  const charged = slices.reduce((sum, one) => sum + priceOf(model, one, currency), 0n);
  return { minor: used === 0n ? 0n : part(charged, credits, used), currency };
}

/** Of an invoice line its own slice, where that stands on one already. */
export function overageCostOf(
  { model, currency, slices }: OveragePrice,
  lineId: InvoiceLineId | null,
): OverageCost {
  const own = slices.filter((one) => lineId !== null && one.lineId === lineId);
  const counted = (own.length > 0 ? own : slices).map(({ credits }) => credits);
  return { model, currency, slices: counted };
}

/** Money by currency: different ones are never added (SCREENS G5). */
export function addUp(amounts: readonly Money[]): Money[] {
  const sums = new Map<string, bigint>();
  for (const { minor, currency } of amounts) sums.set(currency, (sums.get(currency) ?? 0n) + minor);
  return moneyOf(sums);
}

function addTo(
  costs: Map<number, Map<string, bigint>>,
  cells: readonly { cell: number; credits: bigint }[],
  { minor, currency }: Money,
): void {
  const parts = spread({ total: minor, weights: cells.map(({ credits }) => credits) });
  for (const [index, { cell }] of cells.entries()) {
    const sums = costs.get(cell) ?? new Map<string, bigint>();
    sums.set(currency, (sums.get(currency) ?? 0n) + (parts[index] ?? 0n));
    costs.set(cell, sums);
  }
}

function moneyOf(sums: ReadonlyMap<string, bigint>): Money[] {
  return [...sums]
    .map(([currency, minor]) => ({ minor, currency }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

function sumOf(cells: readonly { credits: bigint }[]): bigint {
  return cells.reduce((sum, { credits }) => sum + credits, 0n);
}

function groupedBy<Key, One>(all: readonly One[], keyOf: (one: One) => Key): Map<Key, One[]> {
  const groups = new Map<Key, One[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
