import { type Kysely, sql } from "kysely";
import { differences, house, lines, runs } from "./0045_reconciliation/tables";

/**
 * Reconciliation (DESIGN §8): what the processor says moved its balance, kept as it was heard; runs that compare it
 * with the books; and the differences they found, each somebody's.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, house, lines, runs, differences, guards, audited, rights]) {
    await sql.raw(statement).execute(db);
  }
}

const limits = "set local lock_timeout = '5s'";

const appendOnly = ["balance_transactions", "balance_bookings", "reconciliation_comments"];
const kept = ["reconciliation_runs", "reconciliation_differences"];
const tables = [...appendOnly, ...kept];

const guards = `
${appendOnly
  .map(
    (table) => `
create trigger ${table}_append_only before update or delete on ${table} for each row execute function refuse_change();`,
  )
  .join("")}
${kept
  .map(
    (table) => `
create trigger ${table}_no_delete before delete on ${table} for each row execute function refuse_change();`,
  )
  .join("")}
${tables
  .map(
    (table) => `
create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function refuse_change();`,
  )
  .join("")}

create function guard_reconciliation_run() returns trigger language plpgsql as $$
begin
  if old.ended_at is not null or (new.id, new.source, new.day, new.number, new.since, new.until, new.started_at)
    is distinct from (old.id, old.source, old.day, old.number, old.since, old.until, old.started_at) then
    raise exception using errcode = 'TB001', message = format('reconciliation run %s does not go back', old.id);
  end if;
  return new;
end $$;
create trigger reconciliation_runs_guarded before update on reconciliation_runs for each row
  execute function guard_reconciliation_run();
`;

/** What a run writes is told by the run; what people do is in the log. */
const audited = `
create trigger reconciliation_differences_audited after update on reconciliation_differences for each row
  when (current_setting('app.actor', true) like 'staff:%') execute function note_change('difference', 'id', '');
create trigger reconciliation_comments_audited after insert on reconciliation_comments for each row
  execute function note_change('difference_comment', 'difference_id', '');
`;

const rights = `
grant select, insert on ${appendOnly.join(", ")} to tallybook_app;
grant select, insert, update on ${kept.join(", ")} to tallybook_app;
grant select on ${tables.join(", ")} to tallybook_read;
${tables
  .map(
    (table) => `
alter table ${table} enable row level security;
create policy ${table}_app on ${table} to tallybook_app using (true) with check (true);
create policy ${table}_read on ${table} for select to tallybook_read using (true);`,
  )
  .join("")}
`;
