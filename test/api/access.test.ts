import { sql } from "kysely";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { revokeApiKey } from "@/auth/api-key-queries";
import { scopes } from "@/auth/roles";
import { inTransaction } from "@/db/transaction";
import { newId } from "@/lib/ids";
import { appRouter } from "@/trpc/root";
import { testDb } from "../database";
import { type Api, apiWith, give, newAccount, newKey, openApi, refusalOf, send } from "./harness";
import { scopeOf } from "./scopes";

let api: Api;

beforeAll(async () => {
  api = apiWith(await openApi());
});

const procedures = appRouter._def.procedures as unknown as Record<
  string,
  { _def: { type: "query" | "mutation" } }
>;

async function call(path: string, authorization: string | null) {
  const headers = { ...(authorization && { authorization }), "content-type": "application/json" };
  const query = procedures[path]?._def.type === "query";
  const response = await (query
    ? send(path, { headers })
    : send(path, { method: "POST", headers, body: "{}" }));
  const { error } = await response.json();
  return { status: response.status, ...error?.json.data.billing };
}

describe("every procedure says who may come in", () => {
  const service = Object.keys(procedures).filter((path) => path.startsWith("service."));

  test.each(service)("%s wants a key with its scope, and no other scope will do", async (path) => {
    const needed = scopeOf[path.slice("service.".length)];
    expect(needed).toBeDefined();
    expect(await call(path, null)).toMatchObject({ status: 401, code: "unauthorized" });
    const others = await newKey(scopes.filter((scope) => scope !== needed));
    expect(await call(path, `Bearer ${others}`)).toMatchObject({
      ...{ status: 403, code: "forbidden", scope: needed },
    });
    const own = await newKey(scopes.filter((scope) => scope === needed));
    const let_in = await call(path, `Bearer ${own}`);
    expect(["unauthorized", "forbidden"]).not.toContain(let_in.code);
  });

  test.each(Object.keys(procedures).filter((path) => /^(portal|staff|auditor)\./.test(path)))(
    "%s is not for keys",
    async (path) => {
      expect(await call(path, `Bearer ${await newKey(scopes)}`)).toMatchObject({ status: 401 });
    },
  );
});

test("a key that is none, wrong, expired or revoked opens nothing", async () => {
  const good = await newKey(scopes);
  const other = await newKey(scopes);
  const ended = await newKey(scopes, { expiresAt: new Date(Date.now() - 1000) });
  const swapped = other.slice(0, 20) + good.slice(20);
  for (const key of ["", "x", `${good}x`, good.slice(0, -1), swapped, ended, good.toUpperCase()]) {
    const refused = await call("service.plans.list", `Bearer ${key}`);
    expect([refused.status, refused.code]).toEqual([401, "unauthorized"]);
  }
  expect(await call("service.plans.list", `Basic ${good}`)).toMatchObject({ status: 401 });
  expect(await call("service.plans.list", `Bearer ${good}`)).toEqual({ status: 200 });

  await inTransaction(testDb(), (tx) => revokeApiKey(tx, good.split("_", 3).join("_")));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(await call("service.plans.list", `Bearer ${good}`)).toMatchObject({ status: 401 });
});

test("what belongs to another account is not found, exactly as what never was", async () => {
  const [own, other] = [await newAccount(api, 100n), await newAccount(api)];
  const { invoiceId } = await api.service.subscriptions.start.mutate({
    ...{ account: other, plan: "pro", idempotencyKey: newId<string>() },
  });
  const get = (id: string) =>
    refusalOf(api.service.invoices.get.query({ account: own, invoiceId: id }));
  const [foreign, unknown] = [await get(invoiceId ?? ""), await get(newId())];
  expect({ ...foreign, requestId: "" }).toEqual({ ...unknown, requestId: "" });
  expect(foreign).toMatchObject({ status: 404, code: "not_found", field: "invoiceId" });
  const { lines } = await api.service.invoices.charges.query({ account: other });
  const cover = (lineId: string) =>
    refusalOf(api.service.invoices.coverage.query({ account: own, lineId }));
  const [line, none] = [await cover(lines[0]?.id ?? ""), await cover(newId())];
  expect(line).toEqual({ ...none, requestId: line.requestId });
  expect(line).toMatchObject({ status: 404, code: "not_found", field: "lineId" });

  const idempotencyKey = newId<string>();
  const [holdId, grantId] = [newId<string>(), newId<string>()];
  const { credits } = api.service;
  for (const ask of [
    () => credits.release.mutate({ holdId }),
    () => credits.capture.mutate({ holdId, credits: 1, idempotencyKey }),
    () => credits.revoke.mutate({ grantId, reason: "Test", idempotencyKey }),
    () => api.sandbox.invoices.markPaid.mutate({ invoiceId: newId() }),
  ]) {
    expect(await refusalOf(ask())).toMatchObject({ status: 404, code: "not_found" });
  }
  for (const account of ["nobody", newId<string>()]) {
    const refused = await refusalOf(api.service.credits.balance.query({ account }));
    expect(refused).toMatchObject({ status: 404, code: "unknown_account", field: "account" });
  }
});

