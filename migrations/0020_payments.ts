import { type Kysely, sql } from "kysely";
import { invoices } from "./0020_payments/invoices";
import { calls, collections, customers, payments } from "./0020_payments/tables";

/**
 * Money that a processor takes for our documents: who an account is there, what it pays with, what is being
 * collected, every call we make, and every payment that arrived.
 *
 * Collections live in the books' time, as invoices do; calls live in real time (clock_timestamp()), because
 * moving the sandbox's clock must ask nobody twice.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    limits,
    invoices,
    customers,
    collections,
    calls,
    payments,
    guards,
    rights,
  ]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

const guards = `
create function guard_collection() returns trigger language plpgsql as $$
declare
  moves jsonb := '{"intended": ["open", "ending", "paid", "void", "uncollectible"],
    "open": ["ending", "paid", "void", "uncollectible"], "ending": ["paid", "void", "uncollectible"],
    "void": [], "paid": [], "uncollectible": ["paid", "void"]}';
begin
  if (new.account_id, new.id, new.invoice_id, new.currency, new.amount_minor, new.created_at)
    is distinct from (old.account_id, old.id, old.invoice_id, old.currency, old.amount_minor, old.created_at)
    or (old.processor_invoice_id is not null and new.processor_invoice_id is distinct from old.processor_invoice_id)
    or (new.status <> old.status and not moves -> old.status ? new.status)
    or new.tries < old.tries then
    raise exception using errcode = 'TB006', message = format('collection %s does not go back', old.id);
  end if;
  return new;
end $$;
create trigger collections_forward before update on collections
  for each row execute function guard_collection();

create function guard_payment() returns trigger language plpgsql as $$
begin
  if old.balance_transaction_id is not null
    or (to_jsonb(new) - '{balance_transaction_id,settled_currency,settled_minor,fee_minor,exchange_rate}'::text[])
      is distinct from
      (to_jsonb(old) - '{balance_transaction_id,settled_currency,settled_minor,fee_minor,exchange_rate}'::text[]) then
    raise exception using errcode = 'TB006', message = format('payment %s is booked', old.id);
  end if;
  return new;
end $$;
create trigger payments_booked before update on payments
  for each row execute function guard_payment();
${[
  "collections",
  "collection_documents",
  "failed_attempts",
  "gateway_calls",
  "payments",
  "processor_customers",
  "payment_methods",
]
  .map(
    (table) => `
create trigger ${table}_no_delete before delete on ${table}
  for each row execute function refuse_change();
create trigger ${table}_no_truncate before truncate on ${table}
  for each statement execute function refuse_change();`,
  )
  .join("")}
create trigger collection_documents_no_update before update on collection_documents
  for each row execute function refuse_change();
create trigger failed_attempts_no_update before update on failed_attempts
  for each row execute function refuse_change();
`;

const accountScoped = [
  "processor_customers",
  "payment_methods",
  "collections",
  "collection_documents",
  "failed_attempts",
  "payments",
];

/** What was asked of the processor, and its answers, are for us; the rest a customer may see. */
const rights = `
grant select, insert, update on processor_customers, payment_methods, collections, gateway_calls, payments to tallybook_app;
grant select, insert on collection_documents, failed_attempts to tallybook_app;
grant select on ${[...accountScoped, "gateway_calls"].join(", ")} to tallybook_read;
grant select on ${accountScoped.join(", ")} to tallybook_portal;
${[...accountScoped, "gateway_calls"]
  .map(
    (table) => `
alter table ${table} enable row level security;
create policy ${table}_portal on ${table} for select to tallybook_portal
  using (account_id = nullif(current_setting('app.account', true), '')::uuid);
create policy ${table}_app on ${table} to tallybook_app using (true) with check (true);
create policy ${table}_read on ${table} for select to tallybook_read using (true);`,
  )
  .join("")}
`;
