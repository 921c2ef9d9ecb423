import type { Tx } from "@/db/client";
import { readTaxTable } from "../invoices/tax-queries";
import type { Catalog } from "./catalog";
import {
  bumpCatalogVersion,
  insertPlanVersion,
  listNewestVersions,
  lockDeployment,
  writeCatalog,
} from "./catalog-queries";
import { assertTaxesKept } from "./keep-taxes";
import { offersOf, planVersionFingerprint } from "./plan-offers";
import { writeTerms } from "./terms-queries";

/**
 * Brings the database to the catalogue: a plan whose price, allowance or terms changed gets a new
 * version in that currency, what did not change keeps its own. Applied twice it writes nothing new.
 */
export async function applyCatalog(tx: Tx, catalog: Catalog): Promise<{ newVersions: string[] }> {
  const { now } = await lockDeployment(tx);
  assertTaxesKept(await readTaxTable(tx), { next: catalog.taxes, now });
  await writeCatalog(tx, catalog);
  await writeTerms(tx, catalog);
  const nameOf = ({ plan, currency }: { plan: string; currency: string }) => `${plan} ${currency}`;
  const newest = new Map((await listNewestVersions(tx)).map((one) => [nameOf(one), one]));
  const newVersions = new Set<string>();
  for (const offer of catalog.plans.flatMap(offersOf)) {
    const { code: plan, currency } = offer;
    const fingerprint = planVersionFingerprint(offer);
    const known = newest.get(nameOf({ plan, currency }));
    if (known?.fingerprint === fingerprint) continue;
    await insertPlanVersion(tx, { offer, version: (known?.version ?? 0) + 1, fingerprint });
    newVersions.add(plan);
  }
  await bumpCatalogVersion(tx);
  return { newVersions: [...newVersions] };
}
