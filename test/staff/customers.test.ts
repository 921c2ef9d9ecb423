import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import type { StaffRole } from "@/auth/roles";
import type { AccountId } from "@/lib/ids";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { books, Customer } from "../books";
import { type Furnished, openTwoAccounts } from "../portal/two-accounts";

let own: Furnished;
let other: Furnished;
let staffUserId: string;

beforeAll(async () => {
  [own, other] = await openTwoAccounts();
  staffUserId = randomUUID();
  await sql`insert into staff_users (id, email, name, role, created_at)
    values (${staffUserId}, 'sam@us.example', 'Sam Staff', 'support', app_now())`.execute(books());
});

function of(role: StaffRole = "support") {
  const actor: Actor = {
    ...{
      kind: "staff",
      fresh: true,
      role,
      name: "Sam Staff",
      staffUserId,
      sessionId: randomUUID(),
    },
  };
  return createCallerFactory(staffRouter)({ db: books(), actor, requestId: "test" });
}

const search = async (text: string) => of().accounts.search({ text });

describe("a customer is found by what one knows of it (SC1)", () => {
  test("an exact id, number or id of the processor's goes straight there", async () => {
    const { id, externalId } = own.customer;
    const { rows } = await sql<{ number: string }>`
      select number from invoices where account_id = ${id} and number is not null limit 1`.execute(
      books(),
    );
    const exact = [id, externalId, own.grantId, own.holdId, own.invoiceId, own.quoteId];
    const number = rows[0]?.number ?? "";
    const { rows: paid } = await sql<Record<string, string>>`
      select p.charge_id, p.payment_intent_id, m.method_id, d.processor_dispute_id
      from payments p join payment_methods m using (account_id) join disputes d using (account_id)
      where p.account_id = ${id} and p.payment_intent_id is not null limit 1`.execute(books());
    const there = Object.values(paid[0] ?? {});
    expect(there).toHaveLength(4);
    for (const text of [...exact, ...there, number, number.toLowerCase()]) {
      expect([text, (await search(text)).exact]).toEqual([text, id]);
    }
    const unknown = await search(randomUUID());
    expect(unknown).toMatchObject({ exact: null, found: [] });
    expect(unknown.searched).toContain("card");
  });

  test("words find it by name, address, who belongs to it, and the end of its card", async () => {
    await sql`update accounts set name = 'Zoë 100% Cinema', email = 'pay@zoe-cinema.example'
      where id = ${other.customer.id}`.execute(books());
    const by = async (text: string) => {
      const { found } = await search(text);
      return found.filter(({ id }) => id === other.customer.id).map((one) => one.by);
    };
    expect(await by("zoë")).toEqual(["name"]);
    expect(await by("100%")).toEqual(["name"]);
    expect(await by("100_")).toEqual([]);
    expect(await by("PAY@zoe")).toEqual(["email"]);
    expect(await by(`${other.userId}@people`)).toEqual(["member"]);
    expect(await by("4242")).toEqual(["card"]);
    expect(await by("4243")).toEqual([]);
  });
});

test("the list tells plan, money and use of each, a page at a time, and is narrowed (SC2)", async () => {
  const all = await pagesOf({});
  expect(all).toEqual([...new Set(all)]);
  expect(all).toEqual(expect.arrayContaining([own.customer.id, other.customer.id]));
  expect(await pagesOf({ plan: "pro" })).toEqual(expect.arrayContaining([own.customer.id]));
  expect(await pagesOf({ plan: "starter" })).toEqual([]);
  const without = await Customer.open();
  expect(await pagesOf({ state: "no_plan" })).toEqual([without.id]);
  expect(await pagesOf({ state: "disputed" })).toEqual([]);
  await sql`update accounts set segment = 'smb' where id = ${without.id}`.execute(books());
  expect(await pagesOf({ segment: "smb" })).toEqual([without.id]);
  expect(await pagesOf({ segment: "smb", currency: "eur" })).toEqual([]);
  await without.grant(499n);
  const poor = (below: bigint) => pagesOf({ segment: "smb", below });
  expect([await poor(499n), await poor(500n)]).toEqual([[], [without.id]]);
  expect(await of().accounts.list({})).toMatchObject({ segments: ["smb"], currencies: ["usd"] });
  const { customers } = await of().accounts.list({});
  const row = customers.find(({ id }) => id === own.customer.id);
  // Pro is $99 a month, and no day's use has been since the 10th of February.
  expect(row).toMatchObject({ plan: "Pro", monthlyMinor: 9_900n, lastUsedOn: "2026-02-10" });
  expect(row?.credits).toBe((await own.customer.balance()).available);
});

async function pagesOf(filter: object): Promise<AccountId[]> {
  const ids: AccountId[] = [];
  let before: string | null = null;
  do {
    const page: Awaited<ReturnType<ReturnType<typeof of>["accounts"]["list"]>> =
      await of().accounts.list({ ...filter, limit: 1, ...(before && { before }) });
    ids.push(...page.customers.map(({ id }) => id));
    before = page.next;
  } while (before);
  return ids;
}

