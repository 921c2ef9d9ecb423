import type { SuperJSONResult } from "superjson";
import type { Db, Tx } from "@/db/client";
import { fromJson, plainJson, toJson } from "@/lib/json";
import type { TaxTable } from "../invoices/tax-table";
import type { Catalog, ChangeRule, CustomPack } from "./catalog";
import { dunning as dunningTerms, refunds as refundTerms } from "./catalog-schema";

export type Terms = {
  changeRules: ChangeRule[];
  proration: Catalog["proration"];
  customPack: CustomPack | null;
  minimumCharges: Map<string, bigint>;
  taxes: TaxTable | null;
  dunning: Catalog["dunning"];
  refunds: Catalog["refunds"];
  /** The plans that prices of Stripe Billing are for. */
  stripePrices: Map<string, string>;
};

/** What the catalogue says of all plans and packs together; the defaults where none was applied yet. */
export async function readTerms(db: Db): Promise<Terms> {
  const row = await db.selectFrom("catalog_terms").selectAll().executeTakeFirst();
  if (!row) {
    const none = { changeRules: [], customPack: null, minimumCharges: new Map(), taxes: null };
    const [dunning, refunds] = [dunningTerms.parse({}), refundTerms.parse({})];
    return { ...none, proration: "second", dunning, refunds, stripePrices: new Map() };
  }
  return {
    changeRules: stored<ChangeRule[]>(row.changes),
    proration: row.proration as Terms["proration"],
    customPack: row.custom_pack === null ? null : stored<CustomPack>(row.custom_pack),
    minimumCharges: new Map(Object.entries(stored<Record<string, bigint>>(row.minimum_charges))),
    taxes: row.taxes === null ? null : stored<TaxTable>(row.taxes),
    dunning: dunningTerms.parse(row.dunning),
    refunds: refundsOf(row.refunds),
    stripePrices: new Map(
      (row.stripe_prices as Catalog["stripePrices"]).map(({ price, plan }) => [price, plan]),
    ),
  };
}

export async function writeTerms(tx: Tx, catalog: Catalog): Promise<void> {
  const { changes, proration, customPack, minimumCharge, taxes, dunning, stripePrices } = catalog;
  const row = {
    proration,
    changes: JSON.stringify(toJson(changes)),
    custom_pack: customPack && JSON.stringify(toJson(customPack)),
    minimum_charges: JSON.stringify(toJson(minimumCharge)),
    taxes: taxes && JSON.stringify(toJson(taxes)),
    dunning: JSON.stringify(dunning),
    refunds: plainJson(catalog.refunds),
    adjustments: plainJson(catalog.adjustments),
    journal: plainJson(catalog.journal),
    stripe_prices: JSON.stringify(stripePrices),
  };
  await tx
    .insertInto("catalog_terms")
    .values(row)
    .onConflict((on) => on.column("id").doUpdateSet(row))
    .execute();
}

function refundsOf(column: unknown): Catalog["refunds"] {
  const { approvalAbove = {}, ...rest } = column as { approvalAbove?: Record<string, string> };
  const limits = Object.entries(approvalAbove).map(([one, minor]) => [one, BigInt(minor)] as const);
  return refundTerms.parse({ ...rest, approvalAbove: Object.fromEntries(limits) });
}

function stored<T>(column: unknown): T {
  return fromJson<T>(column as SuperJSONResult);
}
