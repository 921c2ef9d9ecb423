/** The account of the books that is no customer's (BOOKS B1). */
export const house = `
alter table accounts add column house_of text
  constraint accounts_house_of_form check (house_of ~ '^[a-z_]{1,40}$');
create unique index accounts_one_house on accounts (house_of) where house_of is not null;
comment on column accounts.house_of is
  'The legal entity whose house account this is: payouts, the processor''s monthly fees and adjustments. Null of every customer.';
`;

/** What moved the processor's balance, as it lists it, and what of it is booked beside payments, refunds and disputes. */
export const lines = `
create table balance_transactions (
  id text constraint balance_transactions_pk primary key
    constraint balance_transactions_id_form check (length(id) between 1 and 255),
  type text not null,
  category text not null,
  source_id text,
  currency text not null constraint balance_transactions_currency_form check (currency ~ '^[a-z]{3}$'),
  amount_minor int8 not null,
  fee_minor int8 not null,
  exchange_rate text,
  description text,
  created_at timestamptz(3) not null,
  available_at timestamptz(3) not null,
  seen_at timestamptz(3) not null
);
create index balance_transactions_newest on balance_transactions (created_at desc, id desc);
create index balance_transactions_of_source on balance_transactions (source_id) where source_id is not null;
comment on table balance_transactions is
  'Movements of the processor''s balance as it lists them, each once: their side of the reconciliation.';
comment on column balance_transactions.amount_minor is 'What the balance moved by before the fee, in the currency it settles in.';
comment on column balance_transactions.created_at is 'By the processor''s clock.';
comment on column balance_transactions.seen_at is 'When it was first listed to us.';

create table balance_bookings (
  account_id uuid not null constraint balance_bookings_account_fk references accounts (id),
  id uuid not null,
  balance_transaction_id text not null
    constraint balance_bookings_line_fk references balance_transactions (id),
  kind text not null constraint balance_bookings_kind_known
    check (kind in ('bank', 'fees', 'adjustment', 'correction')),
  currency text not null constraint balance_bookings_currency_form check (currency ~ '^[a-z]{3}$'),
  amount_minor int8 not null,
  fee_minor int8 not null,
  booked_at timestamptz(3) not null,
  account_version int8 not null,
  constraint balance_bookings_pk primary key (account_id, id),
  constraint balance_bookings_transaction_fk foreign key (account_id, account_version)
    references ledger_transactions (account_id, account_version)
);
create unique index balance_bookings_once on balance_bookings (balance_transaction_id) where kind <> 'correction';
create index balance_bookings_of_line on balance_bookings (balance_transaction_id);
comment on table balance_bookings is
  'What of the processor''s balance is booked beside payments, refunds and disputes: on the house account, or as what a payment was booked wrong by.';
comment on column balance_bookings.kind is
  'bank: to or from our bank; fees, adjustment: the processor''s own; correction: what the booking before it lacks of its line.';

create index payments_of_line on payments (balance_transaction_id) where balance_transaction_id is not null;
create index refunds_of_line on refunds (balance_transaction_id) where balance_transaction_id is not null;
create index dispute_movements_of_line on dispute_movements (balance_transaction_id);
`;

export const runs = `
create table reconciliation_runs (
  id uuid constraint reconciliation_runs_pk primary key,
  source text not null constraint reconciliation_runs_source_form check (source ~ '^[a-z_]{1,40}$'),
  day date not null,
  number int4 not null constraint reconciliation_runs_counted check (number >= 0),
  asked_by text not null,
  since timestamptz(3) not null,
  until timestamptz(3) not null,
  step text not null constraint reconciliation_runs_step_known
    check (step in ('listing', 'balance', 'house', 'matching', 'done')),
  cursor text,
  listed int8 not null default 0,
  booked int8 not null default 0,
  balances jsonb,
  totals jsonb,
  problem text,
  started_at timestamptz(3) not null,
  moved_at timestamptz(3) not null,
  ended_at timestamptz(3),
  constraint reconciliation_runs_once unique (source, day, number),
  constraint reconciliation_runs_window check (since <= until),
  constraint reconciliation_runs_ended_when_done check ((step = 'done') = (ended_at is not null)),
  constraint reconciliation_runs_totals_when_done check ((totals is not null) = (ended_at is not null))
) with (fillfactor = 70);
create unique index reconciliation_runs_one_at_a_time on reconciliation_runs (source) where ended_at is null;
create index reconciliation_runs_newest on reconciliation_runs (started_at desc, id desc);
comment on table reconciliation_runs is
  'Comparisons of the processor''s balance with the books, step by step: one that was broken off goes on where it was.';
comment on column reconciliation_runs.number is '0: the day''s own, of which there is one; else asked for by somebody.';
comment on column reconciliation_runs.until is 'Up to when, in the books'' time: what is older is compared.';
comment on column reconciliation_runs.cursor is 'The last line listed: the next page follows it.';
comment on column reconciliation_runs.balances is 'What the processor says lies there, by currency, with what moved while it was asked.';
comment on column reconciliation_runs.totals is 'How many rows were compared, and what came of them by class.';
comment on column reconciliation_runs.problem is 'Why its last attempt was broken off.';
`;

