import { type Kysely, sql } from "kysely";

/** Tasks are somebody's, and are done for a reason; what becomes of refunds and tasks stands in the audit log. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, tasks, audited]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const tasks = `
alter table staff_tasks
  add column assigned_to uuid,
  add column done_because text,
  add constraint staff_tasks_assigned_to_fk foreign key (assigned_to) references staff_users (id),
  add constraint staff_tasks_done_because_said check (length(done_because) between 1 and 500),
  add constraint staff_tasks_done_for_a_reason check ((done_at is null) = (done_because is null));
comment on column staff_tasks.assigned_to is 'Who of us looks after it.';
comment on column staff_tasks.done_because is 'What was done about it, in the words of whoever did.';

create function guard_staff_task() returns trigger language plpgsql as $$
begin
  if old.done_at is not null then
    raise exception using errcode = 'TB030', message = 'a task that is done does not change';
  end if;
  return new;
end $$;
create trigger staff_tasks_guarded before update on staff_tasks for each row execute function guard_staff_task();
`;

/** What a refund promised is long, and never changes. */
const audited = `
create trigger refunds_audited after insert or update on refunds for each row
  execute function note_change('refund', 'id', 'promised,request');
create trigger staff_tasks_audited after insert or update on staff_tasks for each row
  execute function note_change('staff_task', 'id', '');
`;
