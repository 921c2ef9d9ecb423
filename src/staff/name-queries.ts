import { sql } from "kysely";
import type { Db } from "@/db/client";

/** A person's, or a key's, name by how the log names them, looked up by key; ids that are none compare to nobody. */
export function named(column: string) {
  const id = sql`case when ${sql.ref(column)} ~ ':[0-9a-f]{8}-[0-9a-f-]{27}$' then split_part(${sql.ref(column)}, ':', 2)::uuid end`;
  return sql`case split_part(${sql.ref(column)}, ':', 1)
    when 'staff' then (select name from staff_users where id = ${id})
    when 'user' then (select name from users where id = ${id})
    when 'auditor' then (select auditor from auditor_links where id = ${id})
    when 'key' then (select name from api_keys where prefix = split_part(${sql.ref(column)}, ':', 2)) end`;
}

/** Names by how the log names whom they are of; who is nobody's is not among them. */
export async function namesOf(db: Db, actors: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ actor: string; name: string | null }>`
    select actor, ${named("n.actor")} as name from (select distinct unnest(${[...actors]}::text[]) as actor) n`.execute(
    db,
  );
  return new Map(rows.flatMap(({ actor, name }) => (name === null ? [] : [[actor, name]])));
}
