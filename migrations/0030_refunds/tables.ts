/** Money given back, and what it takes back: one row a refund, its lines beside other returns of a line. */
export const refunds = `
create table refunds (
  account_id uuid not null constraint refunds_account_fk references accounts (id),
  id uuid not null,
  invoice_id uuid not null,
  payment_id uuid,
  origin text not null constraint refunds_origin_known check (origin in ('staff', 'processor')),
  status text not null constraint refunds_status_known check (status in
    ('requested', 'rejected', 'reserved', 'undone', 'calling', 'unknown', 'succeeded', 'failed', 'returned')),
  policy text not null constraint refunds_policy_known
    check (policy in ('proportional', 'unused_only', 'full', 'none')),
  shortfall text not null constraint refunds_shortfall_known check (shortfall in ('debt', 'write_off', 'block')),
  destination text not null constraint refunds_destination_known
    check (destination in ('card', 'account_credit', 'credit_note')),
  period text not null constraint refunds_period_known check (period in ('keep', 'cancel')),
  currency text not null constraint refunds_currency_form check (currency ~ '^[a-z]{3}$'),
  amount_minor int8 not null,
  card_minor int8 not null,
  credit_minor int8 not null,
  excess_minor int8 not null default 0,
  request jsonb not null,
  promised jsonb not null,
  reason text not null constraint refunds_reason_said check (length(reason) between 1 and 500),
  requested_by text not null,
  requested_at timestamptz(3) not null,
  approver text,
  approved_at timestamptz(3),
  credit_note_id uuid,
  processor_refund_id text,
  failure_code text,
  asks_person boolean not null default false,
  balance_transaction_id text,
  settled_currency text constraint refunds_settled_currency_form check (settled_currency ~ '^[a-z]{3}$'),
  settled_minor int8,
  fee_minor int8,
  exchange_rate text,
  booked_at timestamptz(3),
  closed_at timestamptz(3),
  constraint refunds_pk primary key (account_id, id),
  constraint refunds_invoice_fk foreign key (account_id, invoice_id) references invoices (account_id, id),
  constraint refunds_payment_fk foreign key (account_id, payment_id) references payments (account_id, id),
  constraint refunds_credit_note_fk foreign key (account_id, credit_note_id) references invoices (account_id, id),
  constraint refunds_amounts check (least(card_minor, credit_minor, excess_minor) >= 0
    and amount_minor = card_minor + credit_minor and amount_minor + excess_minor > 0),
  constraint refunds_card_names_payment check (card_minor + excess_minor = 0 or payment_id is not null),
  constraint refunds_excess_is_the_processors check (excess_minor = 0 or origin = 'processor'),
  constraint refunds_two_people check (approver is null or approver <> requested_by),
  constraint refunds_approver_dated check ((approver is null) = (approved_at is null)),
  constraint refunds_settled_whole check (
    num_nonnulls(balance_transaction_id, settled_currency, settled_minor, fee_minor) in (0, 4)),
  constraint refunds_booked_when_succeeded check ((status in ('succeeded', 'returned')) = (booked_at is not null)),
  constraint refunds_closed_when_over check (
    (status in ('rejected', 'undone', 'succeeded', 'failed', 'returned')) = (closed_at is not null))
) with (fillfactor = 70);
create index refunds_of_invoice on refunds (account_id, invoice_id);
create index refunds_of_payment on refunds (account_id, payment_id) where payment_id is not null;
create index refunds_to_approve on refunds (requested_at) where status = 'requested';
comment on table refunds is
  'Money given back: asked for, its credits held, sent, and what came of it. One that fails later stays booked and is returned.';
comment on column refunds.status is
  'requested: waits for a second person; reserved: its credits are held; calling: sent, or about to be; unknown: no answer yet; returned: its money came back later.';
comment on column refunds.amount_minor is 'What the lines give back, tax included: by card and as account credit.';
comment on column refunds.excess_minor is
  'What the processor reported beyond what was left to give back: in dispute_loss, with a task for staff (BOOKS B12).';
comment on column refunds.promised is 'What was shown to whoever asked: an approval does that or nothing.';
comment on column refunds.asks_person is
  'The processor knows of no such refund and its key may be forgotten: sent again or given up by a person (FAULTS F11).';
comment on column refunds.settled_minor is 'What left the processor''s balance, negative, in the currency it settles in.';

alter table line_returns
  add column refund_id uuid,
  add constraint line_returns_refund_fk foreign key (account_id, refund_id) references refunds (account_id, id),
  add constraint line_returns_refund_named check ((kind = 'refund') = (refund_id is not null));
create index line_returns_of_refund on line_returns (account_id, refund_id) where refund_id is not null;
comment on column line_returns.refund_id is
  'Of a refund: it stands from the moment its credits are held, so that nothing is given back twice meanwhile.';

alter table holds
  add column refund_id uuid,
  add constraint holds_for_refund_fk foreign key (account_id, refund_id) references refunds (account_id, id);
create index holds_for_refund on holds (account_id) where refund_id is not null and status = 'open';
comment on column holds.refund_id is 'Ours: taken back once the refund''s money has left, else given back with the time it had left.';

alter table transfers
  add column refund_id uuid,
  add constraint transfers_refund_fk foreign key (account_id, refund_id) references refunds (account_id, id);
comment on column transfers.refund_id is 'The refund that gives this money back, or takes these credits back.';

alter table gateway_calls
  add column refund_id uuid,
  add constraint gateway_calls_refund_fk foreign key (account_id, refund_id) references refunds (account_id, id);
create unique index gateway_calls_one_of_refund on gateway_calls (account_id, refund_id)
  where refund_id is not null and ended_at is null;

-- Credits of a pack that come back from a hold of ours have no plan period either.
alter table grants drop constraint grants_allowance_has_period,
  add constraint grants_allowance_has_period check (category <> 'allowance' or plan_period_id is not null);

alter table catalog_terms add column refunds jsonb not null default '{}';
comment on column catalog_terms.refunds is
  'Above which amounts a refund takes a second person, and by which policy those made at the processor are booked.';
`;

export const tasks = `
create table staff_tasks (
  account_id uuid not null constraint staff_tasks_account_fk references accounts (id),
  id uuid not null,
  kind text not null constraint staff_tasks_kind_known check (kind in
    ('refund_returned', 'refund_at_processor', 'refund_excess', 'refund_unproven')),
  refund_id uuid,
  facts jsonb not null,
  created_at timestamptz(3) not null,
  done_at timestamptz(3),
  done_by text,
  constraint staff_tasks_pk primary key (account_id, id),
  constraint staff_tasks_refund_fk foreign key (account_id, refund_id) references refunds (account_id, id),
  constraint staff_tasks_done_by_somebody check ((done_at is null) = (done_by is null))
);
create unique index staff_tasks_once on staff_tasks (account_id, refund_id, kind) where refund_id is not null;
create index staff_tasks_open on staff_tasks (created_at) where done_at is null;
comment on table staff_tasks is 'What a person has to look at: money that came back, refunds made elsewhere, more than was left.';
`;
