import { beforeAll, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { wrongValues } from "./every-input";
import { type Api, apiWith, countRows, newAccount, openApi, refusalOf } from "./harness";

let api: Api;
const key = () => newId<string>();

beforeAll(async () => {
  api = apiWith(await openApi());
});

type Events = Parameters<Api["service"]["credits"]["consumeBatch"]["mutate"]>[0]["events"];

function batch(events: unknown[]) {
  return api.service.credits.consumeBatch.mutate({ events: events as Events });
}

test("each event of a batch is answered for itself, in order", async () => {
  const account = await newAccount(api, 10n);
  const use = { account, feature: "api_call", quantity: 4 };
  const [first, last] = [key(), key()];
  const { results } = await batch([
    { ...use, idempotencyKey: first },
    { ...use, quantity: 7, idempotencyKey: key() },
    { ...use, quantity: -1, idempotencyKey: "negative" },
    { ...use, idempotencyKey: first },
    { ...use, quantity: 5, idempotencyKey: first },
    { ...use, account: "nobody", idempotencyKey: key() },
    { ...use, feature: "telepathy", idempotencyKey: key() },
    { ...use, occurredAt: new Date(Date.now() + 600_000), idempotencyKey: key() },
    { ...use, occurredAt: new Date(Date.now() - 40 * 86_400_000), idempotencyKey: key() },
    "nonsense",
    { ...use, quantity: 6, idempotencyKey: last },
  ]);
  expect(results.map(({ status }) => status)).toEqual([
    ...["consumed", "insufficient_credits", "invalid_input", "replayed", "idempotency_key_reused"],
    ...["unknown_account", "unknown_feature", "invalid_input", "too_old", "invalid_input"],
    "consumed",
  ]);
  expect(results[0]).toMatchObject({ idempotencyKey: first, credits: 4n, available: 6n });
  expect(results[1]).toMatchObject({ needed: 7n, available: 6n });
  expect(results[2]).toMatchObject({ idempotencyKey: "negative", field: "quantity" });
  expect(results[7]).toMatchObject({ field: "occurredAt" });
  expect(results[9]).toMatchObject({ idempotencyKey: null, field: "input" });
  expect(results.at(-1)).toMatchObject({ idempotencyKey: last, available: 0n });
  for (const result of results) {
    if ("message" in result) expect(result.message).toMatch(/^.{10,200}\.$/);
  }
});

test("a thousand events, one of them wrong in every way a field can be", async () => {
  const account = await newAccount(api, 100n);
  const use = { account, feature: "api_call", quantity: 1 };
  const before = await countRows();
  const fields = { quantity: "amount", account: "text", feature: "text", idempotencyKey: "key" };
  for (const [field, kind] of Object.entries(fields)) {
    const wrong = (wrongValues[kind as "amount"] ?? []).filter(canBeSent);
    const { results } = await batch(
      wrong.map((value) => ({ ...use, idempotencyKey: key(), [field]: value })),
    );
    const told = results.map((one) => [one.status, "field" in one ? one.field : ""]);
    expect(told).toEqual(wrong.map(() => ["invalid_input", field]));
  }
  expect(await countRows()).toEqual(before);

  const events = Array.from({ length: 1_000 }, () => ({ ...use, idempotencyKey: key() }));
  const { results } = await batch(events);
  expect(results.filter(({ status }) => status === "consumed")).toHaveLength(100);
  expect(results.filter(({ status }) => status === "insufficient_credits")).toHaveLength(900);
});

test.each([[0], [1_001]])("%i events are not a batch", async (length) => {
  const events = Array.from({ length }, () => ({}));
  expect(await refusalOf(batch(events))).toMatchObject({
    ...{ status: 400, code: "invalid_input", field: "events" },
  });
});

test("a key spends at most its events a second, and is told when to come back", async () => {
  const own = apiWith(await openApi());
  const events = Array.from({ length: 1_000 }, () => ({}) as Events[number]);
  const batches = Array.from({ length: 30 }, () =>
    own.service.credits.consumeBatch.mutate({ events }).then(
      () => null,
      (error: unknown) => refusalOf(Promise.reject(error)),
    ),
  );
  const refused = (await Promise.all(batches)).filter((one) => one !== null);
  // Ten of them fit into a second; a slow machine may take two for all thirty.
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.length).toBeLessThanOrEqual(20);
  for (const one of refused) {
    expect(one).toMatchObject({
      ...{ status: 429, code: "rate_limited", eventsPerSecond: 10_000, retryAfterSeconds: 1 },
    });
  }
  const { items } = await api.service.plans.list.query();
  expect(items).toHaveLength(6);
});

/** One body holds them all, and superjson refuses to write an own `__proto__`. */
function canBeSent(value: unknown): boolean {
  if (typeof value === "string") return value.length < 10_000;
  return value === null || typeof value !== "object" || Object.keys(value).length === 0;
}
