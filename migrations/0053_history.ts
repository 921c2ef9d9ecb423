import { type Kysely, sql } from "kysely";

/** What was done about one thing is found by it; an API key says from where it was used last. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, history, keys]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const history = `
create index audit_log_by_subject on audit_log (subject, recorded_at desc) where subject is not null;
`;

/** What a key's use changes is in no audit row (0031): it would be one a minute. */
const keys = `
alter table api_keys add column last_used_ip text
  constraint api_keys_last_used_ip_short check (length(last_used_ip) <= 64);
comment on column api_keys.last_used_ip is 'From where, as the nearest proxy says; written with last_used_at.';
`;
