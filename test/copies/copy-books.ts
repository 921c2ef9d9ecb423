import pg from "pg";
import type { Db } from "@/db/client";
import { hashChains, readChains } from "./chains";
import { copyIn } from "./copy-in";
import { readNames } from "./names";
import { linesOf, readRows } from "./rows";
import { type Table, tablesOf } from "./tables";

export type Loaded = { rows: number; seconds: number };

// Few enough to be built in memory, enough that a COPY is worth its statement.
const rowsAtOnce = 100_000;

/**
 * Fills migrated, empty books by COPY with so many copies of every account of a template, which may have
 * lived through anything: each has ids, document numbers and hash chains of its own.
 *
 * Every constraint and trigger looks at what is loaded, but for the one that lets no line come to a
 * document already issued. `toUrl` signs in as the owner of the tables.
 */
export async function copyBooks(from: Db, toUrl: string, copies: number): Promise<Loaded> {
  const started = performance.now();
  const tables = await tablesOf(from);
  const template = await readTemplate(from, tables.accounts, copies);
  const client = new pg.Client({ connectionString: toUrl });
  await client.connect();
  try {
    for (const table of tables.catalogue) {
      await copyIn(client, intoOf(table), linesOf(await readRows(from, table, template.names), []));
    }
    const each = Math.max(1, Math.floor(rowsAtOnce / template.size));
    for (let first = 0; first < copies; first += each) {
      await loadCopies(client, template, { first, last: Math.min(first + each, copies) });
    }
    await countDocuments(from, client, copies);
    await client.query("analyze");
  } finally {
    await client.end();
  }
  return { rows: template.size * copies, seconds: (performance.now() - started) / 1000 };
}

type Template = Awaited<ReturnType<typeof readTemplate>>;

async function readTemplate(db: Db, tables: readonly Table[], copies: number) {
  const names = await readNames(db, { tables, copies });
  const parts: { table: Table; rows: Awaited<ReturnType<typeof readRows>> }[] = [];
  for (const table of tables) {
    const rows = await readRows(db, table, names);
    if (rows.length > 0) parts.push({ table, rows });
  }
  const chains = await db.transaction().execute((tx) => readChains(tx, names));
  return { names, parts, chains, size: parts.reduce((sum, { rows }) => sum + rows.length, 0) };
}

async function loadCopies(
  client: pg.Client,
  { names, parts, chains }: Template,
  { first, last }: { first: number; last: number },
): Promise<void> {
  const lines = parts.map(() => "");
  for (let copy = first; copy < last; copy += 1) {
    const values = names.of(copy);
    hashChains(chains, names, values);
    for (const [index, { rows }] of parts.entries()) lines[index] += linesOf(rows, values);
  }
  const ofIssued = (what: string) =>
    client.query(`alter table invoice_lines ${what} trigger invoice_lines_immutable`);
  await client.query("begin");
  await ofIssued("disable");
  for (const [index, { table }] of parts.entries()) {
    await copyIn(client, intoOf(table), lines[index] ?? "");
  }
  await ofIssued("enable");
  await client.query("commit");
}

const intoOf = ({ name, columns }: Table) =>
  `${name} (${columns.map((column) => `"${column}"`).join(", ")})`;

/** The series go on after the last number that was given out. */
async function countDocuments(from: Db, client: pg.Client, copies: number): Promise<void> {
  for (const one of await from.selectFrom("number_series").selectAll().execute()) {
    await client.query(
      "update number_series set last_number = $2, last_issued_at = $3 where series = $1",
      [one.series, one.last_number * BigInt(copies), one.last_issued_at],
    );
  }
}
