import { sql } from "kysely";
import type { Db } from "@/db/client";
import type { Change } from "./state";

/** Where a simulator keeps what it knows, so that a killed one comes back with all it answered. */
export type Store = { load(): Promise<Change[]>; write(changes: Change[]): Promise<void> };

/**
 * In a schema of its own in the sandbox's database: what Stripe knows is emptied, moved and copied with what
 * our books know. One row a thing, the last version of it.
 */
export function openStore(db: Db): Store {
  return {
    load: async () => {
      await sql`create schema if not exists stripe_simulator`.execute(db);
      await sql`create table if not exists stripe_simulator.kept (
        name text primary key, place bigint generated always as identity, change text not null)
      `.execute(db);
      const { rows } = await sql<{ change: string }>`
        select change from stripe_simulator.kept order by place`.execute(db);
      return rows.map(({ change }) => JSON.parse(change));
    },
    write: async (changes) => {
      const { emptied, gone, put } = settled(changes);
      const names = [...put.keys()];
      await sql`
        with gone as (
          delete from stripe_simulator.kept
          where name = any(${gone}) or (${emptied} and name <> all(${names}))
        )
        insert into stripe_simulator.kept (name, change)
        select * from unnest(${names}::text[], ${[...put.values()]}::text[])
        on conflict (name) do update set change = excluded.change`.execute(db);
    },
  };
}

/** What is left to do of changes that came one after the other. */
function settled(changes: Change[]) {
  let emptied = false;
  let put = new Map<string, string>();
  const gone = new Set<string>();
  for (const change of changes) {
    const name = nameOf(change);
    if (name === undefined) {
      emptied = true;
      put = new Map();
    } else if ("gone" in change || ("note" in change && change.note.value === null)) {
      put.delete(name);
      gone.add(name);
    } else {
      gone.delete(name);
      put.set(name, JSON.stringify(change));
    }
  }
  return { emptied, gone: [...gone], put };
}

function nameOf(change: Change): string | undefined {
  if ("emptied" in change) return undefined;
  if ("object" in change) return `object ${change.object.id}`;
  if ("gone" in change) return `object ${change.gone}`;
  return "note" in change ? `note ${change.note.key}` : "count";
}
