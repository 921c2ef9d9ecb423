import type { Money } from "./api";
import type { Preview } from "./changes";
import type { Amount, OfAccount } from "./credits";

/** One of the two: a pack by its code, or any number of credits the catalogue allows. */
export type PreviewPack = OfAccount & {
  pack?: string;
  credits?: Amount;
  /** Whether the credits wait for the money. `on_issue` when left out. */
  grants?: "on_issue" | "on_payment";
};

export type PackOffers = {
  items: { pack: string; name: string; credits: bigint; price: Money; validMonths: number }[];
  /** Any number of credits between two bounds, at one price for each; null where only packs are sold. */
  custom: {
    min: bigint;
    max: bigint;
    unitPrice: string;
    currency: string;
    validMonths: number;
  } | null;
};

/** A quote of a pack is confirmed by `subscriptions.confirm`. */
export type Packs = {
  list(input: OfAccount): Promise<PackOffers>;
  preview(input: PreviewPack): Promise<Preview>;
};
