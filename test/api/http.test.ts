import { sql } from "kysely";
import superjson from "superjson";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { billingErrorCodes } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { testDb } from "../database";
import { type Api, apiWith, newAccount, openApi, refusalOf, send, serveApi } from "./harness";

let api: Api;
let authorization: string;
let server: Awaited<ReturnType<typeof serveApi>>;

beforeAll(async () => {
  const key = await openApi();
  authorization = `Bearer ${key}`;
  api = apiWith(key);
  server = await serveApi();
});

afterAll(() => server.close());

function post(path: string, body: string, headers: Record<string, string> = {}) {
  return send(path, {
    method: "POST",
    headers: { authorization, "content-type": "application/json", ...headers },
    body,
  });
}

async function told(response: Response) {
  const { error } = await response.json();
  return { ...error.json.data.billing, status: response.status };
}

test("over a socket: bigint facts, dates, the request's id and no stack", async () => {
  const account = await newAccount(api, 3n);
  const event = { account, feature: "api_call", quantity: 5n, idempotencyKey: newId() };
  const response = await fetch(`${server.url}/api/trpc/service.credits.consume`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json", "x-request-id": "job-7" },
    body: superjson.stringify(event),
  });
  expect(response.status).toBe(402);
  expect(response.headers.get("x-request-id")).toBe("job-7");
  expect(response.headers.get("cache-control")).toBe("private, no-store, no-transform");
  const text = await response.text();
  expect(text).not.toMatch(/node_modules|\.ts:|stack|select /);
  const { error } = JSON.parse(text);
  expect(superjson.deserialize(error)).toEqual({
    message: "This needs 5 credits and 3 are available.",
    code: expect.any(Number),
    data: {
      ...{ code: "PAYMENT_REQUIRED", httpStatus: 402, path: "service.credits.consume" },
      billing: {
        ...{ code: "insufficient_credits", message: "This needs 5 credits and 3 are available." },
        ...{ needed: 5n, available: 3n, reason: expect.any(String), requestId: "job-7" },
      },
    },
  });
});

test("a request id that could forge a log line is replaced", async () => {
  const response = await send("service.plans.list", {
    headers: { authorization, "x-request-id": "a b" },
  });
  expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
});

describe("what is no call", () => {
  const consume = "service.credits.consume";
  const large = (bytes: number) => JSON.stringify({ json: { account: "a".repeat(bytes) } });

  test.each([
    ["no JSON", () => post(consume, "{"), 400, /not valid JSON/],
    ["no object", () => post(consume, '{"json":[]}'), 400, /must be an object/],
    ["an empty body", () => post(consume, ""), 400, /not valid JSON/],
    [
      "broken superjson",
      () => post(consume, '{"json":{},"meta":{"values":{"a.b":["bigint"]}}}'),
      400,
      /superjson/,
    ],
    [
      "a bigint that is none",
      () => post(consume, '{"json":{"quantity":"x"},"meta":{"values":{"quantity":["bigint"]}}}'),
      400,
      /superjson/,
    ],
    [
      "a form",
      () => post(consume, "a=b", { "content-type": "application/x-www-form-urlencoded" }),
      415,
      /application\/json/,
    ],
    [
      "plain text",
      () => post(consume, "{}", { "content-type": "text/plain" }),
      415,
      /application\/json/,
    ],
    [
      "a multipart form",
      () => post(consume, "--x--", { "content-type": "multipart/form-data; boundary=x" }),
      415,
      /application\/json/,
    ],
    ["over 100 kB", () => post(consume, large(100_001)), 413, /100 kB/],
    [
      "over 1 MB of events",
      () => post("service.credits.consumeBatch", large(1_000_001)),
      413,
      /1000 kB/,
    ],
    [
      "10 MB of digits",
      () => post(consume, `{"json":{"quantity":${"9".repeat(10_000_000)}}}`),
      413,
      /100 kB/,
    ],
    ["no procedure", () => post("service.credits.print", "{}"), 404, /No procedure/],
    ["a mutation by GET", () => send(consume, { headers: { authorization } }), 405, /GET/],
    ["a query by POST", () => post("service.plans.list", "{}"), 405, /POST/],
    [
      "another site's page",
      () => post(consume, "{}", { origin: "https://evil.example" }),
      403,
      /another site/,
    ],
    [
      "another site's page, as browsers say it",
      () => post(consume, "{}", { "sec-fetch-site": "cross-site" }),
      403,
      /another site/,
    ],
  ] as const)("%s", async (_name, ask, status, sentence) => {
    const refused = await told(await ask());
    expect(refused).toMatchObject({ status, message: expect.stringMatching(sentence) });
    expect(billingErrorCodes).toContain(refused.code);
    expect(refused.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("a body that does not say how long it is", async () => {
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
    });
    const init = { method: "POST", body, duplex: "half" } as RequestInit;
    const headers = { authorization, "content-type": "application/json" };
    expect(await told(await send(consume, { ...init, headers }))).toMatchObject({ status: 413 });
  });
});

test("ten calls in one request are answered each; eleven are refused", async () => {
  const batch = (count: number) => {
    const paths = Array.from({ length: count }, () => "service.plans.list").join(",");
    return send(`${paths}?batch=1&input={}`, { headers: { authorization } });
  };
  const answers = await (await batch(10)).json();
  expect(answers).toHaveLength(10);
  expect((await batch(11)).status).toBe(400);
  expect(await told(await batch(11))).toMatchObject({ code: "invalid_input" });
});

test("a bug is told as nothing but its id, and a busy database as 503", async () => {
  const db = testDb();
  await sql`alter table plan_versions rename to plan_versions_away`.execute(db);
  const bug = await told(await send("service.plans.list", { headers: { authorization } }));
  await sql`alter table plan_versions_away rename to plan_versions`.execute(db);
  expect(bug).toEqual({
    ...{ status: 500, code: "internal", requestId: expect.any(String) },
    message: "Something went wrong on our side. It is in our log.",
  });

  vi.spyOn(db, "transaction").mockImplementationOnce(() => {
    throw Object.assign(new Error("connect ECONNREFUSED 10.0.0.7:5432"), { code: "ECONNREFUSED" });
  });
  const response = await send("service.plans.list", { headers: { authorization } });
  expect(response.headers.get("retry-after")).toBe("1");
  const busy = await told(response);
  expect(busy).toMatchObject({ status: 503, code: "retry_later" });
  expect(busy.message).not.toContain("10.0.0.7");
});

test("sums beyond what the books can hold are refused, not broken", async () => {
  const account = await newAccount(api);
  const credits = 4_000_000_000_000_000_000n;
  const grant = () =>
    api.service.credits.grant.mutate({
      ...{ account, credits, category: "promo", reason: "Much", idempotencyKey: newId<string>() },
    });
  await grant();
  await grant();
  expect(await refusalOf(grant())).toMatchObject({ status: 422, code: "amount_too_large" });
  const use = {
    account,
    feature: "video_second",
    quantity: credits,
    idempotencyKey: newId<string>(),
  };
  expect(await refusalOf(api.service.credits.consume.mutate(use))).toMatchObject({
    ...{ status: 422, code: "amount_too_large" },
  });
});
