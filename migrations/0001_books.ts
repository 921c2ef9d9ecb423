import { type Kysely, sql } from "kysely";
import { catalogTables } from "./0001_books/catalog";
import { creditTables } from "./0001_books/credits";
import { guards } from "./0001_books/guards";
import { invoiceTables } from "./0001_books/invoices";
import { ledgerTables } from "./0001_books/ledger";
import { roles } from "./0001_books/roles";
import { settingTables } from "./0001_books/settings";

/** The books: accounts, ledger, credits, plans, invoices; who may touch them and what is refused. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local lock_timeout = '3s'`.execute(db);
  const steps = [
    settingTables,
    catalogTables,
    ledgerTables,
    creditTables,
    invoiceTables,
    guards,
    roles,
  ];
  for (const step of steps) await sql.raw(step).execute(db);
}
