import { sql } from "kysely";
import type { Finding, FindingCode } from "@/billing/payments/map-plan";
import { type CurrentCatalog, catalogNumbered } from "@/billing/plans/current-catalog";
import type { Db, Tx } from "@/db/client";
import { realNow } from "@/db/real-time";

export type StageName = "customers" | "subscriptions" | "invoices";
export type StageCounts = { read: number; made: number; known: number; skipped: number };
export type ImportCounts = Record<StageName, StageCounts>;
export type ImportRow = { stage: StageName | "done"; cursor: string | null; counts: ImportCounts };

/** How far the last import came; undefined where there was none. */
export async function findImport(db: Db): Promise<ImportRow | undefined> {
  const row = await db
    .selectFrom("stripe_import")
    .select(["stage", "cursor", "counts"])
    .executeTakeFirst();
  return (
    row && { ...row, stage: row.stage as ImportRow["stage"], counts: row.counts as ImportCounts }
  );
}

/** Begins anew: what the last one found is forgotten. */
export async function beginImport(tx: Tx, counts: ImportCounts): Promise<void> {
  const fresh = {
    stage: "customers",
    cursor: null,
    counts: JSON.stringify(counts),
    ended_at: null,
  };
  await tx.deleteFrom("stripe_import_findings").execute();
  await tx
    .insertInto("stripe_import")
    .values({ ...fresh, started_at: realNow })
    .onConflict((on) => on.column("id").doUpdateSet({ ...fresh, started_at: realNow }))
    .execute();
}

export async function noteImported(tx: Tx, { stage, cursor, counts }: ImportRow): Promise<void> {
  await tx
    .updateTable("stripe_import")
    .set({
      ...{ stage, cursor, counts: JSON.stringify(counts) },
      ended_at: stage === "done" ? realNow : null,
    })
    .execute();
}

export async function keepFinding(tx: Tx, finding: Finding): Promise<void> {
  const { customerId: customer_id, code, reason, remedy } = finding;
  const said = { customer_id, code, reason, remedy };
  await tx
    .insertInto("stripe_import_findings")
    .values({ object_id: finding.objectId, ...said })
    .onConflict((on) => on.column("object_id").doUpdateSet(said))
    .execute();
}

export async function listFindings(db: Db): Promise<Finding[]> {
  const rows = await db
    .selectFrom("stripe_import_findings")
    .orderBy("code")
    .orderBy("object_id")
    .selectAll()
    .execute();
  return rows.map(({ object_id: objectId, customer_id: customerId, code, reason, remedy }) => ({
    ...{ objectId, customerId, code: code as FindingCode, reason, remedy },
  }));
}

/** The catalogue as it is applied now, and what time it is in the books. */
export async function readCatalogNow(tx: Tx): Promise<{ catalog: CurrentCatalog; now: Date }> {
  const { rows } = await sql<{ number: bigint; now: Date }>`
    select catalog_version as number, app_now() as now from deployment`.execute(tx);
  const [row] = rows;
  return { catalog: await catalogNumbered(tx, row?.number ?? 0n), now: row?.now ?? new Date(0) };
}
