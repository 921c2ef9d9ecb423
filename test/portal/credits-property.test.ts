import fc from "fast-check";
import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { addCheckpoints } from "@/billing/ledger/add-checkpoints";
import { deleteCheckpoints } from "@/billing/ledger/checkpoint-queries";
import { inTransaction } from "@/db/transaction";
import type { GrantId } from "@/lib/ids";
import { books, Customer, openBooks } from "../books";
import { portalOf } from "../portal";
import { Actor, anyActs } from "../properties/acts";
import { runs } from "../runs";

const start = new Date("2026-01-01T00:00:00Z");
let now = start;

beforeEach(async () => {
  now = start;
  await openBooks(start.toISOString());
});

const plans = fc.constantFrom("none", "rolling", "capped", "pro_yearly");
const kinds = fc.constantFrom(null, "grant", "consume", "hold", "expire", "rollover", "release");
const questions = fc.record({
  kind: kinds,
  ofGrant: fc.option(fc.nat({ max: 9 })),
  days: fc.option(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }))),
  limit: fc.integer({ min: 1, max: 5 }),
});

test(
  "every page of the ledger is what its transfers say, whether checkpoints are there or not",
  async () => {
    const property = fc.asyncProperty(
      plans,
      anyActs({ late: true, longest: 400 }),
      fc.array(questions, { minLength: 2, maxLength: 4 }),
      fc.integer({ min: 1, max: 7 }),
      async (plan, acts, asked, every) => {
        const customer = await Customer.open({ timezone: "America/New_York" });
        if (plan !== "none") await customer.start(plan);
        const actor = new Actor(customer, now);
        for (const act of acts) await actor.act(act);
        now = actor.now;
        await portalOf(customer.id, {}, books()).grants(); // commits what is due

        const expected = await Promise.all(asked.map((one) => naive(customer, one)));
        const asIs = () => Promise.all(asked.map((one) => paged(customer, one)));
        expect(await asIs(), "without checkpoints").toEqual(expected);
        const add = (limit: number) =>
          inTransaction(books(), (tx) => addCheckpoints(tx, { every, limit }));
        await add(1);
        expect(await asIs(), "with the first").toEqual(expected);
        while ((await add(50)) > 0);
        expect(await asIs(), "with all").toEqual(expected);
        await expectGrantsAddUp(customer);
        // One lost in the middle makes them all unfit, not wrong.
        await sql`delete from ledger_checkpoints where account_id = ${customer.id}
          and account_version = (select min(account_version) from ledger_checkpoints
            where account_id = ${customer.id})`.execute(books());
        expect(await asIs(), "with a gap").toEqual(expected);
        await inTransaction(books(), (tx) => deleteCheckpoints(tx, customer.id));
      },
    );
    await fc.assert(property, { numRuns: runs(12, 150) });
  },
  runs(120_000),
);

type Question = {
  kind: string | null;
  ofGrant: number | null;
  days: [number, number] | null;
  limit: number;
};
type Line = [version: bigint | null, kind: string, change: bigint, balance: bigint];

const dayAfter = (days: number) =>
  new Date(start.getTime() + days * 86_400_000).toISOString().slice(0, 10);

async function inputOf(customer: Customer, { kind, ofGrant, days, limit }: Question) {
  const grants = await grantsOf(customer);
  const grantId = ofGrant === null ? null : (grants[ofGrant % grants.length]?.id ?? null);
  const [from, to] = days ? [dayAfter(days[0]), dayAfter(days[0] + days[1])] : [null, null];
  return { kind, grantId, from, to, limit };
}

async function grantsOf(customer: Customer) {
  const { rows } = await sql<{ id: GrantId; balance: bigint; expires_at: Date | null }>`
    select g.id, b.balance, g.expires_at from grants g
    join balances b on b.account_id = g.account_id and b.ledger_account_id = g.id
    where g.account_id = ${customer.id} order by g.issued_at, g.id`.execute(books());
  return rows;
}