const classes = [
  ...["timing", "missing_here", "missing_at_stripe", "amount_differs", "grant_without_charge"],
  ...["charge_without_grant", "refund_without_revocation", "unlinked_usage"],
];

export const differences = `
create table reconciliation_differences (
  id uuid constraint reconciliation_differences_pk primary key,
  source text not null,
  subject text not null constraint reconciliation_differences_subject_form
    check (subject ~ '^[a-z_]+:' and length(subject) <= 300),
  class text not null constraint reconciliation_differences_class_known
    check (class in (${classes.map((one) => `'${one}'`).join(", ")})),
  cause text not null constraint reconciliation_differences_cause_form check (cause ~ '^[a-z_]{1,60}$'),
  fix text constraint reconciliation_differences_fix_form check (fix ~ '^[a-z_]{1,40}$'),
  account_id uuid constraint reconciliation_differences_account_fk references accounts (id),
  balance_transaction_id text,
  currency text constraint reconciliation_differences_currency_form check (currency ~ '^[a-z]{3}$'),
  amount_minor int8,
  credits int8,
  facts jsonb not null,
  occurred_at timestamptz(3) not null,
  found_at timestamptz(3) not null,
  first_run_id uuid not null constraint reconciliation_differences_first_run_fk references reconciliation_runs (id),
  last_run_id uuid not null constraint reconciliation_differences_last_run_fk references reconciliation_runs (id),
  assigned_to uuid constraint reconciliation_differences_assigned_to_fk references staff_users (id),
  status text not null constraint reconciliation_differences_status_known
    check (status in ('open', 'resolved', 'gone')),
  closed_at timestamptz(3),
  closed_by text,
  closed_because text constraint reconciliation_differences_because_said
    check (length(closed_because) between 1 and 500),
  constraint reconciliation_differences_once unique (source, subject),
  constraint reconciliation_differences_amount_in_currency check ((amount_minor is null) = (currency is null)),
  constraint reconciliation_differences_closed_whole check (
    num_nonnulls(closed_at, closed_by, closed_because) = case status when 'open' then 0 else 3 end)
) with (fillfactor = 70);
create index reconciliation_differences_open on reconciliation_differences (occurred_at, id) where status = 'open';
create index reconciliation_differences_newest on reconciliation_differences (found_at desc, id desc);
create index reconciliation_differences_of_account on reconciliation_differences (account_id) where account_id is not null;
comment on table reconciliation_differences is
  'What does not match, each thing once however often it is found: why, whose it is, and what came of it.';
comment on column reconciliation_differences.subject is 'What differs, by kind and id: found again it is this row.';
comment on column reconciliation_differences.amount_minor is 'What the processor has beyond the books.';
comment on column reconciliation_differences.credits is 'What the books have given beyond what they should, or too little below zero.';
comment on column reconciliation_differences.status is
  'resolved: by a person, for a reason, and stays so while it is found with the same figures; gone: not found any more.';

create table reconciliation_comments (
  id uuid constraint reconciliation_comments_pk primary key,
  difference_id uuid not null
    constraint reconciliation_comments_difference_fk references reconciliation_differences (id),
  body text not null constraint reconciliation_comments_body_length check (length(body) between 1 and 2000),
  staff_user_id uuid not null constraint reconciliation_comments_staff_fk references staff_users (id),
  created_at timestamptz(3) not null
);
create index reconciliation_comments_of_difference on reconciliation_comments (difference_id, created_at, id);
comment on table reconciliation_comments is 'What staff said of a difference.';

alter table quotes drop constraint quotes_kind_known,
  add constraint quotes_kind_known check (kind in ('plan_change', 'cancel', 'pack', 'refund', 'dispute', 'adjustment',
    'reconciliation')) not valid;
alter table quotes validate constraint quotes_kind_known;
`;
