import { type Kysely, sql } from "kysely";

/** Documents: what a buyer wants on them, and who seller and buyer were when one was issued. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, details, parties, rights]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const details = `
create table billing_details (
  account_id uuid not null,
  legal_name text,
  address_lines text[] not null default '{}',
  postal_code text,
  city text,
  region text,
  country text,
  tax_id text,
  purchase_order text,
  language text,
  updated_at timestamptz(3) not null,
  constraint billing_details_pk primary key (account_id),
  constraint billing_details_account_fk foreign key (account_id) references accounts (id),
  constraint billing_details_country_form check (country ~ '^[A-Z]{2}$'),
  constraint billing_details_language_form check (language ~ '^[a-z]{2}$')
);
comment on table billing_details is 'What an account wants on its documents from now on; none: its name and e-mail alone.';
comment on column billing_details.country is 'ISO 3166-1 alpha-2.';
comment on column billing_details.language is 'Of its documents; null: English.';
`;

const parties = `
create table invoice_parties (
  account_id uuid not null,
  invoice_id uuid not null,
  seller_name text not null,
  seller_address text[] not null,
  seller_tax_id text,
  seller_email text,
  seller_footer text,
  buyer_name text not null,
  buyer_email text not null,
  buyer_address text[] not null,
  buyer_postal_code text,
  buyer_city text,
  buyer_region text,
  buyer_country text,
  buyer_tax_id text,
  buyer_purchase_order text,
  timezone text not null,
  language text not null,
  constraint invoice_parties_pk primary key (account_id, invoice_id),
  constraint invoice_parties_invoice_fk foreign key (account_id, invoice_id) references invoices (account_id, id)
);
comment on table invoice_parties is
  'Seller and buyer of an issued document, its zone and language, as they were when its number was taken. Documents of before this table have no row and show the details of today.';
create trigger invoice_parties_append_only before update or delete on invoice_parties
  for each row execute function refuse_change();
create trigger invoice_parties_no_truncate before truncate on invoice_parties
  for each statement execute function refuse_change();
`;

const accountScoped = ["billing_details", "invoice_parties"];

const rights = `
grant insert, update on billing_details to tallybook_app;
grant insert on invoice_parties to tallybook_app;
${accountScoped
  .map(
    (table) => `
grant select on ${table} to tallybook_app, tallybook_portal, tallybook_read;
alter table ${table} enable row level security;
create policy ${table}_portal on ${table} for select to tallybook_portal
  using (account_id = nullif(current_setting('app.account', true), '')::uuid);
create policy ${table}_app on ${table} to tallybook_app using (true) with check (true);
create policy ${table}_read on ${table} for select to tallybook_read using (true);`,
  )
  .join("")}`;
