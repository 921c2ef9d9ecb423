import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import type { Tallybook, TallybookOptions } from "@/client/api";
import { createTallybook, TallybookError } from "@/client/index";
import { newId } from "@/lib/ids";
import { type AppRouter, appRouter } from "@/trpc/root";
import { openApi, serveApi } from "./harness";

let server: Awaited<ReturnType<typeof serveApi>>;
let apiKey: string;

beforeAll(async () => {
  apiKey = await openApi();
  server = await serveApi();
});

afterAll(() => server.close());

type Fetch = NonNullable<TallybookOptions["fetch"]>;

/** A client that writes down what it sends; `through` may lose, delay or answer it. */
function watched(through: (send: Fetch, count: number) => Fetch = (send) => send) {
  const sent: { path: string; body: string }[] = [];
  const watching: Fetch = (url, init) => {
    const path = new URL(url).pathname.replace("/api/trpc/", "");
    sent.push({ path, body: init.body ?? "" });
    return through(fetch, sent.length)(url, init);
  };
  return { sent, tallybook: createTallybook({ url: server.url, apiKey, fetch: watching }) };
}

async function withCredits(credits: bigint): Promise<string> {
  const { tallybook } = watched();
  const account = `client-${newId()}`;
  const details = { name: "Client", email: "c@c.example", currency: "usd" };
  await tallybook.accounts.upsert({ externalId: account, ...details });
  await tallybook.credits.grant({ account, credits, category: "promo", reason: "Test" });
  return account;
}

test("200 consumes at once travel in few requests and are answered each", async () => {
  const account = await withCredits(150n);
  const { sent, tallybook } = watched();
  const use = { account, feature: "api_call", quantity: 1 };
  const answers = await Promise.allSettled(
    Array.from({ length: 200 }, () => tallybook.credits.consume(use)),
  );
  expect(sent.length).toBeLessThan(5);
  const spent = answers.filter(({ status }) => status === "fulfilled");
  expect(spent).toHaveLength(150);
  const refused = answers.find(({ status }) => status === "rejected");
  expect(refused).toMatchObject({
    reason: { code: "insufficient_credits", facts: { needed: 1n, available: 0n } },
  });
});

test("without batching each consume is a request of its own", async () => {
  const account = await withCredits(3n);
  const tallybook = createTallybook({ url: server.url, apiKey, batch: false });
  const use = { account, feature: "api_call", quantity: 1 };
  const answers = await Promise.all([1, 2, 3].map(() => tallybook.credits.consume(use)));
  expect(new Set(answers.map(({ available }) => available))).toEqual(new Set([0n, 1n, 2n]));
});

test("an answer lost on the way is asked for again under the same key, and nothing is done twice", async () => {
  const account = await withCredits(10n);
  const { sent, tallybook } = watched((send, count) => async (url, init) => {
    const answer = await send(url, init);
    if (count === 1) throw new TypeError("fetch failed");
    return answer;
  });
  const consumed = await tallybook.credits.consume({ account, feature: "api_call", quantity: 4 });
  expect(consumed).toMatchObject({ credits: 4n, available: 6n, replayed: true });
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
});

test("a busy server is asked again after as long as it says", async () => {
  const busy = {
    status: 503,
    headers: new Headers({ "retry-after": "1" }),
    text: async () => "<html>upstream is away</html>",
  };
  const { sent, tallybook } = watched(
    (send, count) => (url, init) => (count < 2 ? Promise.resolve(busy) : send(url, init)),
  );
  const started = Date.now();
  expect((await tallybook.plans.list()).items).toHaveLength(6);
  expect(sent).toHaveLength(2);
  expect(Date.now() - started).toBeGreaterThanOrEqual(990);
});

test("a refusal is not tried again, and says why", async () => {
  const { sent, tallybook } = watched();
  const refused = tallybook.credits.balance({ account: "nobody" });
  await expect(refused).rejects.toBeInstanceOf(TallybookError);
  await expect(refused).rejects.toMatchObject({
    ...{ code: "unknown_account", status: 404, facts: { field: "account" } },
    message: "There is no such account.",
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(sent).toHaveLength(1);
});

test("nobody there is a network error, after all retries", async () => {
  const away = createTallybook({ url: "http://127.0.0.1:9", apiKey, retries: 1 });
  await expect(away.plans.list()).rejects.toMatchObject({ code: "network", status: 0 });
});

test("2,500 events are sent as three batches, answered in order", async () => {
  const account = await withCredits(2_000n);
  const { sent, tallybook } = watched();
  const events = Array.from({ length: 2_500 }, (_, index) => ({
    ...{ account, feature: "api_call", quantity: 1, idempotencyKey: `event-${index}` },
  }));
  const { results } = await tallybook.credits.consumeBatch({ events });
  expect(sent).toHaveLength(3);
  expect(results.map(({ idempotencyKey }) => idempotencyKey)).toEqual(
    events.map(({ idempotencyKey }) => idempotencyKey),
  );
  expect(results.filter(({ status }) => status === "consumed")).toHaveLength(2_000);
});

describe("the client's types are the API's", () => {
  type Inputs = inferRouterInputs<AppRouter>;
  type Outputs = inferRouterOutputs<AppRouter>;
  type Service = Omit<Tallybook, "sandbox">;

  test("every procedure of the service router is a method", () => {
    const procedures = Object.keys(appRouter._def.procedures)
      .filter((path) => !/^(portal|staff|auditor)\./.test(path))
      .map((path) => path.replace("service.", ""));
    const { tallybook } = watched();
    expect(methodsOf(tallybook).sort()).toEqual(procedures.sort());
  });

  test("inputs and answers agree in every field", () => {
    expectTypeOf<Answers<Service>>().toEqualTypeOf<Plain<Outputs["service"]>>();
    expectTypeOf<Answers<Pick<Tallybook, "sandbox">>>().toEqualTypeOf<
      Plain<Pick<Outputs, "sandbox">>
    >();
    expectTypeOf<Asked<Service>>().toEqualTypeOf<Given<Inputs["service"]>>();
  });

  test("an error's code is one of the API's", () => {
    expectTypeOf<TallybookError["code"]>().toExtend<string>();
  });
});

/** Branded ids and unions of texts are text to a caller; everything else must be the same. */
type Plain<T> = T extends string
  ? string
  : T extends bigint | number | boolean | Date | null | undefined
    ? T
    : T extends readonly (infer One)[]
      ? Plain<One>[]
      : { [K in keyof T]: Plain<T[K]> };

type Answers<T> = {
  [Noun in keyof T]: T[Noun] extends (...given: never[]) => Promise<infer Answer>
    ? Plain<Answer>
    : Answers<T[Noun]>;
};

type Asked<T> = {
  [Noun in keyof T]: {
    [Verb in keyof T[Noun]]: T[Noun][Verb] extends (input: infer Input) => unknown
      ? unknown extends Input
        ? "nothing"
        : Keyless<Plain<Input>>
      : never;
  };
};

type Given<T> = {
  [Noun in keyof T]: {
    [Verb in keyof T[Noun]]: undefined extends T[Noun][Verb]
      ? "nothing"
      : Keyless<Plain<T[Noun][Verb]>>;
  };
};

/** The client makes the keys, so they are optional there. */
type Keyless<T> = T extends { events: (infer Event)[] }
  ? { events: Keyless<Event>[] }
  : { [K in Exclude<keyof T, "idempotencyKey">]: T[K] };

function methodsOf(part: object, path = ""): string[] {
  return Object.entries(part).flatMap(([name, value]) =>
    typeof value === "function" ? `${path}${name}` : methodsOf(value, `${path}${name}.`),
  );
}
