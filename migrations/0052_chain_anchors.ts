import { type Kysely, sql } from "kysely";

/** Which days' ends of all chains were told outside the database (FAULTS D10). */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, anchors, guards]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const anchors = `
create table chain_anchors (
  day date constraint chain_anchors_pk primary key,
  at timestamptz(3) not null,
  accounts int8 not null constraint chain_anchors_accounts_counted check (accounts >= 0),
  entries int8 not null constraint chain_anchors_entries_counted check (entries >= 0),
  acts int8 not null constraint chain_anchors_acts_counted check (acts >= 0),
  digest bytea not null constraint chain_anchors_digest_length check (octet_length(digest) = 32)
);
comment on table chain_anchors is
  'Each day on which the ends of all chains were printed and mailed. What proves anything is what was printed and mailed.';
comment on column chain_anchors.digest is 'SHA-256 over where both chains of every account ended at that instant.';
`;

const guards = `
create trigger chain_anchors_append_only before update or delete on chain_anchors
  for each row execute function refuse_change();
create trigger chain_anchors_no_truncate before truncate on chain_anchors
  for each statement execute function refuse_change();
alter table chain_anchors enable row level security;
create policy chain_anchors_app on chain_anchors to tallybook_app using (true) with check (true);
create policy chain_anchors_read on chain_anchors for select to tallybook_read using (true);
grant select, insert on chain_anchors to tallybook_app;
grant select on chain_anchors to tallybook_read;
`;