/** All pages to the oldest, and back again. */
async function paged(customer: Customer, question: Question): Promise<Line[]> {
  const input = (await inputOf(customer, question)) as Parameters<
    ReturnType<typeof portalOf>["ledger"]
  >[0];
  const { ledger } = portalOf(customer.id, {}, books());
  const lines: Line[] = [];
  let page = await ledger(input);
  const first = page;
  const pages = [page];
  while (page.older) {
    page = await ledger({ ...input, before: page.older });
    pages.push(page);
  }
  for (const { entries } of pages) {
    for (const { version, kind, change, balance } of entries)
      lines.push([version, kind, change, balance]);
  }
  for (const earlier of pages.slice(0, -1).reverse()) {
    page = await ledger({ ...input, after: page.newer });
    // Going back one full page; the newest is shown whole, however few are newer.
    expect(page.entries).toEqual(earlier.entries);
  }
  expect(pages.length > 1 ? page.entries : first.entries).toEqual(first.entries);
  return lines;
}

/** The same from every transfer the account has, added up from the first. */
async function naive(customer: Customer, question: Question): Promise<Line[]> {
  const { kind, grantId, from, to } = await inputOf(customer, question);
  const { rows } = await sql<{
    version: bigint;
    kind: string;
    day: string;
    moved: boolean;
    change: bigint;
  }>`
    select x.account_version as version, x.kind,
      to_char(x.occurred_at at time zone 'America/New_York', 'YYYY-MM-DD') as day,
      bool_or(d.id = any(g.ids) or f.id = any(g.ids) or (${grantId}::uuid is null and d.kind = 'consumed'
        and (f.kind = 'overage' or (f.kind = 'held' and t.grant_id is null)))) as moved,
      sum(case when d.id = any(g.ids) then t.amount else 0 end
        - case when f.id = any(g.ids) then t.amount else 0 end)::bigint as change
    from ledger_transactions x
    join transfers t on t.account_id = x.account_id and t.account_version = x.account_version
    join ledger_accounts f on f.account_id = t.account_id and f.id = t.from_id
    join ledger_accounts d on d.account_id = t.account_id and d.id = t.to_id
    cross join (select array_agg(id) as ids from grants
      where account_id = ${customer.id} and (${grantId}::uuid is null or id = ${grantId})) g
    where x.account_id = ${customer.id} and t.asset = 'credit'
    group by 1, 2, 3 order by 1`.execute(books());
  let balance = 0n;
  const lines: Line[] = [];
  const isAsked = (of: { kind: string; day: string }) =>
    (!kind || of.kind === kind) && (!from || of.day >= from) && (!to || of.day <= to);
  for (const row of rows) {
    balance += row.change;
    if (row.moved && isAsked(row)) lines.unshift([row.version, row.kind, row.change, balance]);
  }
  return [...(await unposted(customer, { grantId, isAsked, balance })), ...lines];
}

async function unposted(
  customer: Customer,
  {
    grantId,
    isAsked,
    balance,
  }: {
    grantId: GrantId | null;
    isAsked: (of: { kind: string; day: string }) => boolean;
    balance: bigint;
  },
): Promise<Line[]> {
  const ended = (await grantsOf(customer))
    .filter((one) => one.balance > 0n && one.expires_at && one.expires_at <= now)
    .filter(({ id }) => !grantId || id === grantId)
    .sort((a, b) => +(a.expires_at ?? 0) - +(b.expires_at ?? 0) || (a.id < b.id ? -1 : 1));
  const lines: Line[] = [];
  let left = balance;
  for (const { balance: credits, expires_at } of ended) {
    left -= credits;
    const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "America/New_York" }).format(
      expires_at ?? 0,
    );
    if (isAsked({ kind: "expire", day })) lines.unshift([null, "expire", -credits, left]);
  }
  return lines;
}

/** Each grant's figures by balance are those by its transfers, and add up to what was granted. */
async function expectGrantsAddUp(customer: Customer): Promise<void> {
  const api = portalOf(customer.id, {}, books());
  const { grants, available, finished } = await api.grants({ finished: { limit: 200 } });
  const balance = await customer.balance();
  expect(available).toBe(balance.available);
  expect(grants.map(({ id, left, held }) => [id, left, held])).toEqual(
    balance.grants.map(({ id, remaining, held }) => [id, remaining, held]),
  );
  for (const { id } of [...grants, ...(finished?.grants ?? [])]) {
    const { grant, recomputed } = await api.grant({ grantId: id });
    expect(grant).toMatchObject(recomputed);
    const { granted, used, held, left, expired, revoked, rolledOut, debtRepaid } = grant;
    expect(used + held + left + expired + revoked + rolledOut + debtRepaid).toBe(granted);
  }
}
