import { type Kysely, sql } from "kysely";

/** What a fresh quote keeps of an account, so that what it says still holds when it is confirmed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, holds]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const holds = `
alter table holds
  add column for_quote boolean not null default false,
  drop constraint holds_credits_positive,
  add constraint holds_credits_positive check (credits > 0 or (for_quote and credits = 0));
create index holds_for_quote on holds (account_id) where for_quote and status = 'open';
comment on column holds.for_quote is
  'Ours, not a customer''s: while it is open nothing is used beyond the grants, and its credits count as unspent.';
`;
