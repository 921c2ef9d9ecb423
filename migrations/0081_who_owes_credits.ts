import { type Kysely, sql } from "kysely";

/** Few accounts ever owe credits: who does is asked whenever staff look for whoever is at risk, among all ledger accounts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, index]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const index = `
create index ledger_accounts_of_debt on ledger_accounts (account_id, id) where kind = 'debt';
`;
