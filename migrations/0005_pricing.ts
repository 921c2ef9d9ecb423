import { type Kysely, sql } from "kysely";

/** What is sold, further: several currencies, price models, trials, and terms that hold for all of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, versions, packs, terms, rights]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

const versions = `
alter table plan_versions
  add column trial_days integer
    constraint plan_versions_trial_days_positive check (trial_days > 0),
  add column trial_allowance bigint
    constraint plan_versions_trial_allowance_not_negative check (trial_allowance >= 0),
  add constraint plan_versions_trial_whole check ((trial_days is null) = (trial_allowance is null)),
  add column overage_model jsonb,
  drop constraint plan_versions_overage_priced,
  add constraint plan_versions_overage_priced check (
    num_nonnulls(overage_unit_price, overage_model) = (overage_policy = 'bill')::int),
  drop constraint plan_versions_number,
  add constraint plan_versions_number unique (plan, currency, version);
comment on column plan_versions.version is 'Counted for each plan and currency.';
comment on column plan_versions.trial_days is 'Days a new subscription is tried without a charge; null for no trial.';
comment on column plan_versions.overage_model is 'How overage is priced where that is more than one price per credit.';

alter table plans add column currencies text[] not null default '{}';
update plans p set currencies = array[v.currency]
  from (select distinct on (plan) plan, currency from plan_versions order by plan, version desc) v
  where v.plan = p.code;
alter table plans alter column currencies drop default;
comment on column plans.currencies is 'In which it is on sale, the catalogue''s first one first.';
`;

const packs = `
create table pack_prices (
  pack text not null constraint pack_prices_pack_fk references packs (code),
  currency text not null,
  price_minor bigint not null constraint pack_prices_not_negative check (price_minor >= 0),
  constraint pack_prices_pk primary key (pack, currency)
);
comment on table pack_prices is
  'What a pack costs today, per currency. Quotes and invoices keep their own figures, so a price may change.';
insert into pack_prices select code, currency, price_minor from packs;
alter table packs drop column currency, drop column price_minor;
`;

const terms = `
create table catalog_terms (
  id boolean not null default true,
  proration text not null,
  changes jsonb not null,
  custom_pack jsonb,
  minimum_charges jsonb not null,
  constraint catalog_terms_pk primary key (id),
  constraint catalog_terms_single_row check (id),
  constraint catalog_terms_proration_known check (proration in ('second', 'day'))
);
comment on table catalog_terms is 'One row: what the catalogue says of all plans and packs together.';
comment on column catalog_terms.changes is 'How a change between two plans is made, where that is not the default.';
comment on column catalog_terms.custom_pack is 'Credits sold by any number between two bounds; null where only packs are sold.';
comment on column catalog_terms.minimum_charges is 'Least amounts sent to the processor, by currency, where they are more than its own.';
`;

const rights = `
grant select on pack_prices, catalog_terms to tallybook_app, tallybook_portal, tallybook_read;
grant insert, update, delete on pack_prices to tallybook_app;
grant insert, update on catalog_terms to tallybook_app;
`;
