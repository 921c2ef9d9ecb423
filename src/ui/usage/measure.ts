import type { Money } from "@/lib/money";
import type { UsageUnit } from "./address";
import type { UsageCell, UsageDay, UsageGroup, UsageGroupName, UsageMeasure } from "./data";

/** What is drawn and summed: credits, a feature's own units, or money of one currency. */
export type Unit = { of: "credits" } | { of: "units" } | { of: "money"; currency: string };

export function amountIn(unit: Unit, measure: UsageMeasure): bigint {
  if (unit.of === "credits") return measure.credits;
  if (unit.of === "units") return measure.quantity;
  return measure.costs.find(({ currency }) => currency === unit.currency)?.minor ?? 0n;
}

/** One chart per currency, since different ones are never added. */
export function unitsOf(unit: UsageUnit, costs: readonly Money[]): Unit[] {
  if (unit !== "money") return [{ of: unit }];
  return costs.map(({ currency }) => ({ of: "money", currency }));
}

/** How many groups are drawn and told apart; the others are drawn as one. */
const mostDrawn = 5;

export type Series = UsageMeasure & {
  /** Null: all that are not drawn by themselves. */
  name: UsageGroupName | null;
  before: UsageMeasure | null;
  /** How many groups it stands for. */
  groups: number;
};

/** The groups most was used in, and the rest as one. A single one left over is shown as itself. */
export function seriesOf(groups: readonly UsageGroup[], most = mostDrawn): Series[] {
  const named = groups.filter(({ isRest }) => !isRest);
  const drawn = named.length <= most + 1 ? named : named.slice(0, most);
  const others = groups.filter((group) => !drawn.includes(group));
  const first = drawn.map((group) => ({ ...group, name: nameOf(group), groups: 1 }));
  if (others.length === 0) return first;
  const before = others.flatMap((one) => one.before ?? []);
  return [
    ...first,
    {
      ...sum(others),
      name: null,
      before: others.some((one) => one.before) ? sum(before) : null,
      groups: others.length,
    },
  ];
}

function isIn(series: readonly Series[], one: Series, cell: UsageGroupName): boolean {
  if (one.name !== null) return one.name.key === cell.key && !cell.isRest;
  return cell.isRest || !series.some(({ name }) => name !== null && name.key === cell.key);
}

export function sum(measures: readonly UsageMeasure[]): UsageMeasure {
  const costs = new Map<string, bigint>();
  const total = { quantity: 0n, credits: 0n, overage: 0n, events: 0n };
  for (const one of measures) {
    total.quantity += one.quantity;
    total.credits += one.credits;
    total.overage += one.overage;
    total.events += one.events;
    for (const { minor, currency } of one.costs) {
      costs.set(currency, (costs.get(currency) ?? 0n) + minor);
    }
  }
  return { ...total, costs: [...costs].map(([currency, minor]) => ({ minor, currency })) };
}

export type Bucket = {
  /** `2026-11-04`, or `2026-11` where days would be too thin to see. */
  name: string;
  days: UsageDay[];
  parts: bigint[];
  whole: bigint;
  before: bigint | null;
};

const mostDays = 93;

/** What the chart draws: a bar a day, or a bar a month of a long stretch. */
export function bucketsOf(
  {
    days,
    cells,
    series,
  }: { days: readonly UsageDay[]; cells: readonly UsageCell[]; series: readonly Series[] },
  unit: Unit,
): Bucket[] {
  const length = days.length > mostDays ? "2026-11".length : "2026-11-04".length;
  const names = [...new Set(days.map(({ day }) => day.slice(0, length)))];
  return names.map((name) => {
    const own = days.filter(({ day }) => day.startsWith(name));
    const used = cells.filter(({ day }) => day.startsWith(name));
    const before = own.flatMap((day) => day.before ?? []);
    const parts = series.map((one) =>
      used
        .filter((cell) => isIn(series, one, cell))
        .reduce((all, cell) => all + amountIn(unit, cell), 0n),
    );
    return {
      name,
      days: own,
      parts,
      whole: parts.reduce((all, part) => all + part, 0n),
      before: before.length > 0 ? amountIn(unit, sum(before)) : null,
    };
  });
}

function nameOf({ key, isRest }: UsageGroupName): UsageGroupName {
  return { key, isRest };
}
