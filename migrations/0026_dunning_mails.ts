import { type Kysely, sql } from "kysely";

/** Which failed payments, and which last steps, an account's people are still to be told of by mail. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, collections]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const collections = `
alter table collections
  add column failure_mailed_at timestamptz(3),
  add column last_step_mailed_at timestamptz(3);
update collections set failure_mailed_at = first_failed_at where first_failed_at is not null;
update collections set last_step_mailed_at = last_step_at where last_step is not null;
create index collections_failure_to_mail on collections (first_failed_at)
  where first_failed_at >= created_at and failure_mailed_at is null;
create index collections_last_step_to_mail on collections (last_step_at)
  where last_step <> 'none' and last_step_mailed_at is null;
comment on column collections.failure_mailed_at is
  'When the mails of its first failed try were put in the outbox. What failed before it began was told then.';
comment on column collections.last_step_mailed_at is 'When the mails of its last step were put in the outbox.';
`;
