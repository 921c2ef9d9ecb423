import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { realNow } from "@/db/real-time";
import type { AccountId } from "@/lib/ids";
import { insertDirectory } from "../accounts/queries";
import type { CustomerDetails, PaymentMethodFacts } from "./gateway";

/** Who an account is at the processor, if anybody. */
export async function findCustomerId(db: Db, accountId: AccountId): Promise<string | undefined> {
  const row = await db
    .selectFrom("processor_customers")
    .where("account_id", "=", accountId)
    .select("customer_id")
    .executeTakeFirst();
  return row?.customer_id;
}

/** What the processor is told of an account: the name and address documents carry, and where mail goes. */
export async function getCustomerDetails(db: Db, accountId: AccountId): Promise<CustomerDetails> {
  const row = await db
    .selectFrom("accounts as a")
    .leftJoin("billing_details as d", "d.account_id", "a.id")
    .where("a.id", "=", accountId)
    .select(["a.name", "a.email", "d.legal_name", "d.language", "d.address_lines", "d.country"])
    .select(["d.postal_code", "d.city", "d.region"])
    .executeTakeFirstOrThrow();
  const { postal_code: postalCode, city, region, country } = row;
  const address = { lines: row.address_lines ?? [], postalCode, city, region, country };
  const said = [...address.lines, postalCode, city, region, country].some((part) => part);
  return {
    ...{ accountId, name: row.legal_name ?? row.name, email: row.email },
    ...{ address: said ? address : null, language: row.language ?? "en" },
  };
}

/** Whether the processor is about to be told who an account is: whoever does reads it as it then is. */
export async function isToBeTold(tx: Tx, accountId: AccountId): Promise<boolean> {
  const row = await tx
    .selectFrom("gateway_calls")
    .where("account_id", "=", accountId)
    .where("kind", "=", "update_customer")
    .where("ended_at", "is", null)
    .where("status", "=", "intended")
    .select("id")
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Keeps who it is there; the one that was kept first stays. */
export async function keepCustomer(
  tx: Tx,
  accountId: AccountId,
  customerId: string,
): Promise<string> {
  const { rows } = await sql<{ fresh: boolean }>`
    insert into processor_customers (account_id, customer_id, created_at)
    values (${accountId}, ${customerId}, app_now()) on conflict (account_id) do nothing
    returning true as fresh`.execute(tx);
  if (rows.length === 0) return (await findCustomerId(tx, accountId)) ?? customerId;
  await insertDirectory(tx, [
    { kind: "processor_customer", key: customerId, accountId, id: accountId },
  ]);
  return customerId;
}

/**
 * Makes our list of what an account pays with the processor's: what is gone there is marked removed, and we know
 * when it was last confirmed. The caller holds the account's lock.
 */
export async function writePaymentMethods(
  tx: Tx,
  accountId: AccountId,
  methods: readonly PaymentMethodFacts[],
): Promise<void> {
  // First none is the default, since only one may be at any time.
  await tx
    .updateTable("payment_methods")
    .set({ is_default: false })
    .where("account_id", "=", accountId)
    .where("is_default", "=", true)
    .execute();
  for (const one of methods) {
    const facts = {
      ...{ kind: one.kind, brand: one.brand, last4: one.last4, is_default: one.isDefault },
      ...{ exp_month: one.expMonth, exp_year: one.expYear, removed_at: null },
    };
    await tx
      .insertInto("payment_methods")
      .values({
        ...{ account_id: accountId, method_id: one.id, added_at: sql<Date>`app_now()` },
        ...facts,
      })
      .onConflict((conflict) => conflict.columns(["account_id", "method_id"]).doUpdateSet(facts))
      .execute();
  }
  await tx
    .updateTable("payment_methods")
    .set({ removed_at: sql<Date>`app_now()` })
    .where("account_id", "=", accountId)
    .where("removed_at", "is", null)
    .where("method_id", "not in", ["", ...methods.map(({ id }) => id)])
    .execute();
  await tx
    .updateTable("processor_customers")
    .set({ methods_at: realNow })
    .where("account_id", "=", accountId)
    .execute();
}

/** What it pays with where nobody says otherwise: the default, else the newest on file. */
export async function findDefaultMethod(db: Db, accountId: AccountId): Promise<string | undefined> {
  const row = await db
    .selectFrom("payment_methods")
    .where("account_id", "=", accountId)
    .where("removed_at", "is", null)
    .orderBy("is_default", "desc")
    .orderBy("added_at", "desc")
    .orderBy("method_id", "desc")
    .select("method_id")
    .limit(1)
    .executeTakeFirst();
  return row?.method_id;
}

/** What failed, and is still owed, is due now. The caller holds the account's lock. */
export async function retryFailed(tx: Tx, accountId: AccountId): Promise<void> {
  await tx
    .updateTable("collections")
    .set({ next_attempt_at: sql<Date>`app_now()` })
    .where("account_id", "=", accountId)
    .where("status", "in", ["intended", "open"])
    .where("first_failed_at", "is not", null)
    .execute();
}
