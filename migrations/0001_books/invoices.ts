/** Invoices: mutable while a draft, immutable once issued, numbered without gaps. */
export const invoiceTables = `
create table number_series (
  series text not null,
  prefix text not null,
  last_number bigint not null default 0,
  last_issued_at timestamptz(3),
  constraint number_series_pk primary key (series),
  constraint number_series_not_negative check (last_number >= 0)
);
insert into number_series (series, prefix) values ('invoice', 'INV-');
comment on table number_series is 'The last number of each gapless series; taken last, in the issuing transaction.';

create table invoices (
  account_id uuid not null,
  id uuid not null,
  subscription_id uuid,
  status text not null,
  number text,
  currency text not null,
  grants text not null,
  subtotal_minor bigint not null,
  tax_minor bigint not null,
  total_minor bigint not null,
  paid_minor bigint not null default 0,
  created_at timestamptz(3) not null,
  issue_at timestamptz(3),
  issued_at timestamptz(3),
  due_at timestamptz(3),
  closed_at timestamptz(3),
  constraint invoices_pk primary key (account_id, id),
  constraint invoices_account_fk foreign key (account_id) references accounts (id),
  constraint invoices_subscription_fk foreign key (account_id, subscription_id) references subscriptions (account_id, id),
  constraint invoices_status_known check (status in ('draft', 'issued', 'paid', 'void', 'uncollectible')),
  constraint invoices_grants_known check (grants in ('on_issue', 'on_payment')),
  constraint invoices_sums check (total_minor = subtotal_minor + tax_minor),
  constraint invoices_total_not_negative check (total_minor >= 0),
  constraint invoices_paid_within check (paid_minor between 0 and total_minor),
  constraint invoices_paid_in_full check (status <> 'paid' or paid_minor = total_minor),
  constraint invoices_numbered_when_issued check ((status = 'draft') = (number is null)),
  constraint invoices_dated_when_issued check ((status = 'draft') = (issued_at is null) and (status = 'draft') = (due_at is null)),
  constraint invoices_draft_has_issue_time check (status <> 'draft' or issue_at is not null)
) with (fillfactor = 70);
create index invoices_newest on invoices (account_id, created_at desc, id desc);
create index invoices_open on invoices (account_id) where status in ('draft', 'issued');
comment on table invoices is 'What is owed and its document. Numbered and immutable once issued.';

create table invoice_lines (
  account_id uuid not null,
  invoice_id uuid not null,
  id uuid not null,
  position integer not null,
  kind text not null,
  description text not null,
  plan_version_id uuid,
  plan_period_id uuid,
  slice_index integer,
  pack text,
  period_start timestamptz(3) not null,
  period_end timestamptz(3) not null,
  quantity bigint not null,
  unit_price text not null,
  amount_minor bigint not null,
  credits bigint not null,
  constraint invoice_lines_pk primary key (account_id, id),
  constraint invoice_lines_invoice_fk foreign key (account_id, invoice_id) references invoices (account_id, id),
  constraint invoice_lines_plan_period_fk foreign key (account_id, plan_period_id) references plan_periods (account_id, id),
  constraint invoice_lines_plan_version_fk foreign key (plan_version_id) references plan_versions (id),
  constraint invoice_lines_kind_known check (kind in ('plan', 'proration_credit', 'proration_charge', 'overage', 'pack', 'discount', 'adjustment', 'tax')),
  constraint invoice_lines_names_its_origin check (kind not in ('plan', 'overage', 'proration_credit', 'proration_charge') or (plan_period_id is not null and plan_version_id is not null)),
  constraint invoice_lines_quantity_positive check (quantity > 0),
  constraint invoice_lines_credits_not_negative check (credits >= 0),
  constraint invoice_lines_period_forward check (period_start <= period_end)
);
create index invoice_lines_of_invoice on invoice_lines (account_id, invoice_id, position);
comment on table invoice_lines is 'What an invoice charges for, each line with the plan version, period and dates it stands for.';
comment on column invoice_lines.credits is 'Credits the line grants (plan, pack) or charges for (overage).';

alter table grants add constraint grants_invoice_line_fk foreign key (account_id, invoice_line_id) references invoice_lines (account_id, id);
alter table transfers add constraint transfers_invoice_line_fk foreign key (account_id, invoice_line_id) references invoice_lines (account_id, id);
alter table transfers add constraint transfers_grant_fk foreign key (account_id, grant_id) references grants (account_id, id);
alter table transfers add constraint transfers_hold_fk foreign key (account_id, hold_id) references holds (account_id, id);
`;
