import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { runs } from "../test/runs";
import { accountWith, balanceOf, hoursAhead } from "./accounts";
import { call, type Reply } from "./call";
import { expectCleanBooks, type OwnSandbox, test } from "./own-sandbox";

const clients = 64;
const enough = runs(250, 1_000);
const tries = 2 * enough;

test.afterAll(({ own }) => expectCleanBooks(own));

test(`of ${tries} uses of ${enough} credits by 64 clients, exactly ${enough} are paid for`, async ({
  own,
}) => {
  const account = await accountWith(own, BigInt(enough));
  const replies = await byManyClients(tries, () =>
    call<{ available: bigint }>(own, "service.credits.consume", {
      account: account.externalId,
      feature: "api_call",
      quantity: 1n,
      idempotencyKey: randomUUID(),
    }),
  );
  expectAllSpent(replies, enough);
  expect(await balanceOf(own, account)).toMatchObject({ available: 0n, held: 0n });
});

test("of twice as many holds as credits by 64 clients, exactly one per credit is given", async ({
  own,
}) => {
  test.setTimeout(180_000);
  const account = await accountWith(own, BigInt(enough));
  const expiresAt = await hoursAhead(own, 1);
  const replies = await byManyClients(tries, () =>
    call<{ holdId: string; available: bigint }>(own, "service.credits.hold", {
      account: account.externalId,
      credits: 1n,
      expiresAt,
      idempotencyKey: randomUUID(),
    }),
  );
  expectAllSpent(replies, enough);
  expect(await balanceOf(own, account)).toMatchObject({ available: 0n, held: BigInt(enough) });

  const holds = replies.flatMap(({ data }) => data?.holdId ?? []);
  const captured = await raceToEnd(own, holds.slice(0, 100));
  expect(await balanceOf(own, account)).toMatchObject({
    available: 100n - captured,
    held: BigInt(enough) - 100n,
  });
});

test("one key sent by 64 clients at once is one use, and all are told the same", async ({
  own,
}) => {
  const account = await accountWith(own, 100n);
  const use = {
    account: account.externalId,
    feature: "image",
    quantity: 3n,
    idempotencyKey: randomUUID(),
  };
  const replies = await byManyClients(clients, () =>
    call<{ replayed: boolean; available: bigint }>(own, "service.credits.consume", use),
  );
  expect(replies.filter(({ data }) => data && !data.replayed)).toHaveLength(1);
  const answers = replies.map(({ data }) => ({ ...data, replayed: null }));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(await balanceOf(own, account)).toMatchObject({ available: 85n });
});

/** Every hold is captured twice and released at once; the first to come ends it. Answers how many were spent. */
async function raceToEnd(own: OwnSandbox, holds: string[]): Promise<bigint> {
  const attempts = holds.flatMap((holdId) => [
    { holdId, path: "service.credits.capture", input: { credits: 1n } },
    { holdId, path: "service.credits.release", input: {} },
    { holdId, path: "service.credits.capture", input: { credits: 1n } },
  ]);
  const replies = await byManyClients(attempts.length, async (index) => {
    const { holdId = "", path = "", input } = attempts[index] ?? {};
    const key = path.endsWith("capture") ? { idempotencyKey: randomUUID() } : {};
    return { holdId, path, ...(await call(own, path, { holdId, ...input, ...key })) };
  });
  const refusals = replies.flatMap(({ data, ...rest }) =>
    data ? [] : (rest.refusal?.code ?? rest.status),
  );
  expect(countsOf(refusals)).toEqual({ hold_closed: 2 * holds.length });

  const ended = replies.filter(({ data }) => data);
  expect(new Set(ended.map(({ holdId }) => holdId)).size, "each hold ends once").toBe(holds.length);
  return BigInt(ended.filter(({ path }) => path.endsWith("capture")).length);
}

/** An answer for every credit, counting down to none, and as many refusals that say so. */
function expectAllSpent(replies: Reply<{ available: bigint }>[], credits: number): void {
  const told = replies.map(({ status, refusal, problem }) => problem ?? refusal?.code ?? status);
  expect(countsOf(told)).toEqual({ 200: credits, insufficient_credits: credits });

  const left = replies.flatMap(({ data }) => (data ? Number(data.available) : []));
  expect(left.sort((one, other) => one - other)).toEqual([...Array(credits).keys()]);
  const refused = replies.filter(({ refusal }) => refusal);
  const misled = refused.filter(
    ({ refusal }) => refusal?.needed !== 1n || refusal.available !== 0n,
  );
  expect(misled, "a refusal says what was needed and what is left").toEqual([]);
}

/** Does something so many times, always 64 at once. */
async function byManyClients<T>(times: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const client = async () => {
    while (next < times) {
      const index = next++;
      results[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return results;
}

function countsOf(things: (string | number)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of things) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}
