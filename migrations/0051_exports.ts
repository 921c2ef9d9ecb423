import { type Kysely, sql } from "kysely";

/**
 * Exports: what somebody asked for, how far the worker is with it, and the file itself in pieces, so that
 * any web process can hand it out. A piece and how far it brought the export are one transaction.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, tables, guards, rights]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const tables = `
create table exports (
  id uuid not null,
  kind text not null constraint exports_kind_form check (kind ~ '^[a-z_]{1,40}$'),
  filters jsonb not null constraint exports_filters_named check (jsonb_typeof(filters) = 'object'),
  timezone text not null,
  asked_by text not null constraint exports_asked_by_form check (asked_by ~ '^[a-z_]+:.+$'),
  as_of timestamptz(3) not null,
  asked_in xid8 not null default pg_current_xact_id(),
  status text not null default 'waiting'
    constraint exports_status_known check (status in ('waiting', 'writing', 'done', 'failed', 'cancelled', 'expired')),
  reached text,
  rows_done int8 not null default 0 constraint exports_rows_counted check (rows_done >= 0),
  rows_expected int8 constraint exports_expected_counted check (rows_expected >= 0),
  bytes int8 not null default 0 constraint exports_bytes_counted check (bytes >= 0),
  failures int4 not null default 0,
  error text,
  taken_by uuid,
  taken_until timestamptz(3),
  worked_at timestamptz(3),
  created_at timestamptz(3) not null,
  ended_at timestamptz(3),
  expires_at timestamptz(3) not null,
  downloaded_at timestamptz(3),
  constraint exports_pk primary key (id),
  constraint exports_end_told check ((ended_at is null) = (status in ('waiting', 'writing'))),
  constraint exports_expire_later check (expires_at > created_at)
);
create index exports_of_asker on exports (asked_by, id desc);
create index exports_to_write on exports (worked_at nulls first, id) where status in ('waiting', 'writing');
create index exports_to_prune on exports (expires_at) where status = 'done';
comment on table exports is 'Files somebody of us asked for, written by the worker a piece at a time.';
comment on column exports.filters is 'As parsed: texts by name.';
comment on column exports.timezone is 'Which its days and times are in.';
comment on column exports.asked_by is 'As audit_log.actor names them.';
comment on column exports.as_of is 'The instant it was asked at: what was booked later is not in it.';
comment on column exports.asked_in is 'Nothing is read before every transaction that ran beside this one has ended.';
comment on column exports.reached is 'The key of the last row written, as its kind spells it; whoever goes on begins behind it.';
comment on column exports.taken_by is 'Which run of a worker has it in hand, until taken_until (real time).';
comment on column exports.worked_at is 'Real time, so that of many each is written a stretch in turn.';
comment on column exports.error is 'The id under which the log has what went wrong; never its words.';

create table export_chunks (
  export_id uuid not null constraint export_chunks_export_fk references exports (id),
  starts_at int8 not null constraint export_chunks_placed check (starts_at >= 0),
  bytes bytea not null constraint export_chunks_size check (octet_length(bytes) > 0),
  constraint export_chunks_pk primary key (export_id, starts_at)
);
comment on table export_chunks is 'The pieces of a file by the byte they begin at; gone once it has expired or was cancelled.';
`;

/** Forward only: what a file had stays in it, and what is over does not begin again. */
const guards = `
create function guard_export() returns trigger language plpgsql as $$
declare
  moves constant jsonb := '{"waiting": ["writing", "cancelled", "failed"], "writing": ["done", "failed", "cancelled"],
    "done": ["expired"], "failed": [], "cancelled": [], "expired": []}';
begin
  if (new.status <> old.status and not (moves -> old.status) ? new.status)
    or (new.id, new.kind, new.filters, new.timezone, new.asked_by, new.as_of, new.asked_in, new.created_at)
      is distinct from (old.id, old.kind, old.filters, old.timezone, old.asked_by, old.as_of, old.asked_in, old.created_at)
    or new.rows_done < old.rows_done or new.bytes < old.bytes
    or (old.ended_at is not null and (new.rows_done, new.bytes, new.reached, new.ended_at)
      is distinct from (old.rows_done, old.bytes, old.reached, old.ended_at)) then
    raise exception using errcode = 'TB031', message = format('export %s does not go back', old.id);
  end if;
  return new;
end $$;
create trigger exports_guarded before update on exports for each row execute function guard_export();
create trigger exports_no_delete before delete on exports for each row execute function refuse_change();
create trigger exports_no_truncate before truncate on exports for each statement execute function refuse_change();
create trigger export_chunks_no_update before update on export_chunks for each row execute function refuse_change();
create trigger exports_audited after insert or update on exports for each row execute function note_change('export', 'id',
  'as_of,asked_in,status,reached,rows_done,rows_expected,bytes,failures,error,taken_by,taken_until,worked_at,ended_at');
`;

const rights = `
grant select, insert, update on exports to tallybook_app;
grant select, insert, delete on export_chunks to tallybook_app;
`;
