import { sql } from "kysely";
import type { Db, Tx } from "@/db/client";
import { BillingError } from "@/lib/errors";
import type { StaffRole } from "./roles";

export type StaffUser = {
  id: string;
  name: string;
  email: string;
  role: StaffRole;
  /** Since when they may not sign in any more. */
  disabledAt: Date | null;
};

/** Everybody of us, whoever may sign in first, by address. */
export async function listStaffUsers(db: Db): Promise<StaffUser[]> {
  const { rows } = await sql<StaffUser>`
    select id, name, email, role, disabled_at as "disabledAt"
    from staff_users order by disabled_at is not null, email`.execute(db);
  return rows;
}

/** Somebody new, who signs in from now on; the database notes it in the log, as every change. Errors: `invalid_input` where the address is taken. */
export async function addPerson(tx: Tx, person: Omit<StaffUser, "disabledAt">): Promise<void> {
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
  const { rows } = await sql<Pick<StaffUser, "id" | "role" | "disabledAt">>`
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

/** Where those of us who keep the books are written to. */
export async function listFinance(db: Db): Promise<string[]> {
  const { rows } = await sql<{ email: string }>`
    select email from staff_users where role = 'finance' and disabled_at is null order by email`.execute(
    db,
  );
  return rows.map(({ email }) => email);
}