test("one line of time has money, credits, plans and acts, each once however it is paged (ST1)", async () => {
  const account = own.customer.id;
  const whole = await of().accounts.timeline({ account, limit: 100 });
  expect(whole.next).toBeNull();
  const sources = new Set(whole.items.map(({ source }) => source));
  expect(sources).toEqual(new Set(["ledger", "act", "plan"]));
  const times = whole.items.map(({ at }) => at.getTime());
  expect(times).toEqual(times.toSorted((a, b) => b - a));

  const paged = [];
  let before: string | null = null;
  do {
    const page: typeof whole = await of().accounts.timeline({
      ...{ account, limit: 4, ...(before && { before }) },
    });
    paged.push(...page.items);
    before = page.next;
  } while (before);
  const name = (item: (typeof whole.items)[number]) =>
    item.source === "ledger"
      ? `l${item.version}`
      : item.source === "act"
        ? `a${item.position}`
        : `p${item.at}`;
  expect(paged.map(name).toSorted()).toEqual(whole.items.map(name).toSorted());
  const kinds = async (...of_: ("money" | "use" | "sign_in" | "plan")[]) =>
    new Set((await of().accounts.timeline({ account, kinds: of_ })).items.map(({ kind }) => kind));
  expect(await kinds("use")).toEqual(new Set(["consume", "hold"]));
  expect(await kinds("sign_in")).toEqual(new Set(["session.added"]));
  expect(await kinds("plan")).toEqual(new Set(["start", "renewal"]));
});

test("a past instant shows credits, money and plan as the books have them for it (ST5)", async () => {
  const account = own.customer.externalId;
  const at = new Date("2026-01-01T00:00:00Z");
  const then = await of().accounts.asOf({ account, at });
  const now = await of().accounts.asOf({ account, at: new Date("2026-02-10T02:00:00Z") });
  expect(then.plan?.name).toBe("Pro");
  expect(now.credits.available).toBe((await own.customer.balance()).available);
  const balances = await own.customer.books();
  for (const { kind, minor } of now.money) expect([kind, balances[kind]]).toEqual([kind, minor]);
  await expect(
    of().accounts.asOf({ account, at: new Date("2026-03-01T00:00:00Z") }),
  ).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("a note is written and taken away by staff, and both are in the audit log with its text (ST8)", async () => {
  const account = own.customer.id;
  const note = { account, body: "Pays by bank transfer; call Ada first.", pinned: true };
  const { id: noteId } = await of().accounts.addNote(note);
  const { notes } = await of().accounts.get({ account });
  expect(notes).toMatchObject([{ body: note.body, pinned: true, by: "Sam Staff" }]);
  await expect(
    of().accounts.removeNote({ account: other.customer.id, noteId }),
  ).rejects.toMatchObject({ code: "NOT_FOUND" });
  await of().accounts.removeNote({ account, noteId });
  const { acts } = await of("finance").audit.list({ account, act: "note" });
  expect(acts.map(({ act, actorName }) => [act, actorName])).toEqual([
    ["note.removed", "Sam Staff"],
    ["note.added", "Sam Staff"],
  ]);
  expect(acts[1]?.after).toMatchObject({ body: note.body });
});

test("what no account is called is answered as unknown, and one's entry is not another's", async () => {
  const { accounts } = of();
  for (const account of [randomUUID(), "nobody"]) {
    for (const asked of [
      () => accounts.get({ account }),
      () => accounts.timeline({ account }),
      () => accounts.entry({ account, version: 1n }),
      () => accounts.asOf({ account, at: new Date(0) }),
      () => accounts.addNote({ account, body: "x", pinned: false }),
      () => accounts.removeNote({ account, noteId: randomUUID() }),
      () => of("finance").audit.list({ account }),
    ]) {
      await expect(asked()).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  }
  await expect(accounts.entry({ account: own.customer.id, version: 9_999n })).rejects.toMatchObject(
    { code: "NOT_FOUND" },
  );
});

test("views are kept by whoever made them, one per name", async () => {
  const { accounts } = of();
  await accounts.saveView({ name: "Late", search: "?state=overdue" });
  await accounts.saveView({ name: "Late", search: "?state=overdue&plan=pro" });
  const { views } = await accounts.list({});
  expect(views).toMatchObject([{ name: "Late", search: "?state=overdue&plan=pro" }]);
  await accounts.removeView({ viewId: views[0]?.id ?? "" });
  expect((await accounts.list({})).views).toEqual([]);
});

test("keys are made, rotated with an overlap and revoked, and the log has each but no secret (AK1, AK2)", async () => {
  const { apiKeys } = of("admin");
  const made = await apiKeys.create({ name: "Shop", scopes: ["credits:read"], days: 30 });
  const next = await apiKeys.rotate({ prefix: made.prefix, overlapHours: 1 });
  const { keys } = await apiKeys.list();
  const [newer, older] = [next, made].map(({ prefix }) =>
    keys.find((key) => key.prefix === prefix),
  );
  expect(newer).toMatchObject({ name: "Shop", scopes: ["credits:read"], revokedAt: null });
  // It ends when the first was to end; the first in an hour.
  const days = ((newer?.expiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(30);
  const minutes = ((older?.expiresAt?.getTime() ?? 0) - Date.now()) / 60_000;
  expect(Math.round(minutes)).toBe(60);
  await apiKeys.revoke({ prefix: next.prefix });
  await expect(apiKeys.rotate({ prefix: next.prefix })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  const { acts } = await of("finance").audit.list({ act: "api_key" });
  expect(acts.map(({ act }) => act)).toEqual([
    ...["api_key.removed", "api_key.added", "api_key.changed", "api_key.added"],
  ]);
  const told = JSON.stringify(acts, (_, value) => (typeof value === "bigint" ? `${value}` : value));
  for (const { key } of [made, next]) expect(told).not.toContain(key.slice(-30));
  expect((await of("finance").audit.verify()).map(({ finding }) => finding)).toEqual([null, null]);
});
