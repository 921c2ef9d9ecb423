import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { testDb } from "../database";
import { type Api, apiWith, newAccount, openApi } from "./harness";

let api: Api;
const key = () => newId<string>();

beforeAll(async () => {
  api = apiWith(await openApi());
});

test("a backend's first day: plan, payment, use, hold, and the books to read", async () => {
  const account = `acme-${key()}`;
  const details = { name: "Acme", email: "a@acme.example", currency: "usd" };
  const opened = await api.service.accounts.upsert.mutate({ externalId: account, ...details });
  expect(opened).toEqual({ id: opened.id, externalId: account, ...details, timezone: "UTC" });
  expect(await api.service.accounts.get.query({ account: opened.id })).toEqual(opened);
  expect(await api.service.subscriptions.get.query({ account })).toBeNull();

  const started = await api.service.subscriptions.start.mutate({
    ...{ account, plan: "pro", idempotencyKey: key() },
  });
  expect(started).toMatchObject({ planPeriod: { plan: "pro" }, replayed: false });
  const invoiceId = started.invoiceId ?? "";
  const paid = await api.sandbox.invoices.markPaid.mutate({ invoiceId });
  expect(paid).toMatchObject({ id: invoiceId, status: "paid", due: { minor: 0n } });
  expect(await api.sandbox.invoices.markPaid.mutate({ invoiceId })).toEqual(paid);

  const used = await api.service.credits.consume.mutate({
    ...{ account, feature: "api_call", quantity: 25_000, idempotencyKey: key() },
  });
  expect(used).toEqual({
    consumptionId: used.consumptionId,
    credits: 25_000n,
    burned: [{ grantId: started.grantIds[0], credits: 20_000n }],
    overage: 5_000n,
    available: 0n,
    replayed: false,
  });

  const granted = await api.service.credits.grant.mutate({
    ...{ account, credits: 100, category: "goodwill", reason: "Sorry", idempotencyKey: key() },
  });
  expect(granted).toMatchObject({ credits: 100n, balance: 100n, replayed: false });
  const expiresAt = new Date(Date.now() + 3_600_000);
  const held = await api.service.credits.hold.mutate({
    ...{ account, credits: 60n, expiresAt, idempotencyKey: key() },
  });
  expect(held).toMatchObject({ credits: 60n, available: 40n, replayed: false });
  expect(held.expiresAt.getTime() % 1000).toBe(0);
  const captured = await api.service.credits.capture.mutate({
    ...{ holdId: held.holdId, credits: 50, idempotencyKey: key() },
  });
  expect(captured).toMatchObject({ credits: 50n, released: 10n, available: 50n, replayed: false });

  const balance = await api.service.credits.balance.query({ account });
  expect(balance).toMatchObject({ available: 50n, held: 0n, overage: 5_000n, debt: 0n });
  expect(balance.grants).toMatchObject([
    { id: granted.grantId, category: "goodwill", priority: 50, granted: 100n, remaining: 50n },
  ]);
  const taken = await api.service.credits.revoke.mutate({
    ...{ grantId: granted.grantId, reason: "Mistake", idempotencyKey: key() },
  });
  expect(taken).toMatchObject({ revoked: 50n, available: 0n });

  const usage = await api.service.usage.summary.query({
    ...{ account, from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 60_000) },
    by: "feature",
  });
  expect(usage.total).toMatchObject({ credits: 25_050n });
});

test("what is read of invoices, plans and entitlements", async () => {
  const account = await newAccount(api);
  const none = await api.service.entitlements.check.query({ account, feature: "image" });
  expect(none).toEqual({ allowed: false, reason: "no_subscription", credits: 5n, available: 0n });
  const { invoiceId } = await api.service.subscriptions.start.mutate({
    ...{ account, plan: "starter", idempotencyKey: key() },
  });
  expect(await api.service.entitlements.check.query({ account, feature: "image" })).toMatchObject({
    ...{ allowed: true, reason: "ok" },
  });
  expect(
    await api.service.credits.estimate.query({ account, feature: "video_second", quantity: 3 }),
  ).toMatchObject({ credits: 60n, available: 5_000n, enough: true, overage: 0n });

  const { items, nextCursor } = await api.service.invoices.list.query({ account });
  expect(items).toMatchObject([{ id: invoiceId, status: "issued", total: { minor: 2_900n } }]);
  expect(nextCursor).toBeNull();
  const invoice = await api.service.invoices.get.query({ account, invoiceId: invoiceId ?? "" });
  expect(invoice).toMatchObject({ ...items[0], subtotal: { minor: 2_900n }, tax: { minor: 0n } });
  expect(invoice.lines).toMatchObject([{ kind: "plan", quantity: 1n, amount: { minor: 2_900n } }]);

  const charges = await api.service.invoices.charges.query({ account });
  expect(charges).toMatchObject({
    ...{ count: 1, by: "period", lines: [{ kind: "plan", gross: { minor: 2_900n } }] },
    totals: [{ currency: "usd", gross: { minor: 2_900n }, paid: { minor: 0n } }],
  });
  const lineId = charges.lines[0]?.id ?? "";
  expect(await api.service.invoices.coverage.query({ account, lineId })).toMatchObject({
    ...{ covers: "grants", used: 0n, events: 0, grants: [{ granted: 5_000n, used: 0n }] },
  });

  const { items: plans } = await api.service.plans.list.query();
  expect(plans.map(({ plan }) => plan)).toEqual([
    ...["free", "starter", "pro", "scale", "team", "pro_yearly"],
  ]);
  const { url, expiresAt } = await api.service.portalSessions.create.mutate({ account });
  expect(url).toContain("/portal-session/");
  expect(expiresAt.getTime()).toBeGreaterThan(Date.now());
});

test("every write says who asked, under which request", async () => {
  const account = await newAccount(api, 10n);
  const { rows } = await sql<{ actor: string; request_id: string }>`
    select t.actor, t.request_id from ledger_transactions t
    join directory d on d.account_id = t.account_id
    where d.kind = 'external_id' and d.key = ${account}`.execute(testDb());
  expect(rows).toHaveLength(1);
  expect(rows[0]?.actor).toMatch(/^key:tb_test_\w{12}$/);
  expect(rows[0]?.request_id).toMatch(/^[0-9a-f-]{36}$/);
});

test("the clock moves, and what fell due is done", async () => {
  const account = await newAccount(api);
  await api.service.subscriptions.start.mutate({
    ...{ account, plan: "free", idempotencyKey: key() },
  });
  const { now } = await api.sandbox.clock.get.query();
  const to = new Date(now.getTime() + 40 * 86_400_000);
  const moved = await api.sandbox.clock.advance.mutate({ to });
  expect(moved.now.getTime()).toBeGreaterThanOrEqual(to.getTime() - 1000);
  const subscription = await api.service.subscriptions.get.query({ account });
  const startsAt = subscription?.planPeriod?.startsAt ?? now;
  expect(startsAt.getTime()).toBeGreaterThan(now.getTime());
  expect(subscription).toMatchObject({ status: "active", plan: "free", scheduledChange: null });
});
