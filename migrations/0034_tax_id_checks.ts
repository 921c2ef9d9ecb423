import { type Kysely, sql } from "kysely";

/** What a public register says of an account's tax id, asked by way of the processor. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, checks, rights]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const checks = `
create table tax_id_checks (
  account_id uuid not null references accounts (id),
  kind text not null,
  value text not null,
  state text not null,
  registered_name text,
  told_at timestamptz(3) not null,
  constraint tax_id_checks_pk primary key (account_id),
  constraint tax_id_checks_kind_known check (kind in ('eu_vat', 'gb_vat', 'au_abn')),
  constraint tax_id_checks_value_said check (value <> ''),
  constraint tax_id_checks_state_known check (state in ('asked', 'pending', 'verified', 'unverified', 'unavailable')),
  constraint tax_id_checks_name_of_verified check (registered_name is null or state = 'verified')
) with (fillfactor = 70);
comment on table tax_id_checks is
  'The tax id an account last had a register asked about, and what was said of it; it decides no tax.';
comment on column tax_id_checks.value is 'In capitals, without spaces, dots and hyphens.';
comment on column tax_id_checks.state is
  'asked: nobody answered yet; pending: the register is being asked; unavailable: it could not be asked.';
create trigger tax_id_checks_no_truncate before truncate on tax_id_checks
  for each statement execute function refuse_change();
`;

const rights = `
grant select, insert, update, delete on tax_id_checks to tallybook_app;
grant select on tax_id_checks to tallybook_portal, tallybook_read;
alter table tax_id_checks enable row level security;
create policy tax_id_checks_portal on tax_id_checks for select to tallybook_portal
  using (account_id = nullif(current_setting('app.account', true), '')::uuid);
create policy tax_id_checks_app on tax_id_checks to tallybook_app using (true) with check (true);
create policy tax_id_checks_read on tax_id_checks for select to tallybook_read using (true);
`;
