import { type Kysely, sql } from "kysely";

/**
 * Change: quotes, what lines have earned and returned, changes that wait for a boundary or for money,
 * trials, credit notes, money kept for later invoices.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, quotes, lines, documents, earnings, changes, guards, rights]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

const quotes = `
create table quotes (
  account_id uuid not null constraint quotes_account_fk references accounts (id),
  id uuid not null,
  kind text not null,
  request jsonb not null,
  shown jsonb not null,
  account_version bigint not null,
  decided_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  used_at timestamptz(3),
  constraint quotes_pk primary key (account_id, id),
  constraint quotes_kind_known check (kind in ('plan_change', 'cancel', 'pack', 'refund', 'dispute', 'adjustment')),
  constraint quotes_lives check (expires_at >= decided_at)
);
comment on table quotes is 'A decision kept for confirmation: what was asked, at which instant it is decided, what was shown.';
comment on column quotes.account_version is 'The ledger of the account as the quote saw it.';
comment on column quotes.used_at is 'When it was confirmed; a quote is used once.';
`;

const lines = `
alter table invoice_lines
  add column discount_minor bigint not null default 0
    constraint invoice_lines_discount_not_negative check (discount_minor >= 0),
  add column tax_minor bigint not null default 0,
  add column tax_included boolean not null default false,
  add column credited_line_id uuid,
  add column facts jsonb,
  add constraint invoice_lines_credited_fk foreign key (account_id, credited_line_id)
    references invoice_lines (account_id, id),
  add constraint invoice_lines_credit_names_line check (
    credited_line_id is null or kind in ('proration_credit', 'adjustment'));
comment on column invoice_lines.discount_minor is 'Its share of the invoice''s discounts: net = amount - discount (- tax, where the amount includes it).';
comment on column invoice_lines.tax_minor is 'Its share of the tax; the tax line itself has none.';
comment on column invoice_lines.tax_included is 'Whether the amount is a price with tax in it.';
comment on column invoice_lines.credited_line_id is 'The line a credit gives back of.';
comment on column invoice_lines.facts is 'The numbers its amount was worked out from, for the explanation.';
`;

const documents = `
alter table invoices
  add column document text not null default 'invoice'
    constraint invoices_document_known check (document in ('invoice', 'credit_note')),
  add column credit_applied_minor bigint not null default 0
    constraint invoices_credit_applied_within check (credit_applied_minor between 0 and greatest(paid_minor, 0)),
  drop constraint invoices_total_not_negative,
  drop constraint invoices_paid_within,
  add constraint invoices_total_by_document check (
    (document = 'invoice' and (total_minor >= 0 or status = 'draft')) or (document = 'credit_note' and total_minor < 0)),
  add constraint invoices_paid_within check (
    paid_minor between least(0, total_minor) and greatest(0, total_minor));
comment on column invoices.document is 'A negative total is issued as a credit note.';
comment on column invoices.credit_applied_minor is 'Of what is paid: from account credit.';
insert into number_series (series, prefix) values ('credit_note', 'CN-');
`;

const earnings = `
create table line_earnings (
  account_id uuid not null,
  invoice_line_id uuid not null,
  basis text not null,
  revenue text not null,
  net_minor bigint not null,
  recognized_minor bigint not null,
  returned_minor bigint not null,
  base_recognized_minor bigint not null,
  base_credits bigint not null,
  base_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  open boolean not null,
  constraint line_earnings_pk primary key (account_id, invoice_line_id),
  constraint line_earnings_line_fk foreign key (account_id, invoice_line_id) references invoice_lines (account_id, id),
  constraint line_earnings_basis_known check (basis in ('usage', 'time')),
  constraint line_earnings_revenue_known check (revenue in ('revenue.plan', 'revenue.pack')),
  constraint line_earnings_not_negative check (
    net_minor >= 0 and recognized_minor >= 0 and returned_minor >= 0 and base_recognized_minor >= 0 and base_credits >= 0),
  constraint line_earnings_within check (recognized_minor + returned_minor <= net_minor),
  constraint line_earnings_closed_when_earned check (open or recognized_minor + returned_minor = net_minor)
) with (fillfactor = 70);
create index line_earnings_open on line_earnings (account_id) where open;
comment on table line_earnings is 'What of a charged line is recognized as revenue and what was returned; the rest is deferred (BOOKS B3).';
comment on column line_earnings.base_recognized_minor is 'Recognized when the base was last set: since then net - returned - this is spread over the time or credits left.';

insert into line_earnings
select l.account_id, l.id, case when v.rollover_max is null then 'time' else 'usage' end, 'revenue.plan', l.amount_minor, 0, 0, 0,
  l.credits, l.period_start, l.period_end, l.amount_minor > 0
from invoice_lines l join plan_versions v on v.id = l.plan_version_id where l.kind = 'plan';

create table line_returns (
  account_id uuid not null,
  id uuid not null,
  invoice_line_id uuid not null,
  kind text not null,
  invoice_id uuid,
  net_minor bigint not null,
  tax_minor bigint not null,
  slice bigint not null,
  revoked bigint not null default 0,
  expired bigint not null default 0,
  debt bigint not null default 0,
  written_off bigint not null default 0,
  waived bigint not null default 0,
  stands boolean not null,
  returned_at timestamptz(3) not null,
  constraint line_returns_pk primary key (account_id, id),
  constraint line_returns_line_fk foreign key (account_id, invoice_line_id) references invoice_lines (account_id, id),
  constraint line_returns_invoice_fk foreign key (account_id, invoice_id) references invoices (account_id, id),
  constraint line_returns_kind_known check (kind in ('proration_credit', 'void', 'uncollectible', 'refund', 'dispute')),
  constraint line_returns_not_negative check (
    net_minor >= 0 and tax_minor >= 0 and least(slice, revoked, expired, debt, written_off, waived) >= 0),
  constraint line_returns_slice_settled check (not stands or slice = revoked + expired + debt + written_off + waived)
) with (fillfactor = 70);
create index line_returns_of_line on line_returns (account_id, invoice_line_id);
comment on table line_returns is 'Money a line gave back and the credits that return owns, its slice, settled once (BOOKS B12).';
comment on column line_returns.invoice_id is 'The document that gives it back.';
comment on column line_returns.stands is 'False once it was given up: a change that was never paid, a refund that failed, a dispute won.';
`;

const changes = `
alter table plan_periods add column anchor_at timestamptz(3);
update plan_periods p set anchor_at = s.anchor_at from subscriptions s
  where s.account_id = p.account_id and s.id = p.subscription_id;
alter table plan_periods
  alter column anchor_at set not null,
  add column trial boolean not null default false,
  add column cycle_overage bigint not null default 0
    constraint plan_periods_cycle_overage_not_negative check (cycle_overage >= 0);
comment on column plan_periods.anchor_at is 'Where its boundaries are counted from; a change may set another for what follows.';
comment on column plan_periods.cycle_overage is 'Overage of the same billing cycle used before a change opened this period: the cap is per cycle.';

create table scheduled_changes (
  account_id uuid not null,
  id uuid not null,
  subscription_id uuid not null,
  kind text not null,
  waits_for text not null,
  plan_version_id uuid,
  terms jsonb not null,
  effective_at timestamptz(3) not null,
  gives_up_at timestamptz(3),
  quote_id uuid,
  invoice_id uuid,
  plan_period_id uuid,
  status text not null,
  created_at timestamptz(3) not null,
  closed_at timestamptz(3),
  constraint scheduled_changes_pk primary key (account_id, id),
  constraint scheduled_changes_subscription_fk foreign key (account_id, subscription_id) references subscriptions (account_id, id),
  constraint scheduled_changes_plan_version_fk foreign key (plan_version_id) references plan_versions (id),
  constraint scheduled_changes_quote_fk foreign key (account_id, quote_id) references quotes (account_id, id),
  constraint scheduled_changes_invoice_fk foreign key (account_id, invoice_id) references invoices (account_id, id),
  constraint scheduled_changes_period_fk foreign key (account_id, plan_period_id) references plan_periods (account_id, id),
  constraint scheduled_changes_kind_known check (kind in ('change', 'cancel')),
  constraint scheduled_changes_waits_known check (waits_for in ('period_end', 'payment')),
  constraint scheduled_changes_change_names_version check ((kind = 'change') = (plan_version_id is not null)),
  constraint scheduled_changes_payment_has_invoice check (waits_for <> 'payment' or (invoice_id is not null and gives_up_at is not null)),
  constraint scheduled_changes_status_known check (status in ('waiting', 'done', 'undone', 'superseded', 'abandoned')),
  constraint scheduled_changes_closed_when_over check ((status = 'waiting') = (closed_at is null))
) with (fillfactor = 70);
create unique index scheduled_changes_one_waiting on scheduled_changes (account_id, waits_for) where status = 'waiting';
comment on table scheduled_changes is 'A change or cancellation decided already that waits for the end of the period, or for its money.';
`;

const guards = `
create or replace function check_invoice_change() returns trigger language plpgsql as $$
declare
  free constant text[] := array['status', 'paid_minor', 'credit_applied_minor', 'closed_at'];
  moves constant jsonb := '{"draft": ["issued"], "issued": ["paid", "void", "uncollectible"], "uncollectible": ["paid"], "paid": [], "void": []}';
begin
  if tg_op = 'DELETE' then
    if old.status = 'draft' then return old; end if;
    raise exception using errcode = 'TB004', message = 'an issued invoice is not deleted';
  end if;
  if new.status <> old.status and not (moves -> old.status) ? new.status then
    raise exception using errcode = 'TB004', message = format('an invoice does not move from %s to %s', old.status, new.status);
  end if;
  if old.status <> 'draft' and (to_jsonb(new) - free) <> (to_jsonb(old) - free) then
    raise exception using errcode = 'TB004', message = 'an issued invoice does not change';
  end if;
  return new;
end $$;

create trigger line_earnings_not_deleted before delete on line_earnings for each row execute function refuse_change();
create trigger line_earnings_no_truncate before truncate on line_earnings for each statement execute function refuse_change();
create trigger line_returns_not_deleted before delete on line_returns for each row execute function refuse_change();
create trigger line_returns_no_truncate before truncate on line_returns for each statement execute function refuse_change();
`;

const accountScoped = ["quotes", "line_earnings", "line_returns", "scheduled_changes"];

const rights = accountScoped
  .map(
    (table) => `
grant select, insert, update on ${table} to tallybook_app;
grant select on ${table} to tallybook_portal, tallybook_read;
alter table ${table} enable row level security;
create policy ${table}_portal on ${table} for select to tallybook_portal
  using (account_id = nullif(current_setting('app.account', true), '')::uuid);
create policy ${table}_app on ${table} to tallybook_app using (true) with check (true);
create policy ${table}_read on ${table} for select to tallybook_read using (true);`,
  )
  .join("");
