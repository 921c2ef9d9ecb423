import { type Kysely, sql } from "kysely";
import { auditTables, auditTriggers } from "./0031_staff_console/audit";
import { search } from "./0031_staff_console/search";

/**
 * What the staff console stands on: a log of every act that is no booking, hash-chained and kept by the
 * database itself; notes on accounts; looking at the portal as a customer does; and finding any of 100,000
 * accounts by what one knows of it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [
    limits,
    auditTables,
    notes,
    views,
    sessions,
    auditTriggers,
    search,
    rights,
  ]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

const notes = `
create table account_notes (
  account_id uuid not null constraint account_notes_account_fk references accounts (id),
  id uuid not null,
  body text not null constraint account_notes_body_length check (length(body) between 1 and 4000),
  pinned boolean not null default false,
  staff_user_id uuid not null constraint account_notes_staff_fk references staff_users (id),
  created_at timestamptz(3) not null,
  removed_at timestamptz(3),
  constraint account_notes_pk primary key (account_id, id)
);
comment on table account_notes is 'What staff want one another to know of an account. No customer reads it.';
`;

const views = `
create table staff_views (
  staff_user_id uuid not null constraint staff_views_staff_fk references staff_users (id),
  id uuid not null,
  name text not null constraint staff_views_name_length check (length(name) between 1 and 60),
  search text not null constraint staff_views_search_length check (length(search) <= 1000),
  created_at timestamptz(3) not null,
  constraint staff_views_pk primary key (staff_user_id, id),
  constraint staff_views_name_once unique (staff_user_id, name)
);
comment on table staff_views is 'Filters of the list of customers that somebody of staff wants again, as they stand in the address.';
`;

/** A session on the portal that belongs to somebody of staff: it sees what the customer sees, and changes nothing. */
const sessions = `
alter table login_sessions
  drop constraint login_sessions_how_known,
  add constraint login_sessions_how_known
    check (how in ('sandbox', 'email', 'oidc', 'portal_link', 'staff_view')),
  drop constraint login_sessions_one_realm,
  add constraint login_sessions_one_realm check (
    case realm
      when 'customer' then account_id is not null
        and (user_id is not null or how in ('portal_link', 'staff_view'))
        and (how = 'staff_view') = (staff_user_id is not null)
        and (how <> 'staff_view' or (user_id is null and expires_at <= created_at + interval '1 hour'))
      else staff_user_id is not null and user_id is null and account_id is null and how <> 'staff_view'
    end);
comment on column login_sessions.staff_user_id is
  'Whose it is in the realm of staff; in that of customers, who of staff looks at the portal (staff_view), read-only.';
`;

const rights = `
grant select on audit_log, audit_heads to tallybook_app, tallybook_read;
grant select, insert, update on account_notes to tallybook_app;
grant select on account_notes to tallybook_read;
grant select, insert, delete on staff_views to tallybook_app;
revoke execute on function chain_audit_row(), note_change(), note_act(uuid, text, text, jsonb, jsonb) from public;
grant execute on function note_act(uuid, text, text, jsonb, jsonb) to tallybook_app;
${["audit_log", "audit_heads", "account_notes"]
  .map(
    (table) => `
alter table ${table} enable row level security;
create policy ${table}_app on ${table} to tallybook_app using (true) with check (true);
create policy ${table}_read on ${table} for select to tallybook_read using (true);`,
  )
  .join("")}
`;
