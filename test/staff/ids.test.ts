import { randomUUID } from "node:crypto";
import type { TRPCError } from "@trpc/server";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import { scopes } from "@/auth/roles";
import { newId } from "@/lib/ids";
import { shapeOf } from "@/trpc/errors";
import { createCallerFactory } from "@/trpc/init";
import { appRouter } from "@/trpc/root";
import { everyInput } from "../api/every-input";
import { books } from "../books";
import { procedureOf, withField } from "../portal/procedures";
import { type Furnished, openTwoAccounts } from "../portal/two-accounts";
import { watch } from "../portal/watch";
import { type Named, staffIds } from "./ids";
import { permissionOf } from "./procedures";

let own: Named;
let other: Named;
const staffUserId = randomUUID();

const admin: Actor = {
  ...{
    kind: "staff",
    fresh: true,
    role: "admin",
    name: "Test",
    sessionId: randomUUID(),
    staffUserId,
  },
};
const app: Actor = { kind: "key", prefix: "tb_test_ids", name: "Test", scopes: [...scopes] };

const call = (actor: Actor) =>
  createCallerFactory(appRouter)({ db: books(), actor, requestId: "test" });

beforeAll(async () => {
  const both = await openTwoAccounts();
  await sql`insert into staff_users (id, email, name, role, created_at)
    values (${staffUserId}, 'ids@us.example', 'Sam', 'admin', app_now())`.execute(books());
  own = await named(both[0]);
  other = await named(both[1]);
});

/** What staff have written of an account, and what was given back of it. */
async function named(of: Furnished): Promise<Named> {
  const { staff } = call(admin);
  const { externalId: account, id } = of.customer;
  const note = await staff.accounts.addNote({ account, body: "Called", pinned: false });
  const wish = (credits: bigint) => ({ kind: "grant", credits, category: "promo" }) as const;
  const large = await staff.adjustments.preview({ account, wish: wish(99_999n) });
  const asked = {
    account,
    quoteId: large.quoteId,
    reason: "A test",
    idempotencyKey: newId<string>(),
  };
  const { adjustmentId } = await staff.adjustments.request(asked);
  const small = await staff.adjustments.preview({ account, wish: wish(1n) });
  const { rows } = await sql<{ refund: string; dispute: string }>`
    select (select id from refunds where account_id = ${id} limit 1) as refund,
      (select id from disputes where account_id = ${id} limit 1) as dispute`.execute(books());
  const taskId = newId<string>();
  await sql`insert into staff_tasks (account_id, id, kind, refund_id, facts, created_at)
    values (${id}, ${taskId}, 'refund_returned', ${rows[0]?.refund}, '{}', app_now())`.execute(
    books(),
  );
  for (const [kind, thing] of Object.entries(rows[0] ?? {})) {
    await sql`insert into directory (kind, key, account_id, id) values (${kind}, ${thing}, ${id}, ${thing})
      on conflict do nothing`.execute(books());
  }
  return {
    ...{ ...of, account, noteId: note.id, adjustmentId, adjustmentQuoteId: small.quoteId },
    refundId: rows[0]?.refund ?? "",
    ...{ disputeId: rows[0]?.dispute ?? "", taskId },
  };
}

/** What is answered, in words, and how the database was asked meanwhile; the second time of two. */
async function answerTo(actor: Actor, path: string, input: unknown) {
  let answer: unknown;
  const ask = async () => {
    answer = await procedureOf(
      call(actor),
      path,
    )(input).then(
      (told) => ({ told: inWords(told) }),
      (error: TRPCError) => {
        const { message, data } = shapeOf(error, { requestId: "", path });
        return { status: data.httpStatus, message, billing: data.billing };
      },
    );
  };
  // What a name means is asked of the directory once and kept.
  await ask();
  const first = answer;
  const seen = await watch(ask);
  return { first, answer, seen };
}

function inWords(value: unknown): string {
  return JSON.stringify(value, (_, one) => (typeof one === "bigint" ? `${one}` : one)) ?? "nothing";
}

test("every procedure of staff says which ids it takes, and nothing else does", () => {
  expect(Object.keys(staffIds).sort()).toEqual(Object.keys(permissionOf).sort());
});

type Case = { path: string; field: string; thing: keyof Named };
const casesOf = (which: "within" | "alone"): Case[] =>
  Object.entries(staffIds).flatMap(([path, entry]) =>
    Object.entries(entry?.[which] ?? {}).map(([field, thing]) => ({ path, field, thing })),
  );

/** The input of a case with its id put in place of the own one; lists are named by their first. */
function inputWith({ path, field }: Case, id: unknown): Record<string, unknown> {
  const input = staffIds[path]?.input(own) ?? {};
  const [list, at, name] = field.split(".");
  if (at === "0" && list && name) return { ...input, [list]: [{ [name]: id }] };
  return withField(input, field, id);
}

describe.each(casesOf("within"))("staff.$path with $field", (one) => {
  test("of another account is answered as one that never was, after as many questions (A1)", async () => {
    const path = `staff.${one.path}`;
    const foreign = await answerTo(admin, path, inputWith(one, other[one.thing]));
    const unknown = await answerTo(admin, path, inputWith(one, randomUUID()));
    expect(foreign.answer).toHaveProperty("status");
    expect(foreign).toEqual(unknown);
    const mine = await answerTo(admin, path, inputWith(one, own[one.thing]));
    expect(mine.first).not.toEqual(unknown.first);
  });
});

describe.each(casesOf("alone"))("staff.$path with $field", (one) => {
  test("that nobody has is not found, and tells nothing of anybody", async () => {
    const { answer } = await answerTo(admin, `staff.${one.path}`, inputWith(one, randomUUID()));
    expect(answer).toMatchObject({ status: 404 });
  });
});

/** Every procedure of app backends that takes an id: its entry says so in `every-input.ts`. */
const ofApps = Object.entries(everyInput(blank())).flatMap(([path, { fields }]) =>
  Object.entries(fields)
    .filter(([field, kind]) => kind === "id" && field in blank())
    .map(([field]) => ({ path, field: field as keyof ReturnType<typeof blank> })),
);

function blank() {
  return { account: "", holdId: "", grantId: "", invoiceId: "", quoteId: "" };
}

describe.each(ofApps)("service.$path with $field", ({ path, field }) => {
  const input = (of: Named, id: unknown) => ({
    ...everyInput({ ...of, quoteId: of.quoteId })[path]?.valid,
    [field]: id,
  });

  test("of another account is answered as one that never was, after as many questions (A1)", async () => {
    const unknown = await answerTo(app, `service.${path}`, input(own, randomUUID()));
    expect(unknown.answer).toHaveProperty("status");
    if (!("account" in input(own, ""))) return; // it says by itself whose it is: a key is for all accounts
    expect(await answerTo(app, `service.${path}`, input(own, other[field]))).toEqual(unknown);
  });
});
