import { type Kysely, sql } from "kysely";

/** Disputed or on its way back, a payment withholds also where all its credits were spent; charges are counted by when they were made. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, holds, payments]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

/** A hold of nothing says that nothing is used beyond the grants (BOOKS B4). */
const holds = `
alter table holds
  drop constraint holds_credits_positive,
  add constraint holds_credits_positive check (credits > 0 or (credits = 0
    and (for_quote or invoice_id is not null or refund_id is not null or dispute_id is not null)));
`;

const payments = `
create index payments_by_time on payments (paid_at);
`;
