import { sql } from "kysely";
import { expect, test } from "vitest";
import { createDb, type Db } from "@/db/client";
import { inTransaction, readAs } from "@/db/transaction";
import { createCallerFactory, router } from "@/trpc/init";
import { portalRead } from "@/trpc/portal/read";
import { booksUrl, Customer, openBooks } from "../books";
import { chanceFrom, shuffled } from "../chance";
import { portalOf } from "../portal";
import { runs, seed } from "../runs";

const accounts = 50;
const requests = runs(1_000, 100_000);
const atOnce = 50;

class GivenUp extends Error {}

/** Reads everything there is, without a filter; now and then it gives up half-way. */
const forgetful = router({
  read: portalRead.query(({ ctx }) =>
    ctx.read(async (tx) => {
      const { rows } = await sql<{ id: string }>`
        select account_id as id from grants union all select account_id from consumptions
        union all select id from accounts`.execute(tx);
      if (ctx.requestId === "broken") await sql`select 1 / 0`.execute(tx);
      if (ctx.requestId === "given up") throw new GivenUp();
      return rows.map(({ id }) => id);
    }),
  ),
});

type Ending = "answered" | "given up" | "broken" | "writes" | "a page";

/** Of ten requests one ends in the middle of its transaction: by itself, or because a statement failed. */
function endingOf(index: number): Ending {
  if (index % 10 === 3) return index % 20 === 3 ? "given up" : "broken";
  if (index % 10 === 7) return "a page";
  return index % 50 === 9 ? "writes" : "answered";
}

test(
  `${requests} requests of ${accounts} accounts over two connections see no other's rows (A5)`,
  async () => {
    await openBooks("2026-01-01T00:00:00Z");
    const customers = await Promise.all(Array.from({ length: accounts }, () => Customer.open()));
    for (const one of customers) {
      await one.grant(1_000n);
      await one.consume(1n);
    }
    const narrow = createDb(booksUrl(), { max: 2 });
    try {
      const order = shuffled([...Array(requests).keys()], chanceFrom(seed()));
      const seen = new Map<Ending, number>();
      for (let from = 0; from < requests; from += atOnce) {
        const some = order.slice(from, from + atOnce);
        await Promise.all(
          some.map(async (index) => {
            const ending = endingOf(index);
            await requestOf(narrow, customers[index % accounts] as Customer, ending);
            seen.set(ending, (seen.get(ending) ?? 0) + 1);
          }),
        );
        await expectNothingLeft(narrow);
      }
      expect(seen.get("broken")).toBe(requests / 20);
      expect(seen.get("given up")).toBe(requests / 20);
    } finally {
      await narrow.destroy();
    }
  },
  runs(60_000, 1_200_000),
);

async function requestOf(db: Db, customer: Customer, ending: Ending): Promise<void> {
  if (ending === "a page") {
    const { available } = await portalOf(customer.id, {}, db).overview.balance();
    expect(available).toBe(await customer.balance().then((balance) => balance.available));
    return;
  }
  if (ending === "writes") {
    await inTransaction(db, (tx) =>
      sql`update accounts set name = name where id = ${customer.id}`.execute(tx),
    );
    return;
  }
  const actor = actorOf(customer);
  const answer = createCallerFactory(forgetful)({ db, actor, requestId: ending }).read();
  if (ending === "answered") {
    const ids = await answer;
    expect(ids).toEqual([customer.id, customer.id, customer.id]);
  } else await expect(answer).rejects.toThrow();
}

/** Both connections, idle again: nobody, no account, no user. */
async function expectNothingLeft(db: Db): Promise<void> {
  const look = () =>
    db.connection().execute(async (connection) => {
      const { rows } = await sql<{ pid: number; left: string }>`
        select pg_backend_pid() as pid, pg_sleep(0.01)::text || (current_user <> session_user)::text
          || coalesce(current_setting('app.account', true), '')
          || coalesce(current_setting('app.user', true), '') as left`.execute(connection);
      return rows[0] as { pid: number; left: string };
    });
  const both = await Promise.all([look(), look()]);
  expect(new Set(both.map(({ pid }) => pid)).size).toBe(2);
  expect(both.map(({ left }) => left)).toEqual(["false", "false"]);
}

test("account and user are told to one transaction only, however it ends", async () => {
  await openBooks("2026-01-01T00:00:00Z");
  const customer = await Customer.open();
  const one = createDb(booksUrl(), { max: 1 });
  const settings = sql<{ account: string; user: string; role: boolean }>`
    select coalesce(current_setting('app.account', true), '') as account,
      coalesce(current_setting('app.user', true), '') as "user", current_user = session_user as role`;
  const asked = { role: "tallybook_portal" as const, account: customer.id, user: customer.id };
  try {
    for (const giveUp of [false, true]) {
      const read = readAs(one, asked, async (tx) => {
        expect((await settings.execute(tx)).rows).toEqual([
          { account: customer.id, user: customer.id, role: false },
        ]);
        if (giveUp) throw new GivenUp();
      });
      await read.catch((error: unknown) => expect(error).toBeInstanceOf(GivenUp));
      expect((await settings.execute(one)).rows).toEqual([{ account: "", user: "", role: true }]);
    }
  } finally {
    await one.destroy();
  }
});

function actorOf({ id: accountId }: Customer) {
  return {
    ...{ kind: "link" as const, accountId, userId: null, role: "viewer" as const },
    ...{ sessionId: accountId, name: "Test", locale: null, embedded: false, returnUrl: null },
  };
}