test("an app's own id comes before ours, though it look like one", async () => {
  const first = await newAccount(api, 7n);
  const { id } = await api.service.accounts.get.query({ account: first });
  expect((await api.service.accounts.get.query({ account: id })).externalId).toBe(first);
  const looksLikeOurs = newId<string>();
  const details = { name: "B", email: "b@b.example", currency: "usd" };
  await api.service.accounts.upsert.mutate({ externalId: looksLikeOurs, ...details });
  await give(api, looksLikeOurs, 9n);
  const balance = await api.service.credits.balance.query({ account: looksLikeOurs });
  expect(balance.available).toBe(9n);
});

test("whatever is asked of the database, none of it is asked as its owner", async () => {
  const account = await newAccount(api, 50n);
  const roles = await rolesDuring(async () => {
    await api.service.credits.consume.mutate({
      ...{ account, feature: "api_call", quantity: 1, idempotencyKey: newId<string>() },
    });
    await api.service.credits.balance.query({ account });
    await api.service.subscriptions.start.mutate({
      ...{ account, plan: "free", idempotencyKey: newId<string>() },
    });
    await api.service.invoices.list.query({ account });
    await api.service.plans.list.query();
    await api.service.portalSessions.create.mutate({ account });
    await api.sandbox.clock.get.query();
  });
  expect(roles).toContain("tallybook_app");
  expect(roles.filter((role) => !role.startsWith("tallybook_"))).toEqual([]);
});

/** The role of every call of app_now() meanwhile, which nearly all that runs here calls. */
async function rolesDuring(work: () => Promise<void>): Promise<string[]> {
  const db = testDb();
  const { rows } = await sql<{ source: string }>`
    select pg_get_functiondef('app_now'::regproc) as source`.execute(db);
  const source = rows[0]?.source ?? "";
  await sql`create table probe (role text)`.execute(db);
  await sql`grant insert on probe to public`.execute(db);
  await sql`create function note_role() returns void language plpgsql as $$ begin
    if current_setting('transaction_read_only') = 'off' then insert into probe values (current_user);
    elsif current_user not like 'tallybook\\_%' then raise exception 'read as %', current_user; end if; end $$`.execute(
    db,
  );
  await sql.raw(source.replace("app_now()", "app_now_unprobed()")).execute(db);
  await sql`create or replace function app_now() returns timestamptz language sql volatile
    as $$ select note_role(); select app_now_unprobed() $$`.execute(db);
  try {
    await work();
    const seen = await sql<{ role: string }>`select distinct role from probe`.execute(db);
    return seen.rows.map(({ role }) => role);
  } finally {
    await sql.raw(source).execute(db);
    await sql`drop function note_role, app_now_unprobed; drop table probe`.execute(db);
  }
}

test("where nobody plays Stripe there is nothing to ask of it", async () => {
  const { stripe } = api.sandbox;
  for (const ask of [() => stripe.deliver.mutate({}), () => stripe.failNextPayment.mutate({})]) {
    expect(await refusalOf(ask())).toMatchObject({ status: 409, code: "no_processor" });
  }
});

test("in production there is no sandbox to ask", async () => {
  vi.resetModules();
  vi.doMock("@/env", async (original) => {
    const { env, ...rest } = await original<typeof import("@/env")>();
    return { ...rest, env: { ...env, mode: "production" } };
  });
  const production = await import("@/trpc/root");
  // Of this test alone: modules are shared with the files after it.
  vi.doUnmock("@/env");
  vi.resetModules();
  const paths = Object.keys(production.appRouter._def.procedures);
  expect(paths).toContain("service.credits.consume");
  expect(paths.filter((path) => path.startsWith("sandbox"))).toEqual([]);
});
