import type { Tx } from "@/db/client";
import { type Catalog, planVersionFingerprint } from "./catalog";
import {
  bumpCatalogVersion,
  insertPlanVersion,
  listNewestVersions,
  lockDeployment,
  writeCatalog,
} from "./catalog-queries";
import { writeTerms } from "./terms-queries";

/**
 * Brings the database to the catalogue: a plan whose price, allowance or terms changed gets a new
 * version, what did not change keeps its own. Applied twice it writes nothing new.
 */
export async function applyCatalog(tx: Tx, catalog: Catalog): Promise<{ newVersions: string[] }> {
  await lockDeployment(tx);
  await writeCatalog(tx, catalog);
  await writeTerms(tx, catalog);
  const newest = new Map((await listNewestVersions(tx)).map((one) => [one.plan, one]));
  const newVersions: string[] = [];
  for (const plan of catalog.plans) {
    const fingerprint = planVersionFingerprint(plan);
    const known = newest.get(plan.code);
    if (known?.fingerprint === fingerprint) continue;
    await insertPlanVersion(tx, { plan, version: (known?.version ?? 0) + 1, fingerprint });
    newVersions.push(plan.code);
  }
  await bumpCatalogVersion(tx);
  return { newVersions };
}
