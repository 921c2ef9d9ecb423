import { sql } from "kysely";
import { PgBoss } from "pg-boss";
import type { Db } from "./client";
import { queueNames, queueOptions, queueSchema } from "./queue";

/**
 * Makes the queue's own schema, or brings it to this release, and lets the product's role work with it.
 * Part of the migrate step: no process that serves makes tables.
 */
export async function migrateQueue(url: string, db: Db): Promise<void> {
  const boss = new PgBoss({
    ...{ connectionString: url, schema: queueSchema, application_name: "tallybook-migrate" },
    ...{ max: 2, migrate: true, supervise: false, schedule: false, reindex: false },
  });
  let failure: unknown;
  boss.on("error", (error) => {
    failure = error;
  });
  try {
    await boss.start();
    for (const name of queueNames) await boss.createQueue(name, queueOptions);
  } finally {
    await boss.stop({ graceful: true, timeout: 5_000 });
  }
  if (failure) throw failure;
  const schema = sql.id(queueSchema);
  await sql`grant usage on schema ${schema} to tallybook_app`.execute(db);
  await sql`grant select, insert, update, delete on all tables in schema ${schema} to tallybook_app`.execute(
    db,
  );
}
