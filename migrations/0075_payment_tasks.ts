import { type Kysely, sql } from "kysely";

/** Money that came for what nobody waited for any more is something a person has to look at. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, tasks]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const tasks = `
alter table staff_tasks
  drop constraint staff_tasks_kind_known,
  add constraint staff_tasks_kind_known check (kind in ('refund_returned', 'refund_at_processor', 'refund_excess',
    'refund_unproven', 'dispute_excess', 'dispute_turned', 'payment_given_up', 'payment_kept')) not valid,
  add column payment_id uuid,
  add constraint staff_tasks_payment_fk foreign key (account_id, payment_id) references payments (account_id, id),
  add constraint staff_tasks_payment_said check ((kind like 'payment_%') = (payment_id is not null)) not valid;
alter table staff_tasks validate constraint staff_tasks_kind_known;
alter table staff_tasks validate constraint staff_tasks_payment_said;
create unique index staff_tasks_once_of_payment on staff_tasks (account_id, payment_id, kind) where payment_id is not null;
comment on column staff_tasks.payment_id is 'The payment that came for a document given up, or beyond what was open.';
`;
