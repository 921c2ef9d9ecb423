import { sql } from "kysely";
import type { Tx } from "@/db/client";
import type { AccountId, CollectionId, InvoiceId } from "@/lib/ids";

/** What a document's people are to know: its payment failed for the first time, or the last time. */
export type PaymentToMail = {
  accountId: AccountId;
  collectionId: CollectionId;
  invoiceId: InvoiceId;
  account: string;
  timezone: string;
  number: string;
  currency: string;
  /** What was to be taken. */
  amountMinor: bigint;
  /** Of the newest failed attempt. */
  code: string;
  declineCode: string | null;
  nextAttemptAt: Date | null;
  /** Null where this is about the first failure. */
  step: "suspend" | "cancel" | "write_off" | null;
};

/** The news that has waited longest; no other worker sees it until this transaction ends. */
export async function takePaymentToMail(
  tx: Tx,
  about: "first_failure" | "last_step",
): Promise<PaymentToMail | undefined> {
  const { rows } = await sql<PaymentToMail>`
    with taken as materialized (
      select account_id, id from collections where ${toMail[about]} limit 1 for update skip locked)
    select c.account_id as "accountId", c.id as "collectionId", c.invoice_id as "invoiceId", a.name as account,
      a.timezone, i.number, c.currency, c.amount_minor as "amountMinor",
      coalesce(f.code, 'refused') as code, f.decline_code as "declineCode",
      c.next_attempt_at as "nextAttemptAt",
      ${about === "last_step" ? sql`c.last_step` : sql`null`} as step
    from taken t
    join collections c on c.account_id = t.account_id and c.id = t.id
    join accounts a on a.id = c.account_id
    join invoices i on i.account_id = c.account_id and i.id = c.invoice_id
    left join lateral (
      select code, decline_code from failed_attempts f
      where f.account_id = c.account_id and f.collection_id = c.id
      order by told_at desc, attempt_id limit 1) f on true`.execute(tx);
  return rows[0];
}

const toMail = {
  first_failure: sql`first_failed_at >= created_at and failure_mailed_at is null order by first_failed_at`,
  last_step: sql`last_step <> 'none' and last_step_mailed_at is null order by last_step_at`,
};

export async function notePaymentMailed(
  tx: Tx,
  { accountId, collectionId, step }: PaymentToMail,
): Promise<void> {
  const column = step ? "last_step_mailed_at" : "failure_mailed_at";
  await tx
    .updateTable("collections")
    .set({ [column]: sql<Date>`app_now()` })
    .where("account_id", "=", accountId)
    .where("id", "=", collectionId)
    .execute();
}
