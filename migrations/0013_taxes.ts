import { type Kysely, sql } from "kysely";

/** What the catalogue says of taxes by country. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of [limits, taxes]) await sql.raw(statement).execute(db);
}

const limits = "set local lock_timeout = '5s'";

const taxes = `
alter table catalog_terms add column taxes jsonb;
comment on column catalog_terms.taxes is 'Rates by country and region, from which day on; null where nothing is taxed by country.';
`;
