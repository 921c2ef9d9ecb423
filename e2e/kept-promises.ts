import { isDeepStrictEqual } from "node:util";
import { expect } from "@playwright/test";
import { Client } from "pg";
import type { Account } from "./accounts";
import { call, type Target } from "./call";
import type { Load, Told } from "./load";

type Found = { consumptions: ConsumptionRow[]; holds: HoldRow[]; keys: KeyRow[] };
type ConsumptionRow = { id: string; idempotency_key: string; credits: string; available: string };
type HoldRow = { id: string; status: string };
type KeyRow = { key: string; procedure: string };

/**
 * Whatever was acknowledged is in the books once and as it was told; whatever was not is there once or
 * not at all; nothing else is.
 */
export async function expectPromisesKept(
  load: Load,
  { databaseUrl, accounts }: { databaseUrl: string; accounts: Account[] },
): Promise<void> {
  const { consumptions, holds, keys } = await whatIsThere(databaseUrl, accounts);
  const told = (name: string) => load.told.filter(({ path }) => path.endsWith(`.${name}`));
  const uses = [...told("consume"), ...told("capture")];
  const remembered = [...told("hold"), ...told("grant")];

  const used = new Map(consumptions.map((row) => [row.idempotency_key, row]));
  expect(used.size, "no key is used twice").toBe(consumptions.length);
  const notAsTold = uses.filter(
    ({ input, answer }) =>
      !isDeepStrictEqual(used.get(String(input.idempotencyKey)), {
        id: answer.consumptionId,
        idempotency_key: input.idempotencyKey,
        credits: String(answer.credits),
        available: String(answer.available),
      }),
  );
  expect(notAsTold, "uses that are not there as they were told").toEqual([]);

  const known = new Set<unknown>(keys.map(({ key }) => key));
  expect(known.size, "no key is remembered twice").toBe(keys.length);
  const lost = remembered.filter(({ input }) => !known.has(input.idempotencyKey));
  expect(lost, "acknowledged and not there").toEqual([]);
  expectHoldsAsTold(load, holds);

  const asked = new Set([...load.told, ...load.givenUp].map(({ input }) => input.idempotencyKey));
  for (const { externalId } of accounts) asked.add(externalId); // its first grant
  const all = [...used.keys(), ...known];
  const neverAsked = all.filter((key) => !asked.has(key));
  expect(neverAsked, "there, and never asked for").toEqual([]);
  expect(holds.length, "every hold has its key").toBe(
    keys.filter(({ procedure }) => procedure === "credits.hold").length,
  );
}

/** Sent once more, a request gets the answer it got before. */
export async function expectFirstAnswers(target: Target, sample: Told[]): Promise<void> {
  const waiting = [...sample];
  const others: unknown[] = [];
  const client = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { status, data } = await call<object>(target, next.path, next.input);
      const replay = next.path.endsWith(".release") ? {} : { replayed: true };
      const same = isDeepStrictEqual(data, { ...next.answer, ...replay });
      if (!same) others.push({ status, data, first: next });
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  expect(others, "another answer than the first").toEqual([]);
}

function expectHoldsAsTold(load: Load, holds: HoldRow[]): void {
  const status = new Map(holds.map((one) => [one.id, one.status]));
  const ends = load.told.flatMap(({ path, input }) => {
    if (path.endsWith(".capture")) return { id: input.holdId, told: "captured" };
    return path.endsWith(".release") ? { id: input.holdId, told: "released" } : [];
  });
  // How the others ended nobody was told; they stand, whatever became of them.
  const ended = new Set(ends.map(({ id }) => id));
  const given = load.told.filter(({ path }) => path.endsWith(".hold"));
  const missing = given.filter(({ answer }) => !status.has(String(answer.holdId)));
  expect(missing, "a hold that was given stands").toEqual([]);
  const otherwise = ends.filter(({ id, told }) => status.get(String(id)) !== told);
  expect(otherwise, "a hold ended as it was told").toEqual([]);

  const unsure = new Set(load.givenUp.map(({ input }) => input.holdId));
  const left = given.filter(({ answer: { holdId } }) => !ended.has(holdId) && !unsure.has(holdId));
  const closed = left.filter(({ answer }) => status.get(String(answer.holdId)) !== "open");
  expect(closed, "a hold nobody ended is open").toEqual([]);
}

/** Read past the API, so that no cache and no kindness of it stands in between. */
async function whatIsThere(databaseUrl: string, accounts: Account[]): Promise<Found> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const ids = [accounts.map(({ id }) => id)];
    const rows = async <Row>(query: string) => (await client.query(query, ids)).rows as Row[];
    return {
      consumptions: await rows<ConsumptionRow>(
        `select id, idempotency_key, credits::text, available_after::text as available
         from consumptions where account_id = any($1)`,
      ),
      holds: await rows<HoldRow>(`select id, status from holds where account_id = any($1)`),
      keys: await rows<KeyRow>(
        `select key, procedure from idempotency_keys
         where account_id = any($1) and procedure = any('{credits.hold,credits.grant}')`,
      ),
    };
  } finally {
    await client.end();
  }
}
