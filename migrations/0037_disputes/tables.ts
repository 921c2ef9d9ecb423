/** A payer's bank taking money back: one row a dispute, its lines beside other returns of a line. */
export const disputes = `
create table disputes (
  account_id uuid not null constraint disputes_account_fk references accounts (id),
  id uuid not null,
  payment_id uuid not null,
  invoice_id uuid not null,
  processor_dispute_id text not null,
  status text not null constraint disputes_status_known check (status in ('inquiry', 'inquiry_review',
    'inquiry_closed', 'open', 'under_review', 'won', 'lost', 'prevented')),
  processor_status text not null,
  reason text not null,
  network text,
  network_reason text,
  currency text not null constraint disputes_currency_form check (currency ~ '^[a-z]{3}$'),
  amount_minor int8 not null constraint disputes_amount_positive check (amount_minor > 0),
  returned_minor int8 not null default 0,
  excess_minor int8 not null default 0,
  withdrawn_minor int8 not null default 0,
  reinstated_minor int8 not null default 0,
  lost_minor int8 not null default 0,
  policy text not null constraint disputes_policy_known
    check (policy in ('proportional', 'unused_only', 'full', 'none')),
  shortfall text not null constraint disputes_shortfall_known check (shortfall in ('debt', 'write_off')),
  due_by timestamptz(3),
  submissions int4 not null default 0,
  opened_at timestamptz(3) not null,
  booked_at timestamptz(3) not null,
  held_at timestamptz(3),
  closed_at timestamptz(3),
  assigned_to uuid constraint disputes_assigned_to_fk references staff_users (id),
  evidence jsonb not null default '{}',
  evidence_at timestamptz(3),
  evidence_by uuid constraint disputes_evidence_by_fk references staff_users (id),
  answer text constraint disputes_answer_known check (answer in ('submitting', 'accepting', 'failed')),
  answer_code text,
  submitted_at timestamptz(3),
  submitted_by text,
  accepted_at timestamptz(3),
  accepted_by text,
  constraint disputes_pk primary key (account_id, id),
  constraint disputes_payment_fk foreign key (account_id, payment_id) references payments (account_id, id),
  constraint disputes_invoice_fk foreign key (account_id, invoice_id) references invoices (account_id, id),
  constraint disputes_amounts check (
    least(returned_minor, excess_minor, withdrawn_minor, reinstated_minor, lost_minor, submissions) >= 0),
  constraint disputes_inquiry_holds_nothing check (status not like 'inquiry%' or returned_minor + lost_minor = 0),
  constraint disputes_closed_when_over check (
    (status in ('inquiry_closed', 'won', 'lost', 'prevented')) = (closed_at is not null)),
  constraint disputes_evidence_dated check ((evidence_at is null) = (evidence_by is null)),
  constraint disputes_submitted_by_somebody check ((submitted_at is null) = (submitted_by is null)),
  constraint disputes_accepted_by_somebody check ((accepted_at is null) = (accepted_by is null))
) with (fillfactor = 70);
create index disputes_of_payment on disputes (account_id, payment_id);
create index disputes_of_invoice on disputes (account_id, invoice_id);
create index disputes_due on disputes (due_by) where closed_at is null;
create index disputes_closed on disputes (closed_at) where closed_at is not null;
comment on table disputes is
  'A payer''s bank taking money of a charge back: what it holds, what came of it, and how it was answered (BOOKS B13).';
comment on column disputes.status is
  'inquiry…: holds nothing; open: its answer is due; under_review: the bank looks at the answer; prevented: over before it was one.';
comment on column disputes.processor_status is 'The processor''s own word, as it was last heard.';
comment on column disputes.returned_minor is
  'What its lines give back, tax included: while it is open, and for good once it is lost.';
comment on column disputes.excess_minor is
  'What it takes beyond what was left of the charge: lost without credits, with a task for staff (BOOKS B12).';
comment on column disputes.withdrawn_minor is 'What has left the processor''s balance for it, in its own currency.';
comment on column disputes.lost_minor is 'What of it was booked as lost: out of dispute_hold.';
comment on column disputes.policy is 'By which credits are taken back once it is lost: the catalogue''s, or as it was accepted.';
comment on column disputes.evidence is 'The answer while it is written: a text by the processor''s name of its field.';
comment on column disputes.answer is 'What was asked of the processor and not heard yet, or that it would not.';

create table dispute_movements (
  account_id uuid not null,
  dispute_id uuid not null,
  balance_transaction_id text not null,
  kind text not null constraint dispute_movements_kind_known check (kind in ('withdrawn', 'reinstated')),
  minor int8 not null constraint dispute_movements_minor_positive check (minor >= 0),
  settled_currency text not null constraint dispute_movements_currency_form check (settled_currency ~ '^[a-z]{3}$'),
  settled_minor int8 not null,
  fee_minor int8 not null,
  exchange_rate text,
  booked_at timestamptz(3) not null,
  constraint dispute_movements_pk primary key (account_id, balance_transaction_id),
  constraint dispute_movements_dispute_fk foreign key (account_id, dispute_id) references disputes (account_id, id)
);
create index dispute_movements_of_dispute on dispute_movements (account_id, dispute_id);
comment on table dispute_movements is 'Money a dispute took from the processor''s balance or brought back to it: each once.';
comment on column dispute_movements.minor is 'In the dispute''s currency.';
comment on column dispute_movements.settled_minor is 'What the balance moved by, before the fee, in the currency it settles in.';
comment on column dispute_movements.fee_minor is 'What the processor kept; negative where it gives a fee back.';

create table dispute_files (
  account_id uuid not null,
  id uuid not null,
  dispute_id uuid not null,
  field text not null constraint dispute_files_field_form check (field ~ '^[a-z_]{1,60}$'),
  name text not null constraint dispute_files_named check (length(name) between 1 and 200),
  type text not null constraint dispute_files_type_known
    check (type in ('application/pdf', 'image/jpeg', 'image/png')),
  bytes bytea not null constraint dispute_files_size check (octet_length(bytes) between 1 and 5242880),
  added_at timestamptz(3) not null,
  added_by uuid not null constraint dispute_files_added_by_fk references staff_users (id),
  removed_at timestamptz(3),
  processor_file_id text,
  constraint dispute_files_pk primary key (account_id, id),
  constraint dispute_files_dispute_fk foreign key (account_id, dispute_id) references disputes (account_id, id)
);
create unique index dispute_files_one_of_field on dispute_files (account_id, dispute_id, field) where removed_at is null;
comment on table dispute_files is 'What goes with the answer to a dispute: one file a field, as the processor takes it.';
comment on column dispute_files.processor_file_id is 'Its name at the processor, once it is there.';

alter table line_returns
  drop constraint line_returns_refund_named,
  add column dispute_id uuid,
  add constraint line_returns_dispute_fk foreign key (account_id, dispute_id) references disputes (account_id, id),
  add constraint line_returns_refund_named check ((kind = 'refund') = (refund_id is not null)) not valid,
  add constraint line_returns_dispute_named check ((kind = 'dispute') = (dispute_id is not null)) not valid;
alter table line_returns validate constraint line_returns_refund_named;
alter table line_returns validate constraint line_returns_dispute_named;
create index line_returns_of_dispute on line_returns (account_id, dispute_id) where dispute_id is not null;
comment on column line_returns.dispute_id is
  'Of a dispute: it stands while that is open, provisionally, and for good once it is lost.';

alter table holds
  add column dispute_id uuid,
  add constraint holds_for_dispute_fk foreign key (account_id, dispute_id) references disputes (account_id, id);
create index holds_for_dispute on holds (account_id) where dispute_id is not null and status = 'open';
comment on column holds.dispute_id is 'Ours: taken back once the dispute is lost, else given back with the time it had left.';

alter table transfers
  add column dispute_id uuid,
  add constraint transfers_dispute_fk foreign key (account_id, dispute_id) references disputes (account_id, id);
comment on column transfers.dispute_id is 'The dispute that moves this money, or these credits.';

alter table gateway_calls
  add column dispute_id uuid,
  add constraint gateway_calls_dispute_fk foreign key (account_id, dispute_id) references disputes (account_id, id);
create unique index gateway_calls_one_of_dispute on gateway_calls (account_id, dispute_id)
  where dispute_id is not null and ended_at is null;

alter table staff_tasks
  drop constraint staff_tasks_kind_known,
  add constraint staff_tasks_kind_known check (kind in ('refund_returned', 'refund_at_processor', 'refund_excess',
    'refund_unproven', 'dispute_excess', 'dispute_unanswered')),
  add column dispute_id uuid,
  add constraint staff_tasks_dispute_fk foreign key (account_id, dispute_id) references disputes (account_id, id);
create unique index staff_tasks_once_of_dispute on staff_tasks (account_id, dispute_id, kind) where dispute_id is not null;
`;
