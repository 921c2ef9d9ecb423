import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Actor } from "@/auth/actor";
import { newId } from "@/lib/ids";
import { createCallerFactory } from "@/trpc/init";
import { staffRouter } from "@/trpc/staff/router";
import { books, openBooks } from "../books";
import { paidPack } from "../refunds/refunding";

/** Somebody who may approve, and manage who of us there is. */
async function admin() {
  const staffUserId = newId<string>();
  await sql`insert into staff_users (id, email, name, role, created_at)
    values (${staffUserId}, ${`${staffUserId}@us.example`}, 'Amara', 'admin', app_now())`.execute(
    books(),
  );
  const who = { name: "Amara", staffUserId, sessionId: randomUUID() };
  const actor: Actor = { kind: "staff", fresh: true, role: "admin", ...who };
  return {
    staffUserId,
    as: createCallerFactory(staffRouter)({ db: books(), actor, requestId: "t" }),
  };
}

type Page = { ids: string[]; count: number; next: string | null };

/** Every page, something happening after the first. */
async function turned(
  read: (after?: string) => Promise<Page>,
  { afterFirst }: { afterFirst: () => Promise<unknown> },
) {
  const first = await read();
  await afterFirst();
  const seen = [...first.ids];
  const sizes = [first.ids.length];
  let { next } = first;
  while (next) {
    const page: Page = await read(next);
    seen.push(...page.ids);
    sizes.push(page.ids.length);
    next = page.next;
  }
  return { seen, sizes, count: first.count };
}

test("205 adjustments wait: each is in the inbox once, also those of one instant and those asked for meanwhile", async () => {
  const { customer } = await paidPack();
  const { as, staffUserId } = await admin();
  const wait = (count: number, at: string) =>
    sql<{ id: string }>`
      insert into adjustments (account_id, id, kind, wish, credits, category, reason, status, requested_by, requested_at)
      select ${customer.id}, gen_random_uuid(), 'grant', '{}', n, 'goodwill', 'Outage', 'waiting', ${staffUserId}, ${at}
      from generate_series(1, ${count}::int) n returning id`.execute(books());
  // 120 of one instant are more than two pages hold.
  const waiting = [
    ...(await wait(85, "2026-03-02T00:00:00Z")).rows,
    ...(await wait(120, "2026-03-03T00:00:00.123Z")).rows,
  ].map(({ id }) => id);
  const later: string[] = [];
  const { seen, sizes, count } = await turned(
    async (after) => {
      const page = await as.adjustments.waiting({ after });
      return { ...page, ids: page.waiting.map(({ id }) => id) };
    },
    {
      afterFirst: async () => {
        later.push(...(await wait(3, "2026-03-04T00:00:00Z")).rows.map(({ id }) => id));
      },
    },
  );
  expect(count).toBe(205);
  expect(sizes).toEqual([50, 50, 50, 50, 8]);
  expect(seen.length).toBe(208);
  expect([...seen].sort()).toEqual([...waiting, ...later].sort());
});

test("205 refunds wait, some for a proof: each is in the inbox once, and answering those seen loses none", async () => {
  const { customer, invoiceId } = await paidPack();
  const { as } = await admin();
  const { rows } = await sql<{ id: string }>`
    insert into refunds (account_id, id, invoice_id, origin, status, policy, shortfall, destination, period, currency,
      amount_minor, card_minor, credit_minor, request, promised, reason, requested_by, requested_at, asks_person)
    select ${customer.id}, gen_random_uuid(), ${invoiceId}, 'staff',
      case when n % 5 = 0 then 'unknown' else 'requested' end, 'none', 'write_off', 'credit_note', 'keep', 'usd',
      1, 0, 1, '{}', '{}', 'Outage', 'staff:somebody', '2026-03-02T00:00:00Z'::timestamptz + n / 100 * interval '1 day',
      n % 5 = 0
    from generate_series(1, 205) n returning id`.execute(books());
  let rejected = 0;
  const { seen, sizes, count } = await turned(
    async (after) => {
      const page = await as.refunds.waiting({ after });
      return { ...page, ids: page.waiting.map(({ id }) => id) };
    },
    {
      afterFirst: async () => {
        const { waiting } = await as.refunds.waiting();
        const answered = waiting.filter(({ asksPerson }) => !asksPerson).map(({ id }) => id);
        await sql`update refunds set status = 'rejected', closed_at = app_now()
          where id = any(${answered}::uuid[])`.execute(books());
        rejected = answered.length;
      },
    },
  );
  expect(count).toBe(205);
  expect(sizes).toEqual([50, 50, 50, 50, 5]);
  expect([...seen].sort()).toEqual(rows.map(({ id }) => id).sort());
  expect((await as.refunds.waiting()).count).toBe(205 - rejected);
  // Nothing of them was ever held or sent: closed, so that the books hold what they say.
  await sql`update refunds set status = 'failed', closed_at = app_now(), asks_person = false
    where status = 'unknown'`.execute(books());
});

test("more than 200 of us, many of one name: each is listed once, also who was let out between two pages", async () => {
  await openBooks("2026-03-01T00:00:00Z");
  const { as, staffUserId } = await admin();
  const { rows } = await sql<{ id: string }>`
    insert into staff_users (id, email, name, role, created_at, disabled_at)
    select gen_random_uuid(), gen_random_uuid() || '@us.example', case when n % 2 = 0 then 'Sam' else 'sam ' || n end,
      'support', app_now(), case when n > 190 then app_now() end
    from generate_series(1, 210) n returning id`.execute(books());
  const all = [staffUserId, ...rows.map(({ id }) => id)];
  let lastSeen = "";
  const { seen, count } = await turned(
    async (after) => {
      const page = await as.people.list({ after });
      lastSeen ||= page.people.at(-1)?.id ?? "";
      return { ...page, ids: page.people.map(({ id }) => id) };
    },
    // Whom the page ended with stands at the end of the list from now on; nobody between is passed over.
    { afterFirst: () => as.people.change({ id: lastSeen, role: "support", disabled: true }) },
  );
  const ours = seen.filter((id) => all.includes(id));
  expect(count).toBe((await as.people.list()).count);
  expect(new Set(ours)).toEqual(new Set(all));
  expect(ours.filter((id) => id === lastSeen)).toHaveLength(2);
  expect(ours).toHaveLength(all.length + 1);
});
