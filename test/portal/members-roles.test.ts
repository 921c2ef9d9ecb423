import { describe, expect, test } from "vitest";
import { type CustomerAct, type CustomerRole, customerActs, customerRoles } from "@/auth/roles";
import { createCallerFactory } from "@/trpc/init";
import { portalRouter } from "@/trpc/portal/router";
import { testDb } from "../database";
import { portalOf } from "../portal";
import { whoMay } from "./acts";
import { accountOf, join, refusal } from "./people";
import { procedureOf } from "./procedures";

type Procedure = { _def: { type: "query" | "mutation"; meta?: { act?: CustomerAct } } };
const procedures = Object.entries(
  portalRouter._def.procedures as unknown as Record<string, Procedure>,
);
const writes = procedures.flatMap(([path, { _def }]) =>
  _def.type === "mutation" ? [{ path, act: _def.meta?.act }] : [],
);

test("every procedure that changes something says which act of the list it is", () => {
  expect(writes.length).toBeGreaterThanOrEqual(9);
  for (const { path, act } of writes) expect(Object.keys(customerActs), path).toContain(act);
});

test("no reading says that it is an act", () => {
  const reads = procedures.filter(([, { _def }]) => _def.type === "query");
  expect(reads.filter(([, { _def }]) => _def.meta?.act !== undefined)).toEqual([]);
});

describe.each(writes)("$path", ({ path, act }) => {
  const allowed = act ? whoMay[act].by : [];

  test.each([...customerRoles, "link"] as const)("by %s", async (who) => {
    const { accountId } = await accountOf({ Ada: "owner", Ben: "viewer" });
    const role: CustomerRole = who === "link" ? "billing_manager" : who;
    const member = who === "link" ? undefined : await join(accountId, "Cleo", role);
    const caller = member?.portal ?? portalOf(accountId, { role });
    // An empty input: whoever may do it is told what is missing, the others that they may not.
    const said = await refusal(procedureOf(caller, path)({}));
    if (allowed.includes(who)) expect(said ?? "done").not.toBe("forbidden");
    else expect(said).toBe("forbidden");
  });

  test("by nobody", async () => {
    const { accountId } = await accountOf({ Ada: "owner" });
    const nobody = createCallerFactory(portalRouter)({
      db: testDb(),
      actor: null,
      requestId: "test",
    });
    expect(await refusal(procedureOf(nobody, path)({ accountId }))).toBe("unauthorized");
  });
});

test("owners hand out any role, billing managers that of a viewer, viewers none", async () => {
  for (const mine of customerRoles) {
    const { members } = await accountOf({ Ada: "owner", Ben: mine });
    const { invite } = members.Ben.portal.members;
    const given = [];
    for (const role of customerRoles) {
      const email = `${role}-${members.Ben.userId}@x.example`;
      if (!(await refusal(invite({ email, role, language: "en" })))) given.push(role);
    }
    const { may } = await members.Ben.portal.members.list();
    expect([mine, given]).toEqual([mine, [...may.invite]]);
    expect(given.length).toBe({ owner: 3, billing_manager: 1, viewer: 0 }[mine]);
  }
});
