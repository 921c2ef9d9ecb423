import { type Kysely, sql } from "kysely";

/** Money beside prices: discounts of an account, and how it is taxed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, discounts, taxes, lines, rights]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

const discounts = `
create table account_discounts (
  account_id uuid not null,
  id uuid not null,
  code text not null,
  percent_ppm bigint,
  amount_minor bigint,
  cycles integer,
  cycles_used integer not null default 0,
  covered_from timestamptz(3),
  covered_through timestamptz(3),
  applied_at timestamptz(3) not null,
  ended_at timestamptz(3),
  constraint account_discounts_pk primary key (account_id, id),
  constraint account_discounts_account_fk foreign key (account_id) references accounts (id),
  constraint account_discounts_one_kind check (num_nonnulls(percent_ppm, amount_minor) = 1),
  constraint account_discounts_percent_within check (percent_ppm between 1 and 1000000),
  constraint account_discounts_amount_positive check (amount_minor > 0),
  constraint account_discounts_cycles_positive check (cycles > 0),
  constraint account_discounts_used_within check (cycles_used >= 0 and cycles_used <= coalesce(cycles, cycles_used)),
  constraint account_discounts_covered_whole check (num_nonnulls(covered_from, covered_through) in (0, 2))
);
create unique index account_discounts_one_by_code on account_discounts (account_id, code) where ended_at is null;
comment on table account_discounts is 'What is off the price of an account''s plan: in percent or by an amount per billing cycle.';
comment on column account_discounts.percent_ppm is 'Parts per million: 12.5 % is 125000.';
comment on column account_discounts.cycles is 'Billing cycles it lasts; null for ever.';
comment on column account_discounts.covered_through is 'The end of the last billing cycle it took up: what is charged for the rest of that is discounted too.';
`;

const taxes = `
create table account_taxes (
  account_id uuid not null,
  treatment text not null,
  name text,
  rate_ppm bigint,
  included boolean,
  updated_at timestamptz(3) not null,
  constraint account_taxes_pk primary key (account_id),
  constraint account_taxes_account_fk foreign key (account_id) references accounts (id),
  constraint account_taxes_treatment_known check (treatment in ('rate', 'exempt', 'reverse_charge')),
  constraint account_taxes_rate_whole check (
    num_nonnulls(name, rate_ppm, included) = case treatment when 'rate' then 3 else 0 end),
  constraint account_taxes_rate_within check (rate_ppm between 0 and 1000000)
);
comment on table account_taxes is 'How an account is taxed where that is not as its country is; none: by its country.';
comment on column account_taxes.included is 'Whether prices have the tax in them.';
`;

const lines = `
alter table invoice_lines add column tax_rate_ppm bigint
  constraint invoice_lines_tax_rate_within check (tax_rate_ppm between 0 and 1000000);
comment on column invoice_lines.tax_rate_ppm is 'The rate a line is taxed at; null where no tax was asked for.';
`;

const accountScoped = ["account_discounts", "account_taxes"];

const rights = `
grant insert, update on account_discounts to tallybook_app;
grant insert, update, delete on account_taxes to tallybook_app;
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
