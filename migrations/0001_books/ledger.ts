/** The double-entry ledger. A transfer is balanced by construction: one amount, from one ledger account to another. */
export const ledgerTables = `
create table ledger_accounts (
  account_id uuid not null,
  id uuid not null,
  kind text not null,
  asset text not null,
  constraint ledger_accounts_pk primary key (account_id, id),
  constraint ledger_accounts_asset_key unique (account_id, id, asset),
  constraint ledger_accounts_account_fk foreign key (account_id) references accounts (id),
  constraint ledger_accounts_asset_form check (asset = 'credit' or asset ~ '^[a-z]{3}$'),
  constraint ledger_accounts_kind_known check (
    (asset = 'credit' and kind in ('issued.allowance', 'issued.pack', 'issued.promo', 'issued.goodwill', 'issued.adjustment',
      'issued.rollover', 'grant', 'held', 'consumed', 'overage', 'expired', 'revoked', 'debt'))
    or (asset <> 'credit' and kind in ('unbilled', 'receivable', 'stripe_balance', 'bank', 'dispute_hold', 'deferred_revenue',
      'tax_payable', 'account_credit', 'revenue.plan', 'revenue.pack', 'revenue.overage', 'revenue.breakage', 'refunds',
      'write_off', 'processor_fees', 'dispute_loss', 'adjustments', 'exchange')))
);
create unique index ledger_accounts_one_per_kind on ledger_accounts (account_id, kind, asset) where kind <> 'grant';
comment on table ledger_accounts is 'Buckets holding one asset of one account (the chart). A grant''s ledger account has the grant''s id.';

create table balances (
  account_id uuid not null,
  ledger_account_id uuid not null,
  balance bigint not null default 0,
  sign smallint not null,
  constraint balances_pk primary key (account_id, ledger_account_id),
  constraint balances_ledger_account_fk foreign key (account_id, ledger_account_id) references ledger_accounts (account_id, id),
  constraint balances_sign_known check (sign in (-1, 0, 1)),
  constraint balances_on_their_side check (balance = 0 or sign = 0 or (balance > 0) = (sign > 0))
) with (fillfactor = 70);
comment on table balances is 'Debits less credits, written in the same commit as the transfers they sum.';
comment on column balances.sign is 'Which side zero is the floor of: 1 never negative, -1 never positive, 0 either.';

create table ledger_transactions (
  account_id uuid not null,
  account_version bigint not null,
  kind text not null,
  occurred_at timestamptz(3) not null,
  booked_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  actor text not null,
  reason text not null,
  request_id text not null,
  previous_hash bytea not null,
  hash bytea not null,
  constraint ledger_transactions_pk primary key (account_id, account_version),
  constraint ledger_transactions_version_positive check (account_version > 0),
  constraint ledger_transactions_booked_not_before check (booked_at >= occurred_at),
  constraint ledger_transactions_reason_said check (reason <> ''),
  constraint ledger_transactions_hash_length check (octet_length(hash) = 32 and octet_length(previous_hash) = 32)
);
comment on table ledger_transactions is 'Transfers of one account, kind and instant; the audit record of what they book, hash-chained per account.';
comment on column ledger_transactions.account_version is 'The n-th ledger transaction of the account; no gaps.';

create table transfers (
  account_id uuid not null,
  account_version bigint not null,
  position integer not null,
  from_id uuid not null,
  to_id uuid not null,
  asset text not null,
  amount bigint not null,
  plan_period_id uuid,
  invoice_line_id uuid,
  grant_id uuid,
  hold_id uuid,
  reversed_version bigint,
  reversed_position integer,
  constraint transfers_pk primary key (account_id, account_version, position),
  constraint transfers_amount_positive check (amount > 0),
  constraint transfers_between_two check (from_id <> to_id),
  constraint transfers_from_fk foreign key (account_id, from_id, asset) references ledger_accounts (account_id, id, asset),
  constraint transfers_to_fk foreign key (account_id, to_id, asset) references ledger_accounts (account_id, id, asset),
  constraint transfers_reversed_fk foreign key (account_id, reversed_version, reversed_position) references transfers (account_id, account_version, position),
  constraint transfers_reversed_whole check ((reversed_version is null) = (reversed_position is null))
);
create unique index transfers_reversed_once on transfers (account_id, reversed_version, reversed_position) where reversed_version is not null;
comment on table transfers is 'One from → to of a positive amount of one asset within one account: from is credited, to is debited.';
`;
