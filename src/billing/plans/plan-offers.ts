import { createHash } from "node:crypto";
import { type PriceModel, perUnit, singlePrice } from "@/lib/pricing";
import type { CatalogPlan } from "./catalog";

/** What use beyond the grants costs, or that it stops. The cap is in credits of a billing cycle. */
export type OverageTerms =
  | { policy: "block" }
  | { policy: "bill"; model: PriceModel; cap: bigint | null };

/** A plan in one of its currencies: what a plan version promises. */
export type PlanOffer = Omit<CatalogPlan, "prices" | "overage"> & { overage: OverageTerms };

/** The plan in each currency it is sold in, the one of its `price` first. */
export function offersOf({ prices, overage, ...plan }: CatalogPlan): PlanOffer[] {
  const others = Object.entries(prices).map(([currency, price]) => {
    return { ...plan, currency, price, overage: overageIn(overage, currency) };
  });
  return [{ ...plan, overage: overageIn(overage, null) }, ...others];
}

function overageIn(overage: CatalogPlan["overage"], currency: string | null): OverageTerms {
  if (overage.policy === "block") return overage;
  const { cap } = overage;
  const priced =
    currency === null ? (overage.model ?? overage.unitPrice) : overage.prices[currency];
  return {
    policy: "bill",
    model: typeof priced === "object" ? priced : perUnit(priced ?? "0"),
    cap,
  };
}

/**
 * What makes a plan version: all that was promised, and not the name it is sold under.
 *
 * Equal fingerprints are the same version, so applying a catalogue twice changes nothing.
 */
export function planVersionFingerprint(offer: PlanOffer): string {
  const { currency, price, interval, allowance, drip, overage, rollover, features, trial } = offer;
  // A fixed order of our own, so that neither key order nor the order of features makes a version.
  const terms = [
    ["currency", currency],
    ["price", `${price}`],
    ["interval", interval],
    ["allowance", `${allowance}`],
    ["drip", drip],
    ["overage", ...overageTerms(overage)],
    ["rollover", rollover && `${rollover.max}`],
    ["features", features === "all" ? "all" : [...features].sort()],
    // Terms added since are told only where there are any: what is stored keeps its fingerprint.
    ...(trial ? [["trial", trial.days, `${trial.allowance}`]] : []),
  ];
  return createHash("sha256").update(JSON.stringify(terms)).digest("hex");
}

function overageTerms(terms: OverageTerms): unknown[] {
  if (terms.policy === "block") return ["block"];
  const { model, cap } = terms;
  return ["bill", singlePrice(model) ?? modelTerms(model), cap === null ? null : `${cap}`];
}

function modelTerms(model: PriceModel): unknown[] {
  const { kind, included, flat } = model;
  const common = [kind, `${included}`, `${flat}`];
  if (kind === "per_unit") return [...common, model.unitPrice];
  if (kind === "package") return [...common, `${model.size}`, `${model.price}`];
  return [
    ...common,
    ...model.tiers.map((tier) => [
      tier.upTo === null ? null : `${tier.upTo}`,
      tier.unitPrice,
      `${tier.flat}`,
    ]),
  ];
}
