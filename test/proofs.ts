import { sql } from "kysely";
import { allChecks, auditBooks } from "@/billing/ledger/audit";
import type { Db } from "@/db/client";

/** Every table that holds anything of the books by how many rows it has and which transactions wrote them. */
export type Rows = Record<string, string>;

/** Of people and how they come in: no proof names one of them (`test/database.test.ts`). */
export const tablesOfNoBooks = [
  ...["api_keys", "failed_attempts", "identities", "invitations", "login_sessions", "memberships"],
  ...["portal_links", "sign_in_tokens", "staff_views", "users"],
];

/** The proofs of columns read no rows but those that say which columns there are: every change of one writes here. */
const columns = "pg_class";

const proven = new WeakMap<Db, Rows>();

/** Says of new books what was proven of those they are a copy of; brought back, the same rows were written anew. */
export async function isBeginning(db: Db, proof: Rows | undefined): Promise<void> {
  proven.set(db, proof ?? (await rowsOf(db)));
}

/**
 * Fails with what the audit found, where a row has changed since the books were last found clean. Proofs read rows and
 * nothing else, no clock either: of the same rows they would only say the same again. So each is asked again when one
 * of the tables it reads has changed. Answers what is proven now.
 */
export async function assertChangedBooksAreClean(db: Db): Promise<Rows> {
  const [before, now] = [proven.get(db), await rowsOf(db)];
  const tables = new Set([...Object.keys(before ?? {}), ...Object.keys(now)]);
  const changed = [...tables].filter((table) => before?.[table] !== now[table]);
  if (changed.length > 0) {
    const read = await tablesOfChecks(db);
    const asked = allChecks.filter(({ name }) => changed.some((table) => read(name).has(table)));
    refuse(await auditBooks(db, "UTC", before ? asked : allChecks));
    proven.set(db, now);
  }
  return now;
}

/** Fails with what an audit found. */
export function refuse(findings: unknown[]): void {
  if (findings.length === 0) return;
  throw new Error(`The books are wrong:\n${findings.map((one) => JSON.stringify(one)).join("\n")}`);
}

async function rowsOf(db: Db): Promise<Rows> {
  const { rows: tables } = await sql<{ name: string }>`
    select oid::regclass::text as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and pg_relation_size(oid) > 0
      and relname <> all(${tablesOfNoBooks})
    order by 1`.execute(db);
  const stateOf = (name: string, from: string) =>
    `select '${name}' as name, count(*) || ' ' || coalesce(sum(xmin::text::int8), 0) as state from ${from}`;
  const states = tables.map(({ name }) => stateOf(name, name));
  states.push(stateOf(columns, `${columns} where relnamespace = 'public'::regnamespace`));
  const { rows } = await sql
    .raw<{ name: string; state: string }>(states.join(" union all "))
    .execute(db);
  return Object.fromEntries(rows.map(({ name, state }) => [name, state]));
}

let known: Map<string, Set<string>> | undefined;

/** The tables that each check reads: those its SQL names, or a view or a function that it names, and so on. */
export async function tablesOfChecks(db: Db): Promise<(check: string) => Set<string>> {
  const named = await sourcesOf(db);
  known ??= new Map(allChecks.map(({ name, wrong }) => [name, reached(wrong, named)]));
  return (check) => known?.get(check) ?? new Set();
}

function reached(from: string, sources: Map<string, string>): Set<string> {
  const found = new Set<string>();
  const waiting = [from];
  for (let text = waiting.pop(); text !== undefined; text = waiting.pop()) {
    for (const word of text.match(/\w+/g) ?? []) {
      const source = sources.get(word);
      if (source === undefined || found.has(word)) continue;
      found.add(word);
      waiting.push(source);
    }
  }
  return found;
}

/** Whatever SQL may name, by what it is made of itself; a table is made of nothing. */
async function sourcesOf(db: Db): Promise<Map<string, string>> {
  if (known) return new Map();
  const { rows } = await sql<{ name: string; source: string }>`
    select relname as name, case when relkind = 'v' then pg_get_viewdef(oid) else '' end as source
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')
    union all
    select proname, string_agg(concat(prosrc, ' ', pg_get_function_sqlbody(oid)), ' ') from pg_proc
    where pronamespace = 'public'::regnamespace and prokind = 'f' group by 1
    union all select ${columns}, ''`.execute(db);
  return new Map(rows.map(({ name, source }) => [name, source]));
}
