import { sql } from "kysely";
import type { Tx } from "@/db/client";
import { realNow } from "@/db/real-time";
import type { AccountId, PlanPeriodId, SubscriptionId } from "@/lib/ids";
import type { CurrentCatalog } from "../plans/current-catalog";
import { periodState } from "../snapshot-rows";
import type { PeriodState } from "../state";
import type { ProcessorDocument } from "./processor-plans";

/** When what was last applied of a subscription was asked for. The caller holds the account's lock. */
export async function findAskedAt(
  tx: Tx,
  accountId: AccountId,
  id: SubscriptionId,
): Promise<Date | null> {
  const row = await tx
    .selectFrom("subscriptions")
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .select("stripe_asked_at")
    .executeTakeFirst();
  return row?.stripe_asked_at ?? null;
}

export async function noteAsked(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: SubscriptionId },
  at: Date,
): Promise<void> {
  await tx
    .updateTable("subscriptions")
    .set({ stripe_asked_at: at })
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .execute();
}

/** Nobody could say: it is not asked again for a while. */
export async function noteAskedNow(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: SubscriptionId },
): Promise<void> {
  await tx
    .updateTable("subscriptions")
    .set({ stripe_asked_at: realNow })
    .where("account_id", "=", accountId)
    .where("id", "=", id)
    .execute();
}

/** Since when an account is a customer of the processor's to us. */
export async function getCustomerSince(tx: Tx, accountId: AccountId): Promise<Date> {
  const { created_at } = await tx
    .selectFrom("processor_customers")
    .where("account_id", "=", accountId)
    .select("created_at")
    .executeTakeFirstOrThrow();
  return created_at;
}

/** Every period a subscription had, oldest first. */
export async function listPeriodsOf(
  tx: Tx,
  { accountId, id }: { accountId: AccountId; id: SubscriptionId },
  catalog: CurrentCatalog,
): Promise<PeriodState[]> {
  const rows = await tx
    .selectFrom("plan_periods as p")
    .innerJoin("subscriptions as s", (join) =>
      join.onRef("s.account_id", "=", "p.account_id").onRef("s.id", "=", "p.subscription_id"),
    )
    .where("p.account_id", "=", accountId)
    .where("p.subscription_id", "=", id)
    .orderBy("p.starts_at")
    .orderBy("p.ends_at")
    .selectAll("p")
    .select(["s.timezone as subscription_timezone", "s.stripe_subscription_id"])
    .execute();
  return rows.map((row) => periodState(row, catalog));
}

/** Credits taken back of each period of an account, by the ledger. */
export async function sumRevoked(tx: Tx, accountId: AccountId): Promise<Map<PlanPeriodId, bigint>> {
  const { rows } = await sql<{ id: PlanPeriodId; credits: bigint }>`
    select t.plan_period_id as id, sum(t.amount)::int8 as credits
    from transfers t join ledger_accounts l on l.account_id = t.account_id and l.id = t.to_id
    where t.account_id = ${accountId} and l.kind = 'revoked' and t.plan_period_id is not null
    group by 1`.execute(tx);
  return new Map(rows.map(({ id, credits }) => [id, credits]));
}

/** Keeps a document of before to be looked up. False where it was kept already. */
export async function keepCarried(
  tx: Tx,
  accountId: AccountId,
  one: ProcessorDocument,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto("carried_documents")
    .values({
      ...{ account_id: accountId, stripe_invoice_id: one.id, number: one.number },
      ...{ status: one.status, currency: one.currency, total_minor: one.totalMinor },
      ...{ issued_at: one.issuedAt, hosted_url: one.hostedUrl },
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Whether a document of before is kept. */
export async function isCarriedBefore(
  tx: Tx,
  accountId: AccountId,
  stripeInvoiceId: string,
): Promise<boolean> {
  const row = await tx
    .selectFrom("carried_documents")
    .where("account_id", "=", accountId)
    .where("stripe_invoice_id", "=", stripeInvoiceId)
    .select("account_id")
    .executeTakeFirst();
  return row !== undefined;
}

/** The newest hundred documents of before. */
export async function listCarriedDocuments(tx: Tx, accountId: AccountId) {
  return await tx
    .selectFrom("carried_documents")
    .where("account_id", "=", accountId)
    .orderBy("issued_at", "desc")
    .orderBy("stripe_invoice_id", "desc")
    .limit(100)
    .selectAll()
    .execute();
}
