import { sql } from "kysely";
import type { Db } from "@/db/client";
import { realNow } from "@/db/real-time";

/** What waits longer than a worker that runs would let it. */
export type Overdue = {
  accounts: number;
  deliveries: number;
  mails: number;
  "top-ups": number;
};

/** The longest anything waits where a worker runs: its loops turn every second or two, a pause is 30 seconds. */
const graceMinutes = 5;

/**
 * What should have been done five minutes ago and was not: accounts with something due, deliveries of domain
 * events to endpoints that are left alone by nobody, mails, automatic top-ups nobody ordered. More than none means that no worker runs, or that
 * it does not keep up. Each is counted by the index its own job looks things up with.
 */
export async function countOverdue(db: Db): Promise<Overdue> {
  const { rows } = await sql<Overdue>`
    select
      (select count(*)::int4 from account_books
        where due_at < app_now() - make_interval(mins => ${graceMinutes})
          or earns_at < app_now() - make_interval(mins => ${graceMinutes})) as accounts,
      (select count(*)::int4 from webhook_deliveries d join webhook_endpoints w on w.id = d.endpoint_id
        where d.next_attempt_at < ${realNow} - make_interval(mins => ${graceMinutes})
          and w.removed_at is null and w.disabled_at is null
          and (w.paused_until is null or w.paused_until < ${realNow} - make_interval(mins => ${graceMinutes}))) as deliveries,
      (select count(*)::int4 from mails
        where next_attempt_at < ${realNow} - make_interval(mins => ${graceMinutes})) as mails,
      (select count(*)::int4 from top_up_runs where status = 'due'
        and due_at < app_now() - make_interval(mins => ${graceMinutes})) as "top-ups"`.execute(db);
  const [counted] = rows;
  if (!counted) throw new Error("The database counted nothing");
  return counted;
}
