import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { StaffActor } from "@/auth/actor";
import type { StaffRole } from "@/auth/roles";
import type { Db } from "@/db/client";
import type { ExportKindName } from "@/exports/registry";
import { writeExports } from "@/exports/write";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { books } from "../books";

/** One of us, as they ask. */
export async function someStaff(role: StaffRole = "admin", db: Db = books()) {
  const staffUserId = randomUUID();
  await sql`insert into staff_users (id, email, name, role, created_at)
    values (${staffUserId}, ${`${staffUserId}@us.example`}, 'Sam Staff', ${role}, app_now())`.execute(
    db,
  );
  const actor: StaffActor = {
    ...{
      kind: "staff",
      fresh: true,
      role,
      name: "Sam Staff",
      staffUserId,
      sessionId: randomUUID(),
    },
  };
  const caller = createCallerFactory(staffRouter)({ db, actor, requestId: "test" });
  return { caller, who: actor, actor: `staff:${staffUserId}` };
}

export type Wish = { kind: ExportKindName; filters?: Record<string, string>; timezone?: string };

/** An export asked for by one of us. */
export async function ask(of: Awaited<ReturnType<typeof someStaff>>, wish: Wish) {
  const { kind, filters = {}, timezone = "UTC" } = wish;
  return await of.caller.exports.ask({ id: randomUUID(), kind, filters, timezone });
}

/**
 * Writes all that is asked for. What other tests' transactions hold open in the same cluster is waited for, as
 * it would be anywhere.
 */
export async function writeAll(db: Db = books(), limit = 2): Promise<void> {
  for (;;) {
    await writeExports(db, { limit });
    const { rows } = await sql<{ left: boolean }>`
      select exists (select from exports where status in ('waiting', 'writing')) as left`.execute(
      db,
    );
    if (!rows[0]?.left) return;
  }
}

/** The text of a file, put together from its pieces. */
export async function textOf(id: string, db: Db = books()): Promise<string> {
  const { rows } = await sql<{ startsAt: bigint; bytes: Buffer }>`
    select starts_at as "startsAt", bytes from export_chunks where export_id = ${id} order by starts_at`.execute(
    db,
  );
  let end = 0n;
  for (const { startsAt, bytes } of rows) {
    if (startsAt !== end) throw new Error(`a piece begins at ${startsAt} and not at ${end}`);
    end += BigInt(bytes.length);
  }
  return Buffer.concat(rows.map(({ bytes }) => bytes)).toString("utf8");
}

export type Read = {
  head: Map<string, string>;
  /** What the last line says of how many rows there are. */
  promised: string | undefined;
  columns: string[];
  rows: Record<string, string>[];
};

/** A file as whoever imports it reads it (RFC 4180), text without the mark that says it is text. */
export function read(csv: string): Read {
  const lines = linesOf(csv);
  const start = lines.findIndex(([first]) => !first?.startsWith("# "));
  const columns = lines[start] ?? [];
  const isFoot = lines.at(-1)?.[0] === "# rows";
  const body = lines.slice(start + 1, isFoot ? -1 : undefined);
  return {
    head: new Map(lines.slice(0, start).map(([name = "", value = ""]) => [name.slice(2), value])),
    promised: isFoot ? lines.at(-1)?.[1] : undefined,
    columns,
    rows: body.map((cells) =>
      Object.fromEntries(columns.map((column, at) => [column, cells[at]?.replace(/^'/, "") ?? ""])),
    ),
  };
}

/** Every cell as it stands. */
function linesOf(csv: string): string[][] {
  const lines: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n"]*))(,|\r\n|$)/gy;
  for (let found = cell.exec(csv); found; found = cell.exec(csv)) {
    const [, quoted, bare, end] = found;
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? "");
    if (end === "\r\n") lines.push([]);
    if (end === "" || cell.lastIndex === csv.length) break;
  }
  return lines.filter((line) => line.length > 0);
}
