import type { Money } from "./api";

/** What a credit beyond the grants costs. Tiers count the credits after the `included` ones; `flat` is in minor units. */
export type PriceModel = { included: bigint; flat: bigint } & (
  | { kind: "per_unit"; unitPrice: string }
  | { kind: "graduated" | "volume"; tiers: PriceTier[] }
  | { kind: "package"; size: bigint; price: bigint }
);

/** Up to and with `upTo`; null of the last one. */
export type PriceTier = { upTo: bigint | null; unitPrice: string; flat: bigint };

export type Overage =
  | { policy: "block" }
  | {
      policy: "bill";
      /** Of every credit; null where the model says more than one price. */
      unitPrice: string | null;
      model: PriceModel;
      /** Credits a billing cycle may reach. */
      cap: bigint | null;
    };

export type Plan = {
  plan: string;
  planVersionId: string;
  price: Money;
  interval: "month" | "year";
  allowance: bigint;
  overage: Overage;
  /** The plan in each currency it is sold in, this one among them. */
  prices: { planVersionId: string; price: Money; overage: Overage }[];
  /** Before the first charge; null where the plan is not tried. */
  trial: { days: number; allowance: bigint } | null;
};

/** How an amount of several prices comes about: parts add up to `exact`, rounded half up once. */
export type PriceExplained = {
  kind: PriceModel["kind"];
  quantity: bigint;
  parts: {
    what: "included" | "units" | "packages" | "fee";
    /** Which credits, counted from 1. */
    range: { from: bigint; to: bigint } | null;
    quantity: bigint;
    unitPrice: string;
    flat: Money;
    /** quantity × unitPrice + flat, as an exact decimal of major units. */
    exact: string;
  }[];
  exact: string;
  amount: Money;
  /** Of volume prices, where more credits would come to less. */
  cliff: { quantity: bigint; amount: Money } | null;
};
