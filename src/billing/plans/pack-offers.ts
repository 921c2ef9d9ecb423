import type { Tx } from "@/db/client";
import type { AccountId } from "@/lib/ids";
import type { Money } from "@/lib/money";
import { getAccountCurrency } from "../accounts/queries";
import { listPacks } from "./pack-queries";
import { readTerms } from "./terms-queries";

export type PackOffer = {
  pack: string;
  name: string;
  credits: bigint;
  price: Money;
  validMonths: number;
};

export type PackOffers = {
  items: PackOffer[];
  /** Any number of credits between two bounds, at one price for each; null where only packs are sold. */
  custom: {
    min: bigint;
    max: bigint;
    /** Exact decimal of major units. */
    unitPrice: string;
    currency: string;
    validMonths: number;
  } | null;
};

/** The credits an account can buy, in its own currency and the catalogue's order. */
export async function listPackOffers(tx: Tx, accountId: AccountId): Promise<PackOffers> {
  const currency = await getAccountCurrency(tx, accountId);
  const { customPack } = await readTerms(tx);
  const unitPrice = customPack?.unitPrice[currency];
  const items = (await listPacks(tx)).flatMap(
    ({ code: pack, name, credits, validMonths, prices, onSale }) => {
      const minor = prices.get(currency);
      if (!onSale || minor === undefined) return [];
      return [{ pack, name, credits, price: { minor, currency }, validMonths }];
    },
  );
  if (!customPack || unitPrice === undefined) return { items, custom: null };
  const { min, max, validMonths } = customPack;
  return { items, custom: { min, max, unitPrice, currency, validMonths } };
}
