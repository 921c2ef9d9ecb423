import { type Kysely, sql } from "kysely";

/**
 * What reports of what was given back and of what is owed are found by. A line has a recognition for every day of it, a pack
 * one for every use: reading all that names a line, to find the few that give it back or bill it, takes as long as the line lived.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, indexes]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const indexes = `
create index transfers_of_return on transfers (account_id, account_version)
  where refund_id is not null or dispute_id is not null;
drop index transfers_returned_of_no_line;
create index ledger_transactions_of_documents on ledger_transactions (account_id, account_version)
  include (booked_at, recorded_at) where kind in ('invoice', 'payment', 'credit', 'refund', 'dispute', 'reverse');
comment on index ledger_transactions_of_documents is
  'What bills, settles or gives back; all that may move what is owed is of one of these kinds.';
`;
