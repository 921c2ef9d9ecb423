import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { upsertAccount } from "@/billing/accounts/upsert";
import { hashRequest } from "@/billing/operate";
import { applyCatalog } from "@/billing/plans/apply-catalog";
import { startSubscription } from "@/billing/plans/start";
import { inTransaction } from "@/db/transaction";
import { type AccountId, newId } from "@/lib/ids";
import { catalog } from "../../tallybook.catalog";
import { testDb } from "../database";
import { portalOf } from "../portal";

const author = { actor: "test", requestId: "test" };

beforeAll(async () => {
  await sql`insert into sandbox_clock (seen_at) values (clock_timestamp()) on conflict do nothing`.execute(
    testDb(),
  );
  await inTransaction(testDb(), (tx) => applyCatalog(tx, catalog));
});

test("an invoice is found by any part of its number, with the plan line it bills", async () => {
  const account = await startedPro();
  const { find } = portalOf(account);
  const [invoice, ...more] = await find.invoices({});
  expect(more).toEqual([]);
  const { rows } = await sql<{ id: string; number: string; line: string }>`
    select i.id, i.number, l.id as line from invoices i
    join invoice_lines l on l.account_id = i.account_id and l.invoice_id = i.id
    where i.account_id = ${account}`.execute(testDb());
  const [{ id, number, line } = { id: "", number: "", line: "" }] = rows;
  expect(invoice).toEqual({ id, number, planLineId: line });

  for (const text of [number, number.toLowerCase(), number.slice(-3)]) {
    expect(await find.invoices({ text }), text).toEqual([invoice]);
  }
  // What means "anything" to a database is only a character here.
  for (const text of ["%", "_", "' or true --", "no such number"]) {
    expect(await find.invoices({ text }), text).toEqual([]);
  }
});

test("nobody finds another account's invoices, however exactly they are asked for", async () => {
  const [mine, foreign] = [await startedPro(), await startedPro()];
  const [theirs] = await portalOf(foreign).find.invoices({});
  expect(theirs).toBeDefined();
  expect(await portalOf(mine).find.invoices({ text: theirs?.number ?? "" })).toEqual([]);
});

test("what is no text, or too long a one, is refused", async () => {
  const { find } = portalOf(await startedPro());
  for (const input of [{ text: "" }, { text: "x".repeat(61) }, { text: 1 }, { number: "1" }]) {
    await expect(find.invoices(input as never)).rejects.toThrow();
  }
});

async function startedPro(): Promise<AccountId> {
  const { id: accountId } = await inTransaction(testDb(), (tx) =>
    upsertAccount(tx, {
      externalId: randomUUID(),
      name: "Nimbus",
      email: "billing@nimbus.example",
      currency: "usd",
      timezone: "UTC",
    }),
  );
  const key = randomUUID();
  const requestHash = hashRequest("test", key);
  const start = { id: newId<never>(), plan: "pro", startsAt: null, grants: "on_issue" } as const;
  await inTransaction(testDb(), (tx) =>
    startSubscription(tx, { accountId, author, key, procedure: "test", requestHash, start }),
  );
  return accountId;
}
