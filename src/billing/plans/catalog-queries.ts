import { type Selectable, sql } from "kysely";
import { textArray } from "@/db/arrays";
import type { Db, Tx } from "@/db/client";
import type { DB } from "@/db/schema";
import { assert } from "@/lib/errors";
import { newId, type PlanVersionId } from "@/lib/ids";
import type { TaxTable } from "../invoices/tax-table";
import type { PlanVersion } from "../state";
import type { Catalog, ChangeRule, CustomPack } from "./catalog";
import { listPacks, type Pack, writePack } from "./pack-queries";
import type { PlanOffer } from "./plan-offers";
import { overageTermsOf, priceColumns } from "./price-columns";
import { readTerms } from "./terms-queries";

export type StoredCatalog = {
  rates: Map<string, bigint>;
  versions: PlanVersion[];
  packs: Pack[];
  changeRules: ChangeRule[];
  proration: Catalog["proration"];
  customPack: CustomPack | null;
  minimumCharges: Map<string, bigint>;
  dunning: Catalog["dunning"];
  refunds: Catalog["refunds"];
  taxes: TaxTable | null;
  stripePrices: Map<string, string>;
};

/** The rate card, every plan version and pack, and what holds for all, as decisions use them. */
export async function readCatalog(tx: Db): Promise<StoredCatalog> {
  const features = await tx.selectFrom("features").select(["code", "credits_per_unit"]).execute();
  const versions = await tx
    .selectFrom("plan_versions as v")
    .innerJoin("plans as p", "p.code", "v.plan")
    .selectAll("v")
    .select(["p.name as plan_name", "p.retired", "p.currencies"])
    .execute();
  return {
    rates: new Map(features.map((one) => [one.code, one.credits_per_unit])),
    versions: versions.map((row) => ({
      ...versionOf(row),
      planName: row.plan_name,
      onSale: !row.retired && row.currencies.includes(row.currency),
    })),
    packs: await listPacks(tx),
    ...(await readTerms(tx)),
  };
}

function versionOf(row: Selectable<DB["plan_versions"]>): Omit<PlanVersion, "planName" | "onSale"> {
  return {
    id: row.id,
    plan: row.plan,
    version: row.version,
    priceMinor: row.price_minor,
    interval: row.interval as PlanVersion["interval"],
    drip: row.drip as PlanVersion["drip"],
    allowance: row.allowance,
    ...overageTermsOf(row, row.currency),
    rolloverMax: row.rollover_max,
    trial:
      row.trial_days === null
        ? null
        : { days: row.trial_days, allowance: row.trial_allowance ?? 0n },
    features: row.features,
  };
}

/** What is on sale: the newest version of each plan in each of its currencies, in the catalogue's order. */
export async function listPlansOnSale(tx: Db): Promise<PlanVersion[]> {
  const rows = await tx
    .selectFrom("plans as p")
    .innerJoin("plan_versions as v", "v.plan", "p.code")
    .where("p.retired", "=", false)
    .where(sql<boolean>`v.currency = any(p.currencies)`)
    .distinctOn(["p.position", "p.code", sql`array_position(p.currencies, v.currency)`])
    .orderBy("p.position")
    .orderBy("p.code")
    .orderBy(sql`array_position(p.currencies, v.currency)`)
    .orderBy("v.version", "desc")
    .selectAll("v")
    .select("p.name as plan_name")
    .execute();
  return rows.map((row) => ({ ...versionOf(row), planName: row.plan_name, onSale: true }));
}

export type StoredVersion = {
  plan: string;
  currency: string;
  version: number;
  fingerprint: string;
};

export async function listNewestVersions(tx: Tx): Promise<StoredVersion[]> {
  return await tx
    .selectFrom("plan_versions")
    .distinctOn(["plan", "currency"])
    .orderBy("plan")
    .orderBy("currency")
    .orderBy("version", "desc")
    .select(["plan", "currency", "version", "fingerprint"])
    .execute();
}

/** Writes features, plans and packs as the catalogue has them; what it no longer has is retired. */
export async function writeCatalog(tx: Tx, { features, plans, packs }: Catalog): Promise<void> {
  for (const { code, name, creditsPerUnit } of features) {
    await tx
      .insertInto("features")
      .values({ code, name, credits_per_unit: creditsPerUnit })
      .onConflict((on) => on.column("code").doUpdateSet({ name, credits_per_unit: creditsPerUnit }))
      .execute();
  }
  for (const [position, { code, name, currency, prices }] of plans.entries()) {
    const currencies = [currency, ...Object.keys(prices)];
    const row = { name, position, currencies, retired: false };
    await tx
      .insertInto("plans")
      .values({ code, ...row })
      .onConflict((on) => on.column("code").doUpdateSet(row))
      .execute();
  }
  await retire(
    tx,
    "plans",
    plans.map(({ code }) => code),
  );
  for (const [position, pack] of packs.entries()) await writePack(tx, pack, position);
  await retire(
    tx,
    "packs",
    packs.map(({ code }) => code),
  );
}

async function retire(tx: Tx, table: "plans" | "packs", kept: readonly string[]): Promise<void> {
  await tx
    .updateTable(table)
    .set({ retired: true })
    .where("code", "!=", sql<string>`all(${textArray(kept)}::text[])`)
    .execute();
}

export type NewVersion = { offer: PlanOffer; version: number; fingerprint: string };

export async function insertPlanVersion(
  tx: Tx,
  { offer, version, fingerprint }: NewVersion,
): Promise<void> {
  const { overage } = offer;
  await tx
    .insertInto("plan_versions")
    .values({
      id: newId<PlanVersionId>(),
      plan: offer.code,
      version,
      fingerprint,
      currency: offer.currency,
      price_minor: offer.price,
      interval: offer.interval,
      drip: offer.drip,
      allowance: offer.allowance,
      overage_policy: overage.policy,
      ...priceColumns(overage.policy === "bill" ? overage.model : null),
      overage_cap: overage.policy === "bill" ? overage.cap : null,
      rollover_max: offer.rollover?.max ?? null,
      trial_days: offer.trial?.days ?? null,
      trial_allowance: offer.trial?.allowance ?? null,
      features: offer.features === "all" ? null : offer.features,
      created_at: sql<Date>`app_now()`,
    })
    .execute();
}

/** Tells every process that its copy is old; by the clock, so that a database made anew repeats no number. */
export async function bumpCatalogVersion(tx: Tx): Promise<void> {
  await tx
    .updateTable("deployment")
    .set({
      catalog_version: sql`greatest(catalog_version + 1, (extract(epoch from clock_timestamp()) * 1000)::int8)`,
    })
    .execute();
}

/** One application of the catalogue at a time; answers when. */
export async function lockDeployment(tx: Tx): Promise<{ now: Date }> {
  await tx.selectFrom("deployment").select("id").forUpdate().execute();
  const { rows } = await sql<{ now: Date }>`select app_now() as now`.execute(tx);
  const [row] = rows;
  assert(row, "there is a clock");
  return row;
}
