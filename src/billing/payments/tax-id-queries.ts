import type { Db, Tx } from "@/db/client";
import { realNow } from "@/db/real-time";
import type { AccountId } from "@/lib/ids";
import type { RegisteredTaxId } from "@/lib/tax-ids";
import type { TaxIdFacts } from "./gateway";

export type TaxIdCheck = RegisteredTaxId & {
  state: "asked" | TaxIdFacts["state"];
  registeredName: string | null;
  /** When that was said, in real time. */
  toldAt: Date;
};

export async function findTaxIdCheck(
  db: Db,
  accountId: AccountId,
): Promise<TaxIdCheck | undefined> {
  const row = await db
    .selectFrom("tax_id_checks")
    .where("account_id", "=", accountId)
    .select(["kind", "value", "state", "registered_name", "told_at"])
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    ...{ kind: row.kind as TaxIdCheck["kind"], value: row.value },
    ...{ state: row.state as TaxIdCheck["state"], registeredName: row.registered_name },
    toldAt: row.told_at,
  };
}

export async function beginTaxIdCheck(
  tx: Tx,
  accountId: AccountId,
  { kind, value }: RegisteredTaxId,
): Promise<void> {
  const row = { kind, value, state: "asked", registered_name: null, told_at: realNow };
  await tx
    .insertInto("tax_id_checks")
    .values({ account_id: accountId, ...row })
    .onConflict((conflict) => conflict.column("account_id").doUpdateSet(row))
    .execute();
}

export async function writeTaxIdCheck(
  tx: Tx,
  accountId: AccountId,
  { state, registeredName }: TaxIdFacts,
): Promise<void> {
  await tx
    .updateTable("tax_id_checks")
    .set({ state, registered_name: registeredName, told_at: realNow })
    .where("account_id", "=", accountId)
    .execute();
}

/** The processor takes no such id: it is as one the register does not know. */
export async function refuseTaxId(tx: Tx, accountId: AccountId): Promise<void> {
  await tx
    .updateTable("tax_id_checks")
    .set({ state: "unverified", registered_name: null, told_at: realNow })
    .where("account_id", "=", accountId)
    .where("state", "=", "asked")
    .execute();
}

export async function endTaxIdCheck(tx: Tx, accountId: AccountId): Promise<void> {
  await tx.deleteFrom("tax_id_checks").where("account_id", "=", accountId).execute();
}
