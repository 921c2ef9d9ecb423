import type { Tx } from "@/db/client";
import { insertRows } from "@/db/rows";
import { signAlertRules } from "./alert-rules";
import { cast, ourSide } from "./cast";
import { writeColleagues } from "./colleagues";
import { cameAt } from "./doings";
import { accountIdOf, personIdOf } from "./ids";

/** Who can sign in: the story's last rows, so that a story with people in it is a whole one. */
export async function writePeople(tx: Tx, now: Date): Promise<void> {
  const people = cast.flatMap((member) =>
    member.person ? [{ ...member.person, member, id: personIdOf(member.person.email) }] : [],
  );
  await insertRows(
    tx,
    "users",
    people.map(({ id, email, name, member }) => ({
      id,
      email,
      name,
      created_at: cameAt(member, now),
    })),
  );
  await insertRows(
    tx,
    "memberships",
    people.map(({ id, member }) => ({
      account_id: accountIdOf(member.code),
      user_id: id,
      role: "owner",
      created_at: cameAt(member, now),
    })),
  );
  await writeColleagues(tx, now);
  await signAlertRules(tx, cast);
  await insertRows(
    tx,
    "staff_users",
    ourSide.map(({ email, name, role }) => ({
      ...{ id: personIdOf(email), email, name, role, created_at: now },
    })),
  );
  await insertRows(tx, "personas", [
    ...people.map(({ id, slug, label }, position) => ({
      slug,
      label,
      position,
      user_id: id,
      staff_user_id: null,
    })),
    ...ourSide.map(({ slug, label, email }, index) => ({
      ...{ slug, label, position: people.length + index },
      ...{ user_id: null, staff_user_id: personIdOf(email) },
    })),
  ]);
}
