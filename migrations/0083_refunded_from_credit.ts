import { type Kysely, sql } from "kysely";

/**
 * What the processor gave back beyond what was left is taken out of what is kept for the account, as far as that goes: money
 * that was kept, refunded and left to be spent would be given twice (BOOKS B12).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of ["set local lock_timeout = '5s'", refunds])
    await sql.raw(statement).execute(db);
}

const refunds = `
alter table refunds
  add column excess_credit_minor int8 not null default 0,
  add constraint refunds_excess_credit_within check (excess_credit_minor between 0 and excess_minor) not valid;
alter table refunds validate constraint refunds_excess_credit_within;
comment on column refunds.excess_minor is
  'What the processor reported beyond what was left to give back: out of account credit or lost, with a task for staff (BOOKS B12).';
comment on column refunds.excess_credit_minor is
  'Of that, what was kept for the account and is taken out of its credit; the rest is in dispute_loss.';
`;
