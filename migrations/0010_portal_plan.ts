import { type Kysely, sql } from "kysely";

/** Why a plan was ended, in the words of whoever ended it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, reasons, rights]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const reasons = `
create table cancel_reasons (
  account_id uuid not null,
  quote_id uuid not null,
  reason text not null,
  comment text,
  actor text not null,
  recorded_at timestamptz(3) not null,
  constraint cancel_reasons_pk primary key (account_id, quote_id),
  constraint cancel_reasons_quote_fk foreign key (account_id, quote_id) references quotes (account_id, id),
  constraint cancel_reasons_reason_known check (reason in
    ('too_expensive', 'too_little_use', 'missing_feature', 'other_service', 'other')),
  constraint cancel_reasons_comment_size check (length(comment) between 1 and 1000)
);
comment on table cancel_reasons is 'Why a plan was ended, told with the confirmation of its quote; nobody has to say.';
`;

const rights = `
grant select, insert on cancel_reasons to tallybook_app;
grant select on cancel_reasons to tallybook_portal, tallybook_read;
alter table cancel_reasons enable row level security;
create policy cancel_reasons_portal on cancel_reasons for select to tallybook_portal
  using (account_id = nullif(current_setting('app.account', true), '')::uuid);
create policy cancel_reasons_app on cancel_reasons to tallybook_app using (true) with check (true);
create policy cancel_reasons_read on cancel_reasons for select to tallybook_read using (true);
`;
