import { inspect } from "node:util";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { toJson } from "@/lib/json";
import { appRouter } from "@/trpc/root";
import { runs } from "../runs";
import { everyInput, type ProcedureInput, wrongValues } from "./every-input";
import { type Api, apiWith, countRows, give, newAccount, openApi, send } from "./harness";

let api: Api;
let authorization: string;
let inputs: Record<string, ProcedureInput>;

beforeAll(async () => {
  const key = await openApi();
  api = apiWith(key);
  authorization = `Bearer ${key}`;
  const account = await newAccount(api, 1_000n);
  const { grantId } = await give(api, account, 10n);
  const expiresAt = new Date(Date.now() + 3_600_000);
  const { holdId } = await api.service.credits.hold.mutate({
    ...{ account, credits: 5, expiresAt, idempotencyKey: newId<string>() },
  });
  const { invoiceId } = await api.service.subscriptions.start.mutate({
    ...{ account: await newAccount(api), plan: "pro", idempotencyKey: newId<string>() },
  });
  const { quoteId } = await api.service.subscriptions.previewChange.mutate({
    ...{ account, plan: "scale" },
  });
  inputs = everyInput({ account, holdId, grantId, invoiceId: invoiceId ?? "", quoteId });
});

const nobody = { account: "", holdId: "", grantId: "", invoiceId: "", quoteId: "" };
const names = Object.keys(everyInput(nobody));

test("every service procedure stands in the table", () => {
  const procedures = Object.keys(appRouter._def.procedures)
    .filter((path) => path.startsWith("service."))
    .map((path) => path.slice("service.".length));
  expect([...names].sort()).toEqual(procedures.sort());
});

describe.each(names)("%s", (name) => {
  test("refuses every wrong value, names its field and writes nothing", async () => {
    const { valid, fields } = inputs[name] as ProcedureInput;
    const before = await countRows();
    for (const [field, kind] of Object.entries(fields)) {
      for (const value of wrongValues[kind]) {
        const refused = await ask(name, { ...valid, [field]: value });
        const what = `${field} = ${show(value)}`;
        expect([refused.status, refused.code, refused.field], what).toEqual(
          refused.status === 413
            ? [413, "invalid_input", undefined]
            : [400, "invalid_input", field],
        );
        expect(refused.message, what).toMatch(/^[^{}[\]]{10,250}\.$/);
        expect(refused.requestId, what).toMatch(/^[0-9a-f-]{36}$/);
      }
    }
    expect(await countRows()).toEqual(before);
  });

  test("refuses an unknown field, and what is no object", async () => {
    const { valid } = inputs[name] as ProcedureInput;
    const before = await countRows();
    for (const field of ["accountId", "isStaff", "__proto__"]) {
      const given = JSON.parse(JSON.stringify({ [field]: 1 }).replace("{", `{"${field}":1,`));
      const refused = await ask(name, Object.assign(given, valid));
      expect([refused.status, refused.code, refused.field]).toEqual([400, "invalid_input", field]);
    }
    for (const given of [null, 1, "text", [], [valid]]) {
      expect((await ask(name, given)).code).toBe("invalid_input");
    }
    expect(await countRows()).toEqual(before);
  });
});

test("no input whatever breaks a procedure or writes anything", async () => {
  const before = await countRows();
  const value = fc.oneof(fc.anything({ withBigInt: true, withDate: true }), fc.string());
  for (const name of names) {
    const { valid } = inputs[name] as ProcedureInput;
    const key = fc.constantFrom(...Object.keys(valid), "other");
    const given = fc.oneof(value, fc.dictionary(key, value));
    // An input of nothing but unfit values has no way to be right.
    const wrong = given.filter((one) => !isRight(name, one));
    await fc.assert(
      fc.asyncProperty(wrong, async (input) => {
        const refused = await ask(name, input);
        expect([400, 404]).toContain(refused.status);
      }),
      { numRuns: runs(15, 10_000) },
    );
  }
  expect(await countRows()).toEqual(before);
}, 3_000_000);

/**
 * What takes no input, or nothing but defaults, may be asked with nothing; a batch answers each of its
 * events for itself, however unfit (batches.test.ts).
 */
function isRight(name: string, input: unknown): boolean {
  if (name === "credits.consumeBatch") return isBatch(input);
  const empty = typeof input === "object" && input !== null && Object.keys(input).length === 0;
  return takesNothing.includes(name) && (input === undefined || empty);
}

const takesNothing = ["plans.list", "webhooks.list"];

function isBatch(input: unknown): boolean {
  if (typeof input !== "object" || input === null || !("events" in input)) return false;
  return Array.isArray(input.events) && input.events.length > 0;
}

/** Sends a value as superjson would, without asking whether it may be sent. */
async function ask(name: string, input: unknown) {
  const path = `service.${name}`;
  // What is put in by hand may hold bigints, for which JSON has no form.
  const body = JSON.stringify(wire(input), (_, value) =>
    typeof value === "bigint" ? value.toString() : value,
  );
  const { type } = inputs[name] as ProcedureInput;
  const response =
    type === "mutation"
      ? await send(path, {
          method: "POST",
          headers: { authorization, "content-type": "application/json" },
          body,
        })
      : await send(`${path}?input=${encodeURIComponent(body)}`, { headers: { authorization } });
  const { error } = await response.json();
  expect(error, `${name} let through ${body.slice(0, 200)}`).toBeDefined();
  return { status: response.status, ...error.json.data.billing } as {
    status: number;
    code: string;
    message: string;
    requestId: string;
    field?: string;
  };
}

/** What superjson refuses to write, an own `__proto__`, is put in by hand: an attacker has no scruples. */
function wire(input: unknown): unknown {
  try {
    return toJson(input);
  } catch {
    const entries = Object.entries(input as object);
    const fit = entries.filter(([name, value]) => isFit({ [name]: value }));
    const sent = toJson(Object.fromEntries(fit));
    const unfit = Object.fromEntries(entries.filter((entry) => !fit.includes(entry)));
    return { ...sent, json: { ...(sent.json as object), ...unfit } };
  }
}

function isFit(value: unknown): boolean {
  try {
    toJson(value);
    return true;
  } catch {
    return false;
  }
}

function show(value: unknown): string {
  return inspect(value, { depth: 1, maxArrayLength: 3 }).slice(0, 60);
}
