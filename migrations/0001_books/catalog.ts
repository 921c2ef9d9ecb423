/** What is sold: features, plans with immutable versions, packs. */
export const catalogTables = `
create table features (
  code text not null,
  name text not null,
  credits_per_unit bigint not null,
  constraint features_pk primary key (code),
  constraint features_credits_per_unit_positive check (credits_per_unit > 0)
);
comment on table features is 'The rate card: whole smallest credits per unit of use.';

create table plans (
  code text not null,
  name text not null,
  position integer not null,
  retired boolean not null default false,
  constraint plans_pk primary key (code)
);
comment on table plans is 'What is sold by the period.';

create table plan_versions (
  id uuid not null,
  plan text not null,
  version integer not null,
  fingerprint text not null,
  currency text not null,
  price_minor bigint not null,
  interval text not null,
  drip text,
  allowance bigint not null,
  overage_policy text not null,
  overage_unit_price text,
  overage_cap bigint,
  rollover_max bigint,
  features text[],
  created_at timestamptz(3) not null,
  constraint plan_versions_pk primary key (id),
  constraint plan_versions_plan_fk foreign key (plan) references plans (code),
  constraint plan_versions_number unique (plan, version),
  constraint plan_versions_price_not_negative check (price_minor >= 0),
  constraint plan_versions_allowance_not_negative check (allowance >= 0),
  constraint plan_versions_interval_known check (interval in ('month', 'year')),
  constraint plan_versions_drip_yearly check (drip is null or (drip = 'month' and interval = 'year')),
  constraint plan_versions_overage_known check (overage_policy in ('block', 'bill')),
  constraint plan_versions_overage_priced check ((overage_policy = 'bill') = (overage_unit_price is not null)),
  constraint plan_versions_overage_cap_billed check (overage_cap is null or (overage_policy = 'bill' and overage_cap > 0)),
  constraint plan_versions_rollover_positive check (rollover_max is null or rollover_max > 0)
);
comment on table plan_versions is 'Immutable price and allowance of a plan; a changed price is a new version.';
comment on column plan_versions.overage_unit_price is 'Exact decimal of major units per credit; may be below one minor unit.';
comment on column plan_versions.features is 'Codes the plan includes; null for all.';

create table packs (
  code text not null,
  name text not null,
  credits bigint not null,
  currency text not null,
  price_minor bigint not null,
  valid_months integer not null,
  position integer not null,
  retired boolean not null default false,
  constraint packs_pk primary key (code),
  constraint packs_credits_positive check (credits > 0),
  constraint packs_price_not_negative check (price_minor >= 0),
  constraint packs_valid_months_positive check (valid_months > 0)
);
comment on table packs is 'Credits sold once.';

create table subscriptions (
  account_id uuid not null,
  id uuid not null,
  plan_version_id uuid not null,
  status text not null,
  grants text not null,
  anchor_at timestamptz(3) not null,
  timezone text not null,
  started_at timestamptz(3) not null,
  ended_at timestamptz(3),
  constraint subscriptions_pk primary key (account_id, id),
  constraint subscriptions_account_fk foreign key (account_id) references accounts (id),
  constraint subscriptions_plan_version_fk foreign key (plan_version_id) references plan_versions (id),
  constraint subscriptions_status_known check (status in ('active', 'ended')),
  constraint subscriptions_grants_known check (grants in ('on_issue', 'on_payment')),
  constraint subscriptions_ended_has_end check ((status = 'ended') = (ended_at is not null))
);
create unique index subscriptions_one_active on subscriptions (account_id) where status = 'active';
comment on table subscriptions is 'Who has which plan. The zone is kept from the start, so that boundaries never drift.';

create table plan_periods (
  account_id uuid not null,
  id uuid not null,
  subscription_id uuid not null,
  plan_version_id uuid not null,
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  cycle_index integer not null,
  state text not null,
  opened_by text not null,
  closed_by text,
  slice_index integer not null,
  slice_starts_at timestamptz(3) not null,
  slice_ends_at timestamptz(3) not null,
  allowance_granted boolean not null,
  constraint plan_periods_pk primary key (account_id, id),
  constraint plan_periods_subscription_fk foreign key (account_id, subscription_id) references subscriptions (account_id, id),
  constraint plan_periods_plan_version_fk foreign key (plan_version_id) references plan_versions (id),
  constraint plan_periods_forward check (starts_at <= ends_at),
  constraint plan_periods_slice_inside check (slice_starts_at >= starts_at and slice_ends_at <= ends_at and slice_starts_at <= slice_ends_at),
  constraint plan_periods_state_known check (state in ('pending', 'open', 'closed', 'abandoned')),
  constraint plan_periods_closed_says_why check ((state in ('closed', 'abandoned')) = (closed_by is not null)),
  constraint plan_periods_no_overlap exclude using gist (account_id with =, tstzrange(starts_at, ends_at, '[)') with &&)
    where (state in ('open', 'closed'))
) with (fillfactor = 70);
create unique index plan_periods_one_open on plan_periods (account_id) where state = 'open';
create unique index plan_periods_one_pending on plan_periods (account_id) where state = 'pending';
create index plan_periods_by_start on plan_periods (account_id, starts_at);
comment on table plan_periods is 'The single source of truth for which plan is active when; read by credits and billing alike.';
comment on column plan_periods.slice_index is 'Which monthly slice of a dripping year is current; 0 where nothing drips and the slice is the period.';
comment on column plan_periods.allowance_granted is 'Whether the current slice''s allowance was really granted: overage is allowed only then.';

create table overage_usage (
  account_id uuid not null,
  plan_period_id uuid not null,
  slice_index integer not null,
  credits bigint not null,
  held_credits bigint not null default 0,
  accrued_credits bigint not null,
  accrued_minor bigint not null,
  invoice_line_id uuid,
  billed boolean not null default false,
  constraint overage_usage_pk primary key (account_id, plan_period_id, slice_index),
  constraint overage_usage_plan_period_fk foreign key (account_id, plan_period_id) references plan_periods (account_id, id),
  constraint overage_usage_credits_not_negative check (credits >= 0),
  constraint overage_usage_held_not_negative check (held_credits >= 0),
  constraint overage_usage_accrued_within check (accrued_credits between 0 and credits)
) with (fillfactor = 70);
comment on table overage_usage is 'Use beyond the grants per plan period and slice, and how much of it is in unbilled already.';
`;
