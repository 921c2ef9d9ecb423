import { sql } from "kysely";
import { textArray } from "@/db/arrays";
import type { Db, Tx } from "@/db/client";
import type { Catalog } from "./catalog";

/** Credits sold once. What a quote or an invoice says of one stands there, since its price may change. */
export type Pack = {
  code: string;
  name: string;
  credits: bigint;
  validMonths: number;
  /** In minor units, by currency. */
  prices: ReadonlyMap<string, bigint>;
  onSale: boolean;
};

/** Every pack there ever was, in the catalogue's order. */
export async function listPacks(db: Db): Promise<Pack[]> {
  const packs = await db
    .selectFrom("packs")
    .selectAll()
    .orderBy("position")
    .orderBy("code")
    .execute();
  const prices = await db.selectFrom("pack_prices").selectAll().orderBy("currency").execute();
  return packs.map(({ code, name, credits, valid_months: validMonths, retired }) => ({
    ...{ code, name, credits, validMonths, onSale: !retired },
    prices: new Map(
      prices.filter(({ pack }) => pack === code).map((one) => [one.currency, one.price_minor]),
    ),
  }));
}

export async function writePack(
  tx: Tx,
  { code, name, credits, validMonths, currency, price, prices }: Catalog["packs"][number],
  position: number,
): Promise<void> {
  const row = { name, credits, valid_months: validMonths, position, retired: false };
  await tx
    .insertInto("packs")
    .values({ code, ...row })
    .onConflict((on) => on.column("code").doUpdateSet(row))
    .execute();
  const all = { ...prices, [currency]: price };
  await tx
    .deleteFrom("pack_prices")
    .where("pack", "=", code)
    .where("currency", "!=", sql<string>`all(${textArray(Object.keys(all))}::text[])`)
    .execute();
  for (const [one, minor] of Object.entries(all)) {
    await tx
      .insertInto("pack_prices")
      .values({ pack: code, currency: one, price_minor: minor })
      .onConflict((on) => on.columns(["pack", "currency"]).doUpdateSet({ price_minor: minor }))
      .execute();
  }
}
