import { sql } from "kysely";
import type { StaffRole } from "@/auth/roles";
import type { Db } from "@/db/client";

export type StaffPerson = {
  id: string;
  name: string;
  email: string;
  role: StaffRole;
  createdAt: Date;
  /** Since when they may not sign in any more. */
  disabledAt: Date | null;
};

type Question = { after?: string | null | undefined; limit: number };

/**
 * A page of us, whoever may sign in first, by name, and where the next begins: after whom, and among whom
 * they stood then, since they may have been let in or out between the pages.
 */
export async function listPeople(
  db: Db,
  { after, limit }: Question,
): Promise<{ people: StaffPerson[]; next: string | null }> {
  const place = placeOf(after);
  const beyond = place
    ? sql`where (disabled_at is not null, lower(name), id) >
        (select ${place.ended}::boolean, lower(name), id from staff_users where id = ${place.id}::uuid)`
    : sql``;
  const { rows } = await sql<StaffPerson>`
    select id, name, email, role, created_at as "createdAt", disabled_at as "disabledAt"
    from staff_users ${beyond} order by disabled_at is not null, lower(name), id limit ${limit + 1}`.execute(
    db,
  );
  const people = rows.slice(0, limit);
  const last = rows.length > limit ? people.at(-1) : undefined;
  return { people, next: last ? `${last.disabledAt ? "ended" : "in"}.${last.id}` : null };
}

/** Everybody of us. */
export async function countPeople(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int4 as count from staff_users`.execute(db);
  return rows[0]?.count ?? 0;
}

function placeOf(text: string | null | undefined): { ended: boolean; id: string } | undefined {
  const [, among, id] =
    /^(in|ended)\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text ?? "") ?? [];
  return id === undefined ? undefined : { ended: among === "ended", id };
}
