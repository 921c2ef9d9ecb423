import { type Kysely, sql } from "kysely";

/** Staff find a customer by what the processor calls a payment or a card. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw("set local lock_timeout = '5s'").execute(db);
  await sql
    .raw(`
create index payments_intent on payments (payment_intent_id) where payment_intent_id is not null;
create index payment_methods_method on payment_methods (method_id);
`)
    .execute(db);
}
