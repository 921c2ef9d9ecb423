import { sql } from "kysely";
import type { StaffRole } from "@/auth/roles";
import type { Db, Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";

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

/** Somebody new, who signs in by mail from now on; the database notes it in the log, as every change. Errors: `invalid_input` where the address is taken. */
export async function addPerson(
  tx: Tx,
  person: Pick<StaffPerson, "id" | "name" | "email" | "role">,
): Promise<void> {
  const { id, name, email, role } = person;
  const { rows } = await sql`
    insert into staff_users (id, email, name, role, created_at)
    values (${id}, ${email}, ${name}, ${role}, clock_timestamp())
    on conflict (email) do nothing returning id`.execute(tx);
  if (rows.length === 0) {
    throw new BillingError("invalid_input", "Somebody of us has this address already.", {
      field: "email",
    });
  }
}

type Change = { id: string; role: StaffRole; disabled: boolean };

/**
 * Another role, or an end to signing in, or its return. Errors: `last_admin` where nobody would be left to
 * manage the rest; `not_found`.
 */
export async function changePerson(tx: Tx, { id, role, disabled }: Change): Promise<void> {
  const { rows } = await sql<StaffPerson>`
    select id, role, disabled_at as "disabledAt" from staff_users
    where id = ${id} or (role = 'admin' and disabled_at is null)
    order by id for update`.execute(tx);
  // All administrators are locked, so that two of them cannot put one another out at once.
  const before = rows.find((one) => one.id === id);
  if (!before) throw new BillingError("not_found", "There is no such person.", { field: "id" });
  const others = rows.filter((one) => one.id !== id && one.role === "admin");
  if (others.length === 0 && (role !== "admin" || disabled)) {
    throw new BillingError("last_admin", "Somebody has to remain who manages the others.");
  }
  const was = { role: before.role, disabled: before.disabledAt !== null };
  if (was.role === role && was.disabled === disabled) return;
  await sql`update staff_users set role = ${role},
    disabled_at = case when ${disabled} then coalesce(disabled_at, clock_timestamp()) end
    where id = ${id}`.execute(tx);
}
