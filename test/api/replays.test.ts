import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { type Api, apiWith, countRows, give, newAccount, openApi, refusalOf } from "./harness";

let api: Api;
let account: string;
const key = () => newId<string>();
const inAnHour = new Date(Date.now() + 3_600_000);

beforeAll(async () => {
  api = apiWith(await openApi());
  account = await newAccount(api, 10_000n);
});

type Write = { send: (input: never) => Promise<object>; input: object; other: object };

/** Every write that takes a key: an input, and another one for the same key. */
async function writes(): Promise<Record<string, Write>> {
  const expiresAt = inAnHour;
  const { credits, subscriptions } = api.service;
  const { holdId } = await credits.hold.mutate({
    ...{ account, credits: 10, expiresAt, idempotencyKey: key() },
  });
  const { grantId } = await give(api, account, 10n);
  const use = { account, feature: "api_call", quantity: 2 };
  const given = { account, credits: 3, category: "promo" as const, reason: "Test" };
  return {
    grant: { send: credits.grant.mutate, input: given, other: { ...given, credits: 4 } },
    consume: { send: credits.consume.mutate, input: use, other: { ...use, quantity: 3 } },
    hold: {
      send: credits.hold.mutate,
      input: { account, credits: 2, expiresAt },
      other: { account, credits: 3, expiresAt },
    },
    capture: {
      send: credits.capture.mutate,
      input: { holdId, credits: 6 },
      other: { holdId, credits: 5 },
    },
    revoke: {
      send: credits.revoke.mutate,
      input: { grantId, reason: "Test" },
      other: { grantId, reason: "Test", credits: 1 },
    },
    start: {
      send: subscriptions.start.mutate,
      input: { account: await newAccount(api), plan: "pro" },
      other: { account, plan: "starter" },
    },
  } as Record<string, Write>;
}

describe.each(["grant", "consume", "hold", "capture", "revoke", "start"])("%s", (name) => {
  test("the same key gives the first answer, another input is refused", async () => {
    const { send, input, other } = (await writes())[name] as Write;
    const idempotencyKey = key();
    const keyed = (given: object) => send({ ...given, idempotencyKey } as never);
    const first = await keyed(input);
    expect(first).toMatchObject({ replayed: false });
    const before = await countRows();
    expect(await keyed(input)).toEqual({ ...first, replayed: true });
    if (name !== "start") {
      const refused = await refusalOf(keyed(other));
      expect(refused).toMatchObject({ status: 409, code: "idempotency_key_reused" });
    }
    expect(await countRows()).toEqual(before);
  });

  test("64 at once: one executes, all get its answer", async () => {
    const { send, input } = (await writes())[name] as Write;
    const idempotencyKey = key();
    const answers = await Promise.all(
      Array.from({ length: 64 }, () => send({ ...input, idempotencyKey } as never)),
    );
    const executed = answers.filter((answer) => "replayed" in answer && !answer.replayed);
    expect(executed).toHaveLength(1);
    for (const answer of answers)
      expect(answer).toMatchObject({ ...executed[0], replayed: answer["replayed" as never] });
  });
});

test("a key belongs to its account and to one procedure", async () => {
  const idempotencyKey = key();
  const other = await newAccount(api, 10n);
  const use = { feature: "api_call", quantity: 1, idempotencyKey };
  const first = await api.service.credits.consume.mutate({ account, ...use });
  const second = await api.service.credits.consume.mutate({ account: other, ...use });
  expect(second.consumptionId).not.toBe(first.consumptionId);

  const given = { credits: 1, category: "promo" as const, reason: "Test", idempotencyKey };
  const [granted, held] = [
    await refusalOf(api.service.credits.grant.mutate({ account, ...given })),
    await refusalOf(
      api.service.credits.hold.mutate({ account, credits: 1, expiresAt: inAnHour, idempotencyKey }),
    ),
  ];
  expect([granted.code, held.code]).toEqual(["idempotency_key_reused", "idempotency_key_reused"]);

  const grantKey = { ...given, idempotencyKey: key() };
  await api.service.credits.grant.mutate({ account, ...grantKey });
  const consumed = await refusalOf(
    api.service.credits.consume.mutate({
      ...{ account, ...use, idempotencyKey: grantKey.idempotencyKey },
    }),
  );
  expect(consumed.code).toBe("idempotency_key_reused");
});

test("one event through consume and consumeBatch is one event", async () => {
  const event = {
    ...{ account, feature: "image", quantity: 2, idempotencyKey: key() },
    ...{ occurredAt: new Date(), metadata: { job: "1", big: true } },
  };
  const { replayed, ...first } = await api.service.credits.consume.mutate(event);
  const again = { ...event, quantity: 2n, metadata: { big: true, job: "1" } };
  const { results } = await api.service.credits.consumeBatch.mutate({ events: [again] });
  expect(replayed).toBe(false);
  const { idempotencyKey } = event;
  expect(results).toEqual([{ ...first, idempotencyKey, status: "replayed" }]);
});

test("a second release gives the first answer; a closed hold is not captured", async () => {
  const { holdId } = await api.service.credits.hold.mutate({
    ...{ account, credits: 5, expiresAt: inAnHour, idempotencyKey: key() },
  });
  const first = await api.service.credits.release.mutate({ holdId });
  expect(first).toMatchObject({ released: 5n });
  await give(api, account, 100n);
  expect(await api.service.credits.release.mutate({ holdId })).toEqual(first);
  const captured = api.service.credits.capture.mutate({
    holdId,
    credits: 1,
    idempotencyKey: key(),
  });
  expect(await refusalOf(captured)).toMatchObject({ status: 409, code: "hold_closed" });
});

test("a refusal is not remembered: the same key succeeds once there are credits", async () => {
  const poor = await newAccount(api);
  const use = { account: poor, feature: "api_call", quantity: 5, idempotencyKey: key() };
  const before = await countRows();
  const refused = await refusalOf(api.service.credits.consume.mutate(use));
  expect(refused).toMatchObject({
    ...{ status: 402, code: "insufficient_credits", needed: 5n, available: 0n },
  });
  expect(await countRows()).toEqual(before);
  await give(api, poor, 5n);
  const consumed = await api.service.credits.consume.mutate(use);
  expect(consumed).toMatchObject({ credits: 5n, available: 0n, replayed: false });
});

test("accounts.upsert is its own key: twenty at once open one account", async () => {
  const externalId = `race-${key()}`;
  const details = { name: "Race", email: "r@r.example", currency: "usd" };
  const opened = await Promise.all(
    Array.from({ length: 20 }, () =>
      api.service.accounts.upsert.mutate({ externalId, ...details }),
    ),
  );
  expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
});

test("a month later a key still gives its first answer, and still to one input", async () => {
  const poor = await newAccount(api, 9n);
  const use = { account: poor, feature: "api_call", quantity: 5, idempotencyKey: key() };
  const first = await api.service.credits.consume.mutate(use);
  const { now } = await api.sandbox.clock.get.query();
  await api.sandbox.clock.advance.mutate({ to: new Date(now.getTime() + 31 * 86_400_000) });
  expect(await api.service.credits.consume.mutate(use)).toEqual({ ...first, replayed: true });
  const other = api.service.credits.consume.mutate({ ...use, quantity: 4 });
  expect((await refusalOf(other)).code).toBe("idempotency_key_reused");
});
