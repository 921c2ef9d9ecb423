import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { insertRows } from "@/db/rows";
import type { AccountId } from "@/lib/ids";
import { toJson } from "@/lib/json";
import type { Decision } from "../decision";

export async function insertRemembered(tx: Tx, decisions: readonly Decision[]): Promise<void> {
  const rows = decisions.flatMap(({ accountId, recordedAt, remembered }) =>
    remembered.map((one) => ({
      account_id: accountId,
      key: one.key,
      procedure: one.procedure,
      request_hash: one.requestHash,
      answer: toJson(one.answer),
      recorded_at: recordedAt,
    })),
  );
  await insertRows(tx, "idempotency_keys", rows);
}

export type DirectoryEntry = { kind: DirectoryKind; key: string; accountId: AccountId; id: string };

export type DirectoryKind =
  | "external_id"
  | "house"
  | "grant"
  | "hold"
  | "quote"
  | "invoice"
  | "invoice_number"
  | "portal_link"
  | "collection"
  | "charge"
  | "refund"
  | "processor_refund"
  | "dispute"
  | "processor_dispute"
  | "processor_customer"
  | "processor_invoice"
  | "processor_subscription"
  | "processor_document";

export async function insertDirectory(tx: Tx, entries: readonly DirectoryEntry[]): Promise<void> {
  const rows = entries.map(({ kind, key, accountId, id }) => ({
    kind,
    key,
    account_id: accountId,
    id,
  }));
  await insertRows(tx, "directory", rows);
}

/** The account an app's own id names. */
export async function findAccountByExternalId(
  tx: Db,
  externalId: string,
): Promise<AccountId | undefined> {
  return (await findInDirectory(tx, "external_id", externalId))?.account_id;
}

export async function findInDirectory(tx: Db, kind: DirectoryKind, key: string) {
  return await tx
    .selectFrom("directory")
    .where("kind", "=", kind)
    .where("key", "=", key)
    .select(["account_id", "id"])
    .executeTakeFirst();
}

export async function findAccount(tx: Db, accountId: AccountId) {
  return await tx.selectFrom("accounts").where("id", "=", accountId).selectAll().executeTakeFirst();
}

export type NewAccount = {
  id: AccountId;
  externalId: string;
  name: string;
  email: string;
  currency: string;
  timezone: string;
  segment: string | null;
  metadata: unknown;
  /** The legal entity whose house account this is; no app calls it by a name. */
  houseOf?: string;
};

/** One opening of the same external id at a time, before there is an account to lock. */
export async function lockExternalId(tx: Tx, externalId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`external_id:${externalId}`}, 0))`.execute(
    tx,
  );
}

export async function insertAccount(tx: Tx, account: NewAccount, genesis: Buffer): Promise<void> {
  const now = sql<Date>`app_now()`;
  await tx
    .insertInto("accounts")
    .values({
      id: account.id,
      external_id: account.externalId,
      name: account.name,
      email: account.email,
      currency: account.currency,
      timezone: account.timezone,
      segment: account.segment,
      metadata: toJson(account.metadata),
      house_of: account.houseOf ?? null,
      created_at: now,
    })
    .execute();
  await tx
    .insertInto("account_books")
    .values({ account_id: account.id, head_hash: genesis, last_recorded_at: now })
    .execute();
  const { id, externalId, houseOf } = account;
  const named = houseOf
    ? { kind: "house" as const, key: houseOf }
    : { kind: "external_id" as const, key: externalId };
  await insertDirectory(tx, [{ ...named, accountId: id, id }]);
}

export async function updateAccount(tx: Tx, account: NewAccount): Promise<void> {
  await tx
    .updateTable("accounts")
    .set({
      name: account.name,
      email: account.email,
      currency: account.currency,
      timezone: account.timezone,
      segment: account.segment,
      metadata: toJson(account.metadata),
    })
    .where("id", "=", account.id)
    .execute();
}

export async function updateTimezone(
  tx: Tx,
  accountId: AccountId,
  timezone: string,
): Promise<void> {
  await tx.updateTable("accounts").set({ timezone }).where("id", "=", accountId).execute();
}

/** Whether anything was priced in the account's currency: from its first document it is fixed. */
export async function hasDocuments(tx: Tx, accountId: AccountId): Promise<boolean> {
  const row = await tx
    .selectFrom("invoices")
    .where("account_id", "=", accountId)
    .select("id")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether the account has a plan, or will have one: it is priced in the account's currency. */
export async function hasPlan(tx: Tx, accountId: AccountId): Promise<boolean> {
  const row = await tx
    .selectFrom("plan_periods")
    .where("account_id", "=", accountId)
    .where("state", "in", ["open", "pending"])
    .select("id")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Cuts an account's roll-up into the days of another zone, from the rows it sums. */
export async function recutUsageByDay(
  tx: Tx,
  accountId: AccountId,
  timezone: string,
): Promise<void> {
  await tx.deleteFrom("usage_by_day").where("account_id", "=", accountId).execute();
  await sql`
    insert into usage_by_day (account_id, day, feature, plan_period_id, quantity, credits, overage, events)
    select account_id, (occurred_at at time zone ${timezone})::date, feature,
      coalesce(plan_period_id, '00000000-0000-0000-0000-000000000000'), sum(quantity), sum(credits), sum(overage), count(*)
    from consumptions where account_id = ${accountId} group by 1, 2, 3, 4`.execute(tx);
}

export async function getAccountCurrency(db: Db, accountId: AccountId): Promise<string> {
  const { currency } = await db
    .selectFrom("accounts")
    .select("currency")
    .where("id", "=", accountId)
    .executeTakeFirstOrThrow();
  return currency;
}
