/** Credits: grants, holds, consumptions and their daily roll-up. */
export const creditTables = `
create table grants (
  account_id uuid not null,
  id uuid not null,
  category text not null,
  priority smallint not null,
  amount bigint not null,
  effective_at timestamptz(3) not null,
  expires_at timestamptz(3),
  paid_minor bigint not null default 0,
  paid_currency text,
  plan_period_id uuid,
  slice_index integer,
  invoice_line_id uuid,
  parent_grant_id uuid,
  reason text not null,
  issued_at timestamptz(3) not null,
  closed_at timestamptz(3),
  constraint grants_pk primary key (account_id, id),
  constraint grants_ledger_account_fk foreign key (account_id, id) references ledger_accounts (account_id, id),
  constraint grants_plan_period_fk foreign key (account_id, plan_period_id) references plan_periods (account_id, id),
  constraint grants_parent_fk foreign key (account_id, parent_grant_id) references grants (account_id, id),
  constraint grants_category_known check (category in ('allowance', 'pack', 'promo', 'goodwill', 'adjustment', 'rollover')),
  constraint grants_priority_range check (priority between 0 and 100),
  constraint grants_amount_positive check (amount > 0),
  constraint grants_paid_not_negative check (paid_minor >= 0),
  constraint grants_paid_in_currency check (paid_minor = 0 or paid_currency is not null),
  constraint grants_paid_names_its_line check (paid_minor = 0 or invoice_line_id is not null),
  constraint grants_expire_after_start check (expires_at is null or expires_at >= effective_at),
  constraint grants_allowance_has_period check (category not in ('allowance', 'rollover') or plan_period_id is not null),
  constraint grants_rollover_has_parent check ((category = 'rollover') = (parent_grant_id is not null))
) with (fillfactor = 70);
create index grants_open on grants (account_id) where closed_at is null;
create index grants_by_issue on grants (account_id, issued_at);
comment on table grants is 'Credits given. What is left stands on the ledger account of the same id.';
comment on column grants.closed_at is 'When nothing was left on it and nothing of it was held; open again when credits come back.';

create table holds (
  account_id uuid not null,
  id uuid not null,
  credits bigint not null,
  feature text,
  quantity bigint,
  plan_period_id uuid,
  slice_index integer,
  status text not null,
  opened_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  closed_at timestamptz(3),
  released bigint,
  available_after bigint,
  constraint holds_pk primary key (account_id, id),
  constraint holds_account_fk foreign key (account_id) references accounts (id),
  constraint holds_plan_period_fk foreign key (account_id, plan_period_id) references plan_periods (account_id, id),
  constraint holds_credits_positive check (credits > 0),
  constraint holds_status_known check (status in ('open', 'captured', 'released', 'expired')),
  constraint holds_closed_when_not_open check ((status = 'open') = (closed_at is null)),
  constraint holds_released_within check (released is null or released between 0 and credits)
) with (fillfactor = 70);
create index holds_open on holds (account_id, expires_at) where status = 'open';
comment on table holds is 'Credits reserved for a use that is under way, until captured, released or out of time.';

create table hold_grants (
  account_id uuid not null,
  hold_id uuid not null,
  position integer not null,
  grant_id uuid,
  credits bigint not null,
  constraint hold_grants_pk primary key (account_id, hold_id, position),
  constraint hold_grants_hold_fk foreign key (account_id, hold_id) references holds (account_id, id),
  constraint hold_grants_grant_fk foreign key (account_id, grant_id) references grants (account_id, id),
  constraint hold_grants_credits_positive check (credits > 0)
);
comment on table hold_grants is 'What of a hold returns where; no grant means it came from overage.';

create table consumptions (
  account_id uuid not null,
  idempotency_key text not null,
  id uuid not null,
  request_hash bytea not null,
  feature text not null,
  quantity bigint not null,
  credits bigint not null,
  burned_grants uuid[] not null,
  burned_credits bigint[] not null,
  overage bigint not null,
  available_after bigint not null,
  released bigint,
  occurred_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  plan_period_id uuid,
  original_period_id uuid,
  hold_id uuid,
  account_version bigint not null,
  metadata jsonb,
  constraint consumptions_pk primary key (account_id, idempotency_key),
  constraint consumptions_key_length check (char_length(idempotency_key) between 1 and 255),
  constraint consumptions_quantity_positive check (quantity > 0),
  constraint consumptions_credits_not_negative check (credits >= 0),
  constraint consumptions_overage_within check (overage between 0 and credits)
);
create index consumptions_by_time on consumptions (account_id, occurred_at);
comment on table consumptions is 'One row per event of use, and its own idempotency record.';
comment on column consumptions.released is 'Of a capture: what its hold gave back.';
comment on column consumptions.original_period_id is 'Of late usage booked into the current period: the period it happened in.';

create table usage_by_day (
  account_id uuid not null,
  day date not null,
  feature text not null,
  plan_period_id uuid not null default '00000000-0000-0000-0000-000000000000',
  quantity bigint not null,
  credits bigint not null,
  overage bigint not null,
  events bigint not null,
  constraint usage_by_day_pk primary key (account_id, day, feature, plan_period_id),
  constraint usage_by_day_account_fk foreign key (account_id) references accounts (id)
) with (fillfactor = 70);
comment on table usage_by_day is 'Consumptions summed by local day of the account; always equal to the rows it sums. The nil id stands for no plan period.';
`;
