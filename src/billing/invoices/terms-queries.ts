import { sql } from "kysely";
import { plainArray } from "@/db/arrays";
import type { Db, Tx } from "@/db/client";
import type { AccountId, DiscountId } from "@/lib/ids";
import type { Decision } from "../decision";
import { accountTaxes, type TaxFacts } from "./tax-rule";
import type { TaxTable } from "./tax-table";
import type { AccountTerms, DiscountState } from "./terms";

/** Discounts that were not ended, in the order they were given. */
export async function listDiscounts(
  tx: Db,
  accountIds: readonly AccountId[],
): Promise<(DiscountState & { accountId: AccountId; appliedAt: Date })[]> {
  const rows = await tx
    .selectFrom("account_discounts")
    .where("account_id", "=", sql<AccountId>`any(${plainArray(accountIds)}::uuid[])`)
    .where("ended_at", "is", null)
    .orderBy("applied_at")
    .orderBy("id")
    .selectAll()
    .execute();
  return rows.map((row) => ({
    accountId: row.account_id,
    id: row.id as string as DiscountId,
    code: row.code,
    off:
      row.percent_ppm === null
        ? { kind: "amount", minor: row.amount_minor ?? 0n }
        : { kind: "percent", ppm: row.percent_ppm },
    cycles: row.cycles,
    cyclesUsed: row.cycles_used,
    coveredFrom: row.covered_from,
    coveredThrough: row.covered_through,
    appliedAt: row.applied_at,
  }));
}

export type StoredTax = TaxFacts & { accountId: AccountId; now: Date };

/** How accounts are taxed by themselves, and where they are. */
export async function listTaxes(tx: Db, accountIds: readonly AccountId[]): Promise<StoredTax[]> {
  const { rows } = await sql<StoredTax>`
    select a.id as "accountId", a.timezone, t.treatment, t.name, t.rate_ppm as "ratePpm", t.included,
      d.country, d.region, d.tax_id as "taxId", app_now() as now
    from accounts a
    left join account_taxes t on t.account_id = a.id
    left join billing_details d on d.account_id = a.id
    where a.id = any(${plainArray(accountIds)}::uuid[])`.execute(tx);
  return rows;
}

/** The discounts of accounts as of now, and their taxes by the catalogue's table. */
export async function listTerms(
  tx: Db,
  accountIds: readonly AccountId[],
  table: TaxTable | null,
): Promise<Map<AccountId, AccountTerms>> {
  const discounts = Map.groupBy(await listDiscounts(tx, accountIds), (one) => one.accountId);
  return new Map(
    (await listTaxes(tx, accountIds)).map((facts) => [
      facts.accountId,
      { discounts: discounts.get(facts.accountId) ?? [], taxes: accountTaxes(facts, table) },
    ]),
  );
}

/** Notes the cycles discounts took up. */
export async function writeDiscounts(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  for (const { accountId, discounts } of decisions) {
    for (const { id, cyclesUsed, coveredFrom, coveredThrough } of discounts) {
      await tx
        .updateTable("account_discounts")
        .set({
          cycles_used: cyclesUsed,
          covered_from: coveredFrom,
          covered_through: coveredThrough,
        })
        .where("account_id", "=", accountId)
        .where("id", "=", id)
        .execute();
    }
  }
}

export async function insertDiscount(
  tx: Tx,
  accountId: AccountId,
  { id, code, off, cycles, appliedAt }: DiscountState & { appliedAt: Date },
): Promise<void> {
  await tx
    .insertInto("account_discounts")
    .values({
      account_id: accountId,
      id,
      code,
      percent_ppm: off.kind === "percent" ? off.ppm : null,
      amount_minor: off.kind === "amount" ? off.minor : null,
      cycles,
      applied_at: appliedAt,
    })
    .execute();
}

export async function endDiscount(
  tx: Tx,
  { accountId, discountId, at }: { accountId: AccountId; discountId: DiscountId; at: Date },
): Promise<void> {
  await tx
    .updateTable("account_discounts")
    .set({ ended_at: at })
    .where("account_id", "=", accountId)
    .where("id", "=", discountId)
    .execute();
}

export async function writeTax(
  tx: Tx,
  accountId: AccountId,
  {
    treatment,
    rate,
  }: { treatment: string; rate: { name: string; ppm: bigint; included: boolean } | null },
): Promise<void> {
  const row = {
    treatment,
    name: rate?.name ?? null,
    rate_ppm: rate?.ppm ?? null,
    included: rate?.included ?? null,
    updated_at: sql<Date>`app_now()`,
  };
  await tx
    .insertInto("account_taxes")
    .values({ account_id: accountId, ...row })
    .onConflict((conflict) => conflict.column("account_id").doUpdateSet(row))
    .execute();
}

export async function deleteTax(tx: Tx, accountId: AccountId): Promise<void> {
  await tx.deleteFrom("account_taxes").where("account_id", "=", accountId).execute();
}
