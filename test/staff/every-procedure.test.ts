import { randomUUID } from "node:crypto";
import { TRPCError } from "@trpc/server";
import { describe, expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import { type Permission, permissions } from "@/auth/permissions";
import { type CustomerRole, customerRoles, type Scope, type StaffRole, scopes } from "@/auth/roles";
import type { Db } from "@/db/client";
import { type AccountId, newId } from "@/lib/ids";
import { createCallerFactory, type Meta } from "@/trpc/init";
import { appRouter } from "@/trpc/root";
import { scopeOf } from "../api/scopes";
import { whoMay } from "../portal/acts";
import { entries, procedureOf } from "../portal/procedures";
import { permissionOf } from "./procedures";

/**
 * Who may call what: every procedure there is, asked by everybody there is (FAULTS A2). Procedures are
 * called as they stand, with nothing before them: it is what is left where proxy.ts is gone.
 */
const procedures = Object.entries(
  appRouter._def.procedures as unknown as Record<string, { _def: { meta?: Meta } }>,
).map(([path, { _def }]) => ({ path, meta: _def.meta ?? {} }));

/** By whom each permission is had, written down a second time and by hand. */
const staffWith: Record<Permission, readonly StaffRole[]> = {
  "accounts:read": ["support", "finance", "admin"],
  "accounts:note": ["support", "finance", "admin"],
  "accounts:adjust": ["support", "finance", "admin"],
  "adjustments:approve": ["finance", "admin"],
  "invoices:end": ["finance", "admin"],
  "refunds:request": ["support", "finance", "admin"],
  "refunds:approve": ["finance", "admin"],
  "disputes:read": ["support", "finance", "admin"],
  "disputes:manage": ["finance", "admin"],
  "events:read": ["support", "finance", "admin"],
  "events:replay": ["finance", "admin"],
  "webhooks:read": ["support", "finance", "admin"],
  "webhooks:change": ["admin"],
  "apiKeys:manage": ["admin"],
  "audit:read": ["finance", "admin"],
  "auditors:manage": ["finance", "admin"],
  "exports:ask": ["support", "finance", "admin"],
  "months:read": ["finance", "admin"],
  "months:close": ["finance", "admin"],
  "months:reopen": ["admin"],
  "reports:read": ["finance", "admin"],
  "reconciliation:read": ["finance", "admin"],
  "reconciliation:work": ["finance", "admin"],
  "tasks:read": ["support", "finance", "admin"],
  "tasks:work": ["finance", "admin"],
  "staff:manage": ["admin"],
  impersonate: ["support", "finance", "admin"],
};

/** All that an auditor may ask, and nobody else. */
const auditorMay = ["overview", "month", "verify", "report", "chains"];

const session = () => ({ sessionId: randomUUID(), name: "Test" });

const customer = (role: CustomerRole, userId: string | null): Actor => {
  const of = { ...session(), accountId: newId<AccountId>(), role, locale: null };
  const place = { embedded: false, returnUrl: null };
  return userId === null
    ? { ...of, ...place, kind: "link", userId }
    : { ...of, ...place, kind: "user", userId };
};
const key = (of: readonly Scope[]): Actor => {
  return { kind: "key", prefix: `tb_test_${randomUUID()}`, name: "Test", scopes: [...of] };
};
const staff = (role: StaffRole): Actor => {
  return { ...session(), kind: "staff", fresh: true, staffUserId: newId<string>(), role };
};

function auditor(): Actor {
  const link = {
    id: newId<string>(),
    auditor: "Test",
    firstMonth: "2026-01",
    lastMonth: "2026-01",
  };
  const expiresAt = new Date("2100-01-01T00:00:00Z");
  return { kind: "auditor", sessionId: randomUUID(), link: { ...link, expiresAt } };
}

const everybody: { who: string; as: () => Actor | null }[] = [
  { who: "nobody", as: () => null },
  ...customerRoles.map((role) => ({ who: role, as: () => customer(role, randomUUID()) })),
  { who: "link", as: () => customer("billing_manager", null) },
  {
    who: "looking on",
    as: () => ({ ...customer("viewer", null), viewedBy: "Somebody of staff" }) as Actor,
  },
  ...scopes.map((scope) => ({ who: scope, as: () => key([scope]) })),
  ...(["support", "finance", "admin"] as const).map((role) => ({
    who: `staff ${role}`,
    as: () => staff(role),
  })),
  { who: "auditor", as: auditor },
];

/** Who of everybody may call a procedure, by the tables. Undefined: it stands in none. */
function mayCall(path: string, { act }: Meta): readonly string[] | undefined {
  const [router = "", ...rest] = path.split(".");
  const name = rest.join(".");
  if (router === "sandbox") return everybody.map(({ who }) => who);
  if (router === "service") return scopeOf[name] && [scopeOf[name]];
  if (router === "portal") {
    return entries[name] && (act ? whoMay[act].by : [...customerRoles, "link", "looking on"]);
  }
  if (router === "auditor") return auditorMay.includes(name) ? ["auditor"] : undefined;
  const permission = permissionOf[name];
  return permission && staffWith[permission].map((role) => `staff ${role}`);
}

class Reached extends Error {}

/** A database that is never to be asked by whoever may not. */
const untouched = new Proxy({} as Db, {
  get() {
    throw new Reached();
  },
});

test("the tables name every procedure and permission, and nothing that is not there", () => {
  const named = [
    ...Object.keys(scopeOf).map((name) => `service.${name}`),
    ...Object.keys(entries).map((name) => `portal.${name}`),
    ...Object.keys(permissionOf).map((name) => `staff.${name}`),
    ...auditorMay.map((name) => `auditor.${name}`),
  ];
  const there = procedures.map(({ path }) => path).filter((path) => !path.startsWith("sandbox."));
  expect(named.sort()).toEqual(there.sort());
  expect(permissions).toEqual(staffWith);
});

test("every procedure says what kind of caller it is for, as the folder it stands in does", () => {
  for (const { path, meta } of procedures)
    expect([path, meta.is]).toEqual([path, path.split(".")[0]]);
});

describe.each(procedures)("$path", ({ path, meta }) => {
  test("lets in whom the tables name, and refuses all others before it looks", async () => {
    const allowed = mayCall(path, meta);
    expect(allowed).toBeDefined();
    for (const { who, as } of everybody) {
      const caller = createCallerFactory(appRouter)({ db: untouched, actor: as(), requestId: "t" });
      const said = await codeOf(procedureOf(caller, path)({ nonsense: true }));
      const refused = said === "UNAUTHORIZED" || said === "FORBIDDEN";
      expect([who, refused]).toEqual([who, !allowed?.includes(who)]);
    }
  });
});

/** What gives money back, or lets somebody in. */
const freshly = [
  ...["refunds.request", "refunds.approve", "disputes.accept", "adjustments.approve"],
  ...["people.add", "people.change", "apiKeys.create", "apiKeys.rotate"],
];

test("what gives money back or lets somebody in is refused to whoever signed in long ago, whatever their role", async () => {
  const marked = procedures.filter(({ meta }) => meta.freshly).map(({ path }) => path);
  expect(marked.sort()).toEqual(freshly.map((name) => `staff.${name}`).sort());
  const actor = { ...staff("admin"), fresh: false } as Actor;
  const caller = createCallerFactory(appRouter)({ db: untouched, actor, requestId: "t" });
  for (const path of marked) {
    const asked = procedureOf(caller, path)({ nonsense: true });
    await expect(asked).rejects.toMatchObject({ cause: { code: "sign_in_again" } });
  }
});

async function codeOf(asked: Promise<unknown>): Promise<string> {
  return await asked.then(
    () => "answered",
    (error: unknown) => (error instanceof TRPCError ? error.code : String(error)),
  );
}
