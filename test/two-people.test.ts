import { sql } from "kysely";
import { expect, test } from "vitest";
import { insertSignInToken } from "@/auth/code-queries";
import { hashOf, newCode } from "@/auth/codes";
import { redeemEmailLink } from "@/auth/email-links";
import { inTransaction } from "@/db/transaction";
import { newId } from "@/lib/ids";
import { testDb } from "./database";

test("one address of a customer and of staff is two people: a link lets in whom it was asked for (A12)", async () => {
  const email = `${newId()}@example.com`;
  const [userId, staffUserId] = [newId<string>(), newId<string>()];
  await sql`insert into users values (${userId}, ${email}, 'Ada', clock_timestamp())`.execute(
    testDb(),
  );
  await sql`insert into staff_users (id, email, name, role, created_at)
    values (${staffUserId}, ${email}, 'Ada', 'admin', clock_timestamp())`.execute(testDb());
  const letIn = async (realm: "customer" | "staff") => {
    const code = newCode();
    return await inTransaction(testDb(), async (tx) => {
      await insertSignInToken(tx, { realm, email, hash: hashOf(code), lifeSeconds: 60 });
      return await redeemEmailLink(tx, code);
    });
  };
  expect(await letIn("customer")).toEqual({ realm: "customer", userId });
  expect(await letIn("staff")).toEqual({ realm: "staff", staffUserId });
  // Who is let out of staff is not let in by the customer of the same address.
  await sql`update staff_users set disabled_at = clock_timestamp() where id = ${staffUserId}`.execute(
    testDb(),
  );
  expect(await letIn("staff")).toBeUndefined();
  expect(await letIn("customer")).toEqual({ realm: "customer", userId });
});
