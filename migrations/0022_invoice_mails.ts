import { type Kysely, sql } from "kysely";

/** Who gets an account's documents by mail, and which of them are still to be told of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, addresses, toTell, leaving, rights]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

const addresses = `
alter table billing_details
  add column invoice_emails text[] not null default '{}',
  add constraint billing_details_invoice_emails_few check (cardinality(invoice_emails) <= 10);
comment on column billing_details.invoice_emails is
  'Who is sent a mail for every document issued from now on; they need not be members.';
`;

const toTell = `
create table invoice_mails (
  account_id uuid not null,
  invoice_id uuid not null,
  recipients text[] not null
    constraint invoice_mails_to_somebody check (cardinality(recipients) > 0),
  issued_at timestamptz(3) not null,
  mailed_at timestamptz(3),
  constraint invoice_mails_pk primary key (account_id, invoice_id),
  constraint invoice_mails_invoice_fk foreign key (account_id, invoice_id) references invoices (account_id, id)
);
create index invoice_mails_to_write on invoice_mails (issued_at) where mailed_at is null;
comment on table invoice_mails is
  'Documents issued while the details named somebody to tell: noted by the commit that issues, worded by the worker.';
comment on column invoice_mails.mailed_at is 'When its mails were put in the outbox.';
`;

const leaving = `
create function forget_invoice_recipient() returns trigger language plpgsql as $$
begin
  update billing_details set invoice_emails = array_remove(invoice_emails, u.email)
  from users u
  where u.id = old.user_id and billing_details.account_id = old.account_id
    and u.email = any(billing_details.invoice_emails);
  return null;
end $$;
create trigger memberships_forget_invoice_recipient after delete on memberships
  for each row execute function forget_invoice_recipient();
comment on function forget_invoice_recipient() is 'Whoever leaves an account gets none of its documents any more.';
`;

const rights = `
grant select, insert on invoice_mails to tallybook_app;
grant update (mailed_at) on invoice_mails to tallybook_app;
grant select on invoice_mails to tallybook_portal, tallybook_read;
alter table invoice_mails enable row level security;
create policy invoice_mails_portal on invoice_mails for select to tallybook_portal
  using (account_id = nullif(current_setting('app.account', true), '')::uuid);
create policy invoice_mails_app on invoice_mails to tallybook_app using (true) with check (true);
create policy invoice_mails_read on invoice_mails for select to tallybook_read using (true);
`;
