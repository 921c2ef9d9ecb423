import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { readAs } from "@/db/transaction";
import { createCallerFactory, router } from "@/trpc/init";
import { portalRead } from "@/trpc/portal/read";
import { books } from "../books";
import { type Furnished, openTwoAccounts } from "./two-accounts";
import { watch } from "./watch";

/** What is the same for every customer; everything else belongs to an account or to nobody. */
const everybodys = [
  ...["catalog_terms", "deployment", "features", "pack_prices", "packs", "plan_versions", "plans"],
  "sandbox_clock",
];

let own: Furnished;
let other: Furnished;
let readable: Readable[];

type Readable = { name: string; kind: string; columns: string[]; rls: boolean };

beforeAll(async () => {
  [own, other] = await openTwoAccounts();
  readable = await readableTables();
});

/** Every table, view and the like of which the portal's role may read at least one column. */
async function readableTables(): Promise<Readable[]> {
  const { rows } = await sql<Readable>`
    select c.relname as name, c.relkind::text as kind, c.relrowsecurity as rls,
      array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
      and has_column_privilege('tallybook_portal', c.oid, a.attnum, 'select')
      and c.relname <> 'test_clock'
    group by c.oid, 1, 2, 3 order by 1`.execute(books());
  return rows;
}

const scoped = () => readable.filter(({ name }) => !everybodys.includes(name));

/** Everything in a table the role may see: no filter at all. */
async function everythingIn(
  table: Readable,
  { account, user }: { account?: string; user?: string },
) {
  const asked = {
    role: "tallybook_portal" as const,
    ...(account && { account }),
    ...(user && { user }),
  };
  return await readAs(books(), asked, async (tx) => {
    const { rows } = await sql<Record<string, unknown>>`
      select ${sql.join(table.columns.map((column) => sql.ref(column)))} from ${sql.table(table.name)}`.execute(
      tx,
    );
    return rows;
  });
}

/** How many rows belong to an account, as the owner of the tables counts them. */
async function ownRowsIn({ name }: Readable, { customer, userId }: Furnished): Promise<number> {
  const whose: Record<string, ReturnType<typeof sql>> = {
    accounts: sql`id = ${customer.id}`,
    users: sql`id = ${userId}`,
    login_sessions: sql`user_id = ${userId}`,
  };
  const { rows } = await sql<{ n: bigint }>`
    select count(*) as n from ${sql.table(name)}
    where ${whose[name] ?? sql`account_id = ${customer.id}`}`.execute(books());
  return Number(rows[0]?.n);
}

describe("row-level security, where every filter is forgotten (A4)", () => {
  test("what the portal may read is a table with policies, or the same for all", () => {
    expect(scoped().filter(({ rls, kind }) => !rls || kind !== "r")).toEqual([]);
    expect(readable.map(({ name }) => name)).toEqual(expect.arrayContaining(everybodys));
    expect(scoped().length).toBeGreaterThanOrEqual(20);
  });

  test("each such table shows one account's rows, all of them, and there are others", async () => {
    for (const table of scoped()) {
      for (const [one, rest] of [
        [own, other],
        [other, own],
      ] as const) {
        const rows = await everythingIn(table, { account: one.customer.id, user: one.userId });
        expect([table.name, rows.length]).toEqual([table.name, await ownRowsIn(table, one)]);
        expect([table.name, rows.length > 0]).toEqual([table.name, true]);
        const told = JSON.stringify(rows, inWords);
        for (const secret of secretsOf(rest)) expect(told, table.name).not.toContain(secret);
      }
    }
  });

  test.each([
    ["nobody", {}],
    ["an account that is not", { account: randomUUID(), user: randomUUID() }],
  ])("for %s each of them is empty", async (_, asked) => {
    for (const table of scoped()) {
      expect([table.name, await everythingIn(table, asked)]).toEqual([table.name, []]);
    }
  });

  test("a user's sign-ins are hers: neither her account nor a colleague shows them", async () => {
    const sessions = scoped().find(({ name }) => name === "login_sessions") as Readable;
    const account = own.customer.id;
    expect(await everythingIn(sessions, { account })).toEqual([]);
    expect(await everythingIn(sessions, { account, user: other.userId })).toMatchObject([
      { user_id: other.userId },
    ]);
  });

  test("one function runs with more rights than whoever calls it, and asks for the account itself", async () => {
    const { rows } = await sql<{ name: string }>`
      select proname as name from pg_proc
      where pronamespace = 'public'::regnamespace and prosecdef
        and has_function_privilege('tallybook_portal', oid, 'execute')`.execute(books());
    expect(rows).toEqual([{ name: "member_last_seen" }]);
    const lastSeen = (member: Furnished, account?: string) =>
      readAs(books(), { role: "tallybook_portal", ...(account && { account }) }, async (tx) => {
        const found = await sql<{ at: Date | null }>`
          select member_last_seen(${member.userId}) as at`.execute(tx);
        return found.rows[0]?.at ?? null;
      });
    expect(await lastSeen(own, own.customer.id)).toBeInstanceOf(Date);
    expect(await lastSeen(other, own.customer.id)).toBeNull();
    expect(await lastSeen(own)).toBeNull();
  });

  test("the role owns nothing, is nobody else and cannot look past a policy", async () => {
    const { rows } = await sql<{ attribute: boolean; roles: bigint; tables: bigint }>`
      select r.rolsuper or r.rolbypassrls or r.rolcanlogin as attribute,
        (select count(*) from pg_auth_members m where m.member = r.oid) as roles,
        (select count(*) from pg_class c where c.relowner = r.oid) as tables
      from pg_roles r where r.rolname = 'tallybook_portal'`.execute(books());
    expect(rows).toEqual([{ attribute: false, roles: 0n, tables: 0n }]);
  });
});

test("a procedure that forgets its filter answers its own account's rows", async () => {
  const forgetful = router({
    usage: portalRead.query(({ ctx }) =>
      ctx.read((tx) => tx.selectFrom("consumptions").select("account_id").execute()),
    ),
  });
  const caller = createCallerFactory(forgetful)({
    db: books(),
    actor: actorOf(own),
    requestId: "test",
  });
  let rows: { account_id: string }[] = [];
  const seen = await watch(async () => {
    rows = await caller.usage();
  });
  expect(rows.map(({ account_id }) => account_id)).toEqual([own.customer.id, own.customer.id]);
  expect(seen).toMatchObject([{ role: "tallybook_portal", account: own.customer.id }]);
});

function actorOf({ customer, userId, sessionId }: Furnished) {
  return {
    ...{ kind: "user" as const, accountId: customer.id, userId, sessionId, role: "owner" as const },
    ...{ name: "Test", locale: null, embedded: false, returnUrl: null },
  };
}

/** What must never be read in another account's answer. */
function secretsOf({ customer, userId, ...ids }: Furnished): string[] {
  return [customer.id, customer.externalId, userId, ...Object.values(ids)].map(String);
}

function inWords(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? `${value}` : value;
}
