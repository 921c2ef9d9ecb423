import { type Kysely, sql } from "kysely";

/** Which differences finance was told of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, told]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const told = `
alter table reconciliation_differences add column told_at timestamptz(3);
comment on column reconciliation_differences.told_at is
  'When a mail named it with these figures. Found again with others it is told again.';
update reconciliation_differences set told_at = found_at;
`;
