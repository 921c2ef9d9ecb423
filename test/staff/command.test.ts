import { sql } from "kysely";
import { expect, test } from "vitest";
import { staffCommand } from "@/auth/run-staff-command";
import { books, openBooks } from "../books";

/** As an operator types it, on the machine of a deployment. */
async function command(...args: string[]) {
  const { status, lines } = await staffCommand(books(), args);
  return { status, said: lines.join("\n") };
}

async function people() {
  const { rows } = await sql<{ email: string; role: string; gone: boolean }>`
    select email, role, disabled_at is not null as gone from staff_users order by email`.execute(
    books(),
  );
  return rows.map(({ email, role, gone }) => `${email} ${role}${gone ? " gone" : ""}`);
}

test("the first administrator of a new deployment is made by a command, and the last one never ends", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  expect(await people()).toEqual([]);
  const added = await command("add", "--email", "Ann@House.example", "--name", "Ann Example");
  expect(added).toEqual({
    status: 0,
    said: "ann@house.example is admin and may sign in at /staff/sign-in.",
  });
  const second = ["add", "--email", "bo@house.example", "--name", "Bo", "--role", "support"];
  expect((await command(...second)).status).toBe(0);
  expect(await command(...second)).toEqual({
    status: 2,
    said: "Somebody of us has this address already.",
  });
  expect(await command("change", "ann@house.example", "--disable")).toEqual({
    status: 2,
    said: "Somebody has to remain who manages the others.",
  });
  await command("change", "bo@house.example", "--role", "admin");
  await command("change", "ann@house.example", "--disable");
  expect(await people()).toEqual(["ann@house.example admin gone", "bo@house.example admin"]);
  expect((await command("list")).said).toBe(
    "bo@house.example\tBo\tadmin\tmay sign in\nann@house.example\tAnn Example\tadmin\tmay not sign in",
  );
  await command("change", "ann@house.example", "--enable");
  expect(await people()).toContain("ann@house.example admin");

  const { rows } = await sql<{ act: string }>`
    select act from audit_log where actor = 'system:command'`.execute(books());
  expect(rows.map(({ act }) => act.split(".")[0])).toEqual(Array(5).fill("staff"));
});

test("what is mistyped says what it should be, and changes nothing", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  for (const [args, says] of [
    [["add", "--email", "nobody", "--name", "Ann"], /--email/],
    [["add", "--email", "a@house.example", "--name", "see http://x.example"], /--name/],
    [
      ["add", "--email", "a@house.example", "--name", "Ann", "--role", "owner"],
      /No such role: owner/,
    ],
    [["change", "nobody@house.example", "--disable"], /Nobody of us has the address/],
    [["add", "--mail", "a@house.example"], /--mail/],
    [[], /npm run staff -- add/],
  ] as const) {
    expect(await command(...args)).toEqual({ status: 2, said: expect.stringMatching(says) });
  }
  expect(await people()).toEqual([]);
});
