/** Who pays with what, what is being collected, what was asked, and what arrived. */
export const customers = `
create table processor_customers (
  account_id uuid constraint processor_customers_pk primary key
    constraint processor_customers_account_fk references accounts (id),
  customer_id text not null constraint processor_customers_id_form
    check (length(customer_id) between 1 and 255),
  created_at timestamptz(3) not null,
  methods_at timestamptz(3)
);
comment on table processor_customers is 'Who an account is at the payment processor.';
comment on column processor_customers.methods_at is
  'Real time: when our list of its payment methods was last what the processor said.';

create table payment_methods (
  account_id uuid not null
    constraint payment_methods_customer_fk references processor_customers (account_id),
  method_id text not null,
  kind text not null,
  brand text,
  last4 text constraint payment_methods_last4_form check (last4 ~ '^[0-9A-Za-z]{1,8}$'),
  exp_month integer constraint payment_methods_exp_month_range check (exp_month between 1 and 12),
  exp_year integer constraint payment_methods_exp_year_range check (exp_year between 2000 and 2200),
  is_default boolean not null,
  added_at timestamptz(3) not null,
  removed_at timestamptz(3),
  constraint payment_methods_pk primary key (account_id, method_id),
  constraint payment_methods_removed_is_no_default check (removed_at is null or not is_default)
);
create unique index payment_methods_one_default on payment_methods (account_id) where is_default;
comment on table payment_methods is
  'What an account pays with, as the processor names it: the card itself is never here.';
`;

export const collections = `
create table collections (
  account_id uuid not null,
  id uuid not null,
  invoice_id uuid not null,
  currency text not null constraint collections_currency_form check (currency ~ '^[a-z]{3}$'),
  amount_minor int8 not null constraint collections_amount_positive check (amount_minor > 0),
  status text not null constraint collections_status_known
    check (status in ('intended', 'open', 'ending', 'paid', 'void', 'uncollectible')),
  processor_invoice_id text,
  hosted_url text,
  tries integer not null default 0 constraint collections_tries_counted check (tries >= 0),
  first_failed_at timestamptz(3),
  exhausted_at timestamptz(3),
  requires_action boolean not null default false,
  processing boolean not null default false,
  next_attempt_at timestamptz(3),
  created_at timestamptz(3) not null,
  closed_at timestamptz(3),
  constraint collections_pk primary key (account_id, id),
  constraint collections_invoice_fk foreign key (account_id, invoice_id) references invoices (account_id, id),
  constraint collections_closed_or_not check (
    (status in ('paid', 'void', 'uncollectible')) = (closed_at is not null)),
  constraint collections_closed_waits_for_nothing check (closed_at is null or next_attempt_at is null)
);
create unique index collections_one_open on collections (account_id, invoice_id)
  where status in ('intended', 'open');
create index collections_of_account on collections (account_id) where closed_at is null;
create index collections_due on collections (next_attempt_at) where next_attempt_at is not null;
comment on table collections is
  'One document, with what is carried to it, on its way to its money at the processor.';
comment on column collections.status is
  'intended: perhaps nothing is there yet; open: it can be paid there; ending: it is to be void there, and what was paid meanwhile is booked.';
comment on column collections.next_attempt_at is
  'When something is asked of the processor for it, in the books'' time; null while it waits for the customer.';
comment on column collections.tries is 'Attempts made by itself, which the schedule of the catalogue counts; the customer''s own are not.';
comment on column collections.exhausted_at is
  'When the last try of the schedule failed: what the catalogue says of the plan is done from then on.';

create table collection_documents (
  account_id uuid not null,
  collection_id uuid not null,
  position integer not null,
  invoice_id uuid not null,
  minor int8 not null constraint collection_documents_minor_positive check (minor > 0),
  constraint collection_documents_pk primary key (account_id, collection_id, position),
  constraint collection_documents_once unique (account_id, collection_id, invoice_id),
  constraint collection_documents_collection_fk foreign key (account_id, collection_id)
    references collections (account_id, id),
  constraint collection_documents_invoice_fk foreign key (account_id, invoice_id)
    references invoices (account_id, id)
);
create table failed_attempts (
  account_id uuid not null,
  collection_id uuid not null,
  attempt_id text not null,
  code text not null,
  decline_code text,
  told_at timestamptz(3) not null,
  constraint failed_attempts_pk primary key (account_id, collection_id, attempt_id),
  constraint failed_attempts_collection_fk foreign key (account_id, collection_id)
    references collections (account_id, id)
);
comment on table failed_attempts is
  'Payments the processor could not take, each once: an answer and any number of events tell of the same.';
comment on table collection_documents is
  'What a collection is for, and how much was open of each: the document itself last, after what is carried to it.';
`;

