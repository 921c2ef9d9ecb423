import { assert, never } from "@/lib/errors";
import { decimalOf, decimalsOf, type Money, money, part } from "@/lib/money";
import { scaledUnitPrice, unitPriceOf, unitPriceScale } from "@/lib/unit-price";

/** A stretch of a quantity at its own price; the last one has no end. `flat` is in minor units. */
export type Tier = { upTo: bigint | null; unitPrice: string; flat: bigint };

/**
 * What a quantity costs (BOOKS B8). The first `included` units are free and tiers count those after them;
 * `flat` is charged once as soon as anything is used at all.
 *
 * - per unit: each at one price; - graduated: each at its own tier's, with the flat fee of every tier reached;
 * - volume: all of them at the price, and with the flat fee, of the tier the last one lies in;
 * - package: by whole packages begun.
 */
export type PriceModel = { included: bigint; flat: bigint } & (
  | { kind: "per_unit"; unitPrice: string }
  | { kind: "graduated" | "volume"; tiers: Tier[] }
  | { kind: "package"; size: bigint; price: bigint }
);

/** One term of the sum, told with its real numbers: quantity × unit price + flat = exact. */
export type PricePart = {
  what: "included" | "units" | "packages" | "fee";
  /** Which units, counted from 1; null of a fee for all of them. */
  range: { from: bigint; to: bigint } | null;
  quantity: bigint;
  /** Exact decimal of major units: of a unit, or of a package. */
  unitPrice: string;
  flat: Money;
  /** Exact decimal of major units, not rounded. */
  exact: string;
};

export type PriceExplained = {
  kind: PriceModel["kind"];
  quantity: bigint;
  parts: PricePart[];
  exact: string;
  /** The exact sum rounded half up, once. */
  amount: Money;
  /** Of volume prices, where more would cost less: at this many units they come to that amount. */
  cliff: { quantity: bigint; amount: Money } | null;
};

/** Exact until it is rounded half up, once, to the currency's minor unit. Nothing used costs nothing. */
export function priceOf(model: PriceModel, quantity: bigint, currency: string): bigint {
  return rounded(sumOf(stepsOf(model, quantity), currency), currency);
}

/** The same amount, told term by term. */
export function explainPrice(
  model: PriceModel,
  quantity: bigint,
  currency: string,
): PriceExplained {
  const steps = stepsOf(model, quantity);
  const parts = steps.map(({ what, range, count, unitPrice, flat, price }) => ({
    ...{ what, range, quantity: count },
    unitPrice: price === null ? unitPrice : decimalOf({ minor: price, currency }),
    flat: money(flat, currency),
    exact: unitPriceOf(exactOf({ count, unitPrice, flat, price }, currency)),
  }));
  const sum = sumOf(steps, currency);
  const amount = money(rounded(sum, currency), currency);
  const cliff = cliffAfter(model, quantity, amount);
  return { kind: model.kind, quantity, parts, exact: unitPriceOf(sum), amount, cliff };
}

/** The most any quantity up to this one costs: of volume prices fewer may cost more. */
export function mostUpTo(model: PriceModel, quantity: bigint, currency: string): bigint {
  const ends = model.kind === "volume" ? model.tiers.map(({ upTo }) => upTo ?? 0n) : [];
  const others = ends.map((end) => end + model.included).filter((end) => end < quantity);
  return [quantity, ...others]
    .map((one) => priceOf(model, one, currency))
    .reduce((most, one) => (one > most ? one : most), 0n);
}

/** The one price of every unit, or null where there is more to say. */
export function singlePrice(model: PriceModel): string | null {
  const { kind, included, flat } = model;
  return kind === "per_unit" && included === 0n && flat === 0n ? model.unitPrice : null;
}

/** Every unit at one price. */
export function perUnit(unitPrice: string): PriceModel {
  return { kind: "per_unit", unitPrice, included: 0n, flat: 0n };
}

type Step = Pick<PricePart, "what" | "range"> & Term;

/** A count at a price: a unit's as a decimal, or a package's in minor units. */
type Term = { count: bigint; unitPrice: string; price: bigint | null; flat: bigint };

function stepsOf(model: PriceModel, quantity: bigint): Step[] {
  assert(quantity >= 0n, "a quantity is not negative");
  if (quantity === 0n) return [];
  const { included, flat } = model;
  const free = quantity < included ? quantity : included;
  const term = { unitPrice: "0", price: null, flat: 0n };
  return [
    ...(free > 0n
      ? [{ ...term, what: "included" as const, range: { from: 1n, to: free }, count: free }]
      : []),
    ...(quantity > free ? chargedSteps(model, { free, quantity }) : []),
    ...(flat > 0n ? [{ ...term, what: "fee" as const, range: null, count: 1n, flat }] : []),
  ];
}

function chargedSteps(
  model: PriceModel,
  { free, quantity }: { free: bigint; quantity: bigint },
): Step[] {
  const count = quantity - free;
  const range = { from: free + 1n, to: quantity };
  switch (model.kind) {
    case "per_unit": {
      const { unitPrice } = model;
      return [{ what: "units", range, count, unitPrice, price: null, flat: 0n }];
    }
    case "package": {
      const packages = (count + model.size - 1n) / model.size;
      const { price } = model;
      return [{ what: "packages", range, count: packages, unitPrice: "0", price, flat: 0n }];
    }
    case "volume": {
      const { unitPrice, flat } = tierOf(model.tiers, count);
      return [{ what: "units", range, count, unitPrice, price: null, flat }];
    }
    case "graduated":
      return graduatedSteps(model.tiers, { free, count });
    default:
      return never(model);
  }
}

function graduatedSteps(
  tiers: readonly Tier[],
  { free, count }: { free: bigint; count: bigint },
): Step[] {
  let before = 0n;
  const steps: Step[] = [];
  for (const { upTo, unitPrice, flat } of tiers) {
    const end = upTo !== null && upTo < count ? upTo : count;
    if (end <= before) break;
    const range = { from: free + before + 1n, to: free + end };
    steps.push({ what: "units", range, count: end - before, unitPrice, price: null, flat });
    before = end;
  }
  return steps;
}

function tierOf(tiers: readonly Tier[], count: bigint): Tier {
  const tier = tiers.find(({ upTo }) => upTo === null || count <= upTo);
  assert(tier, "the last tier has no end");
  return tier;
}

function cliffAfter(model: PriceModel, quantity: bigint, amount: Money): PriceExplained["cliff"] {
  if (model.kind !== "volume" || quantity <= model.included) return null;
  const { upTo } = tierOf(model.tiers, quantity - model.included);
  if (upTo === null) return null;
  const next = model.included + upTo + 1n;
  const minor = priceOf(model, next, amount.currency);
  return minor < amount.minor ? { quantity: next, amount: { ...amount, minor } } : null;
}

// Sums are kept as whole numbers of the twelfth decimal of the major unit, the finest a price has.

function exactOf({ count, unitPrice, price, flat }: Term, currency: string): bigint {
  const perMinor = 10n ** BigInt(unitPriceScale - decimalsOf(currency));
  const each = price === null ? scaledUnitPrice(unitPrice) : price * perMinor;
  return count * each + flat * perMinor;
}

function sumOf(steps: readonly Term[], currency: string): bigint {
  return steps.reduce((sum, step) => sum + exactOf(step, currency), 0n);
}

function rounded(exact: bigint, currency: string): bigint {
  return part(exact, 10n ** BigInt(decimalsOf(currency)), 10n ** BigInt(unitPriceScale));
}
