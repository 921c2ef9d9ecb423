/**
 * Names and addresses are found by any part of them, which takes trigrams; the extension comes with
 * Postgres and the owner of a database may create it. Ids are found by the directory.
 */
export const search = `
create extension if not exists pg_trgm;
create index accounts_name_words on accounts using gin (lower(name) gin_trgm_ops);
create index accounts_email_words on accounts using gin (lower(email) gin_trgm_ops);
create index accounts_external_id_words on accounts using gin (lower(external_id) gin_trgm_ops);
create index accounts_by_name on accounts (lower(name), id);
create index users_email_words on users using gin (email gin_trgm_ops);
create index users_name_words on users using gin (lower(name) gin_trgm_ops);
create index payment_methods_last4 on payment_methods (last4) where removed_at is null;
create index payments_by_charge on payments (charge_id);
create index plan_periods_open_by_version on plan_periods (plan_version_id, account_id) where state = 'open';
create index invoices_overdue on invoices (overdue_from, account_id) where status = 'issued' and overdue_from is not null;
`;