export const calls = `
create table gateway_calls (
  account_id uuid not null constraint gateway_calls_account_fk references accounts (id),
  id uuid not null,
  kind text not null constraint gateway_calls_kind_form check (kind ~ '^[a-z_]{1,40}$'),
  collection_id uuid,
  request jsonb not null,
  status text not null constraint gateway_calls_status_known
    check (status in ('intended', 'calling', 'unknown', 'succeeded', 'failed')),
  attempts integer not null default 0,
  next_at timestamptz(3),
  created_at timestamptz(3) not null,
  called_at timestamptz(3),
  ended_at timestamptz(3),
  answer jsonb,
  error_code text,
  error text,
  constraint gateway_calls_pk primary key (account_id, id),
  constraint gateway_calls_collection_fk foreign key (account_id, collection_id)
    references collections (account_id, id),
  constraint gateway_calls_ended_or_due check ((ended_at is null) = (next_at is not null)),
  constraint gateway_calls_ended_by_status check (
    (status in ('succeeded', 'failed')) = (ended_at is not null))
);
create index gateway_calls_due on gateway_calls (next_at) where next_at is not null;
create unique index gateway_calls_one_of_collection on gateway_calls (account_id, collection_id)
  where collection_id is not null and ended_at is null;
comment on table gateway_calls is
  'Every call to the processor that changes something: written before it is made, under the id the processor knows it by.';
comment on column gateway_calls.status is
  'calling: made, or about to be, until next_at; unknown: no answer came, and it is asked again under the same key.';
comment on column gateway_calls.next_at is 'Real time: when it is made, or taken for lost and made again.';
`;

export const payments = `
create table payments (
  account_id uuid not null constraint payments_account_fk references accounts (id),
  id uuid not null,
  collection_id uuid not null,
  charge_id text not null,
  payment_intent_id text,
  currency text not null constraint payments_currency_form check (currency ~ '^[a-z]{3}$'),
  amount_minor int8 not null constraint payments_amount_positive check (amount_minor > 0),
  to_credit_minor int8 not null constraint payments_to_credit_range check (to_credit_minor between 0 and amount_minor),
  paid_at timestamptz(3) not null,
  booked_at timestamptz(3) not null,
  method_kind text not null,
  brand text,
  last4 text,
  balance_transaction_id text,
  settled_currency text constraint payments_settled_currency_form check (settled_currency ~ '^[a-z]{3}$'),
  settled_minor int8,
  fee_minor int8,
  exchange_rate text,
  constraint payments_pk primary key (account_id, id),
  constraint payments_charge_once unique (account_id, charge_id),
  constraint payments_collection_fk foreign key (account_id, collection_id)
    references collections (account_id, id),
  constraint payments_settled_whole check (
    num_nonnulls(balance_transaction_id, settled_currency, settled_minor, fee_minor) in (0, 4))
);
create index payments_of_collection on payments (account_id, collection_id);
comment on table payments is
  'Money the processor took for our documents: one row a charge, whoever told us of it and however often.';
comment on column payments.to_credit_minor is
  'What of it found nothing open, since it was paid, void or credited meanwhile: it became account credit.';
comment on column payments.fee_minor is
  'What the processor kept, in the currency it settled in; null until its balance transaction is known.';
`;
