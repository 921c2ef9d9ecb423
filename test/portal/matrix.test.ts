import { randomUUID } from "node:crypto";
import type { TRPCError } from "@trpc/server";
import { beforeAll, describe, expect, test } from "vitest";
import type { CustomerRole } from "@/auth/roles";
import { shapeOf } from "@/trpc/errors";
import { createCallerFactory } from "@/trpc/init";
import { portalRouter } from "@/trpc/portal/router";
import { books } from "../books";
import { portalOf } from "../portal";
import { entries, paths, procedureOf, procedures, withField } from "./procedures";
import { type Furnished, openTwoAccounts } from "./two-accounts";
import { watch } from "./watch";

let own: Furnished;
let other: Furnished;

beforeAll(async () => {
  [own, other] = await openTwoAccounts();
});

/** What a customer of an account is answered, in words: the same for a page and over HTTP. */
async function ask(who: Furnished, path: string, input: unknown, role: CustomerRole = "owner") {
  const caller = portalOf(who.customer.id, { role, userId: who.userId }, books());
  try {
    return { answer: inWords(await procedureOf(caller, path)(input)) };
  } catch (error) {
    const { message, data } = shapeOf(error as TRPCError, { requestId: "", path });
    return { status: data.httpStatus, message, billing: data.billing };
  }
}

function inWords(value: unknown): string {
  return JSON.stringify(value, (_, one) => (typeof one === "bigint" ? `${one}` : one)) ?? "nothing";
}

const inputOf = (path: string, who: Furnished) => entries[path]?.input?.(who);

test("every procedure of the portal stands in the matrix, and nothing else does", () => {
  expect(Object.keys(entries).sort()).toEqual([...paths].sort());
});

const reads = paths.filter((path) => procedures[path]?._def.type === "query");

describe.each(reads)("%s", (path) => {
  test("is asked as the portal's role, of the one account, and in transactions only", async () => {
    const seen = await watch(async () => {
      expect(await ask(own, path, inputOf(path, own))).toHaveProperty("answer");
    });
    expect(seen.length).toBeGreaterThan(0);
    for (const one of seen) {
      expect(one).toMatchObject({ role: "tallybook_portal", account: own.customer.id });
    }
  });

  test("tells one account nothing of another", async () => {
    const { answer } = await ask(own, path, inputOf(path, own));
    const { customer, userId, ...ids } = other;
    const secrets = [customer.id, customer.externalId, userId, ...Object.values(ids)];
    for (const secret of secrets) expect(answer).not.toContain(secret);
  });

  test("is for whoever is signed in to an account", async () => {
    const context = { db: books(), actor: null, requestId: "test" };
    const nobody = createCallerFactory(portalRouter)(context);
    await expect(procedureOf(nobody, path)(inputOf(path, own))).rejects.toMatchObject({
      code: "UNAUTHORIZED",
    });
  });

  test("takes no account from whoever asks", async () => {
    const told = await ask(own, path, { ...inputOf(path, own), account: other.customer.id });
    // One that takes nothing at all never looks at what it is given.
    if ("answer" in told) expect(told).toEqual(await ask(own, path, inputOf(path, own)));
    else expect(told).toMatchObject({ status: 400 });
  });
});

const writes = paths.filter((path) => procedures[path]?._def.type === "mutation");

describe.each(writes)("%s", (path) => {
  test("writes as the app's role, and in transactions only", async () => {
    [own, other] = await openTwoAccounts();
    const seen = await watch(async () => {
      const told = await ask(own, path, inputOf(path, own));
      // The only owner can neither go nor be put out: refused by the database, so it was asked.
      if (!("answer" in told)) expect(told).toMatchObject({ status: 409 });
    });
    expect(seen.length).toBeGreaterThan(0);
    for (const { role } of seen) expect(["tallybook_app", "failed"]).toContain(role);
  });

  test("is for whoever is signed in to an account, and takes no account from them", async () => {
    const context = { db: books(), actor: null, requestId: "test" };
    const nobody = createCallerFactory(portalRouter)(context);
    const input = inputOf(path, own);
    await expect(procedureOf(nobody, path)(input)).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    const more = { ...input, account: other.customer.id };
    expect(await ask(own, path, more)).toMatchObject({ status: 400 });
  });
});

const takingIds = paths.flatMap((path) =>
  Object.entries(entries[path]?.ids ?? {}).map(([field, thing]) => ({ path, field, thing })),
);

describe("an id", () => {
  beforeAll(async () => {
    [own, other] = await openTwoAccounts();
    // Whoever asks a database first reads the catalogue for all that follow.
    await ask(own, "alerts.history", inputOf("alerts.history", own));
  });

  describe.each(takingIds)("$path with $field", ({ path, field, thing }) => {
    const asked = async (id: unknown) => {
      const input = withField(inputOf(path, own) ?? {}, field, id);
      let answer: unknown;
      const seen = await watch(async () => {
        answer = await ask(own, path, input);
      });
      return { answer, seen };
    };

    test("of another account is answered as one that never was, after as many questions (A1)", async () => {
      const [foreign, unknown] = [
        await asked(other[thing]),
        await asked(unknownLike(other[thing])),
      ];
      expect(foreign).toEqual(unknown);
    });

    test("of the own account is answered otherwise", async () => {
      const [mine, unknown] = [await asked(own[thing]), await asked(unknownLike(own[thing]))];
      expect(mine.answer).not.toEqual(unknown.answer);
    });
  });
});

/** An id of the same form that nobody has. */
function unknownLike(id: unknown): string {
  return /^[0-9a-f-]{36}$/.test(String(id)) ? randomUUID() : `nobody-${randomUUID()}`;
}
