import { type Kysely, sql } from "kysely";

/** Subscriptions that live in Stripe Billing: what they are there, their documents, and how far an import came. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, named, history, imports, rights]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

const named = `
alter table subscriptions
  add column stripe_subscription_id text,
  add column stripe_asked_at timestamptz(3),
  add constraint subscriptions_stripe_once unique (account_id, stripe_subscription_id),
  add constraint subscriptions_stripe_asked check (stripe_asked_at is null or stripe_subscription_id is not null);
comment on column subscriptions.stripe_subscription_id is
  'Set where Stripe Billing is the biller: it renews, charges and ends it, and our books follow.';
comment on column subscriptions.stripe_asked_at is
  'Real time: when what was last applied of it was asked for. An answer to an earlier question is old news.';

alter table invoices
  add column stripe_invoice_id text,
  add constraint invoices_stripe_once unique (account_id, stripe_invoice_id);
comment on column invoices.stripe_invoice_id is
  'Set where the document is Stripe''s own, under its number and outside our series.';

alter table catalog_terms add column stripe_prices jsonb not null default '[]';
comment on column catalog_terms.stripe_prices is 'Which plan a price of Stripe Billing is for.';
`;

const history = `
create table carried_documents (
  account_id uuid not null constraint carried_documents_account_fk references accounts (id),
  stripe_invoice_id text not null,
  number text,
  status text not null constraint carried_documents_status_known check (status in ('paid', 'void', 'uncollectible')),
  currency text not null constraint carried_documents_currency_form check (currency ~ '^[a-z]{3}$'),
  total_minor int8 not null,
  issued_at timestamptz(3) not null,
  hosted_url text,
  constraint carried_documents_pk primary key (account_id, stripe_invoice_id)
);
comment on table carried_documents is
  'What Stripe charged before it was ours to book: kept to be looked up, part of no figure of the books.';
create trigger carried_documents_append_only before update or delete on carried_documents
  for each row execute function refuse_change();
create trigger carried_documents_no_truncate before truncate on carried_documents
  for each statement execute function refuse_change();
`;

const imports = `
create table stripe_import (
  id boolean not null default true,
  stage text not null constraint stripe_import_stage_known
    check (stage in ('customers', 'subscriptions', 'invoices', 'done')),
  cursor text,
  counts jsonb not null,
  started_at timestamptz(3) not null,
  ended_at timestamptz(3),
  constraint stripe_import_pk primary key (id),
  constraint stripe_import_single_row check (id),
  constraint stripe_import_ended check ((stage = 'done') = (ended_at is not null))
);
comment on table stripe_import is 'How far the import from Stripe Billing came: killed, it goes on from here.';
create table stripe_import_findings (
  object_id text not null,
  customer_id text not null,
  code text not null,
  reason text not null,
  remedy text not null,
  constraint stripe_import_findings_pk primary key (object_id)
);
comment on table stripe_import_findings is 'What the last import could not carry over, why, and what to do.';
`;

const rights = `
grant select, insert on carried_documents to tallybook_app;
grant select on carried_documents to tallybook_read, tallybook_portal;
alter table carried_documents enable row level security;
create policy carried_documents_portal on carried_documents for select to tallybook_portal
  using (account_id = nullif(current_setting('app.account', true), '')::uuid);
create policy carried_documents_app on carried_documents to tallybook_app using (true) with check (true);
create policy carried_documents_read on carried_documents for select to tallybook_read using (true);
grant select, insert, update on stripe_import to tallybook_app;
grant select, insert, update, delete on stripe_import_findings to tallybook_app;
grant select on stripe_import, stripe_import_findings to tallybook_read;
`;
